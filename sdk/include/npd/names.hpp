#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// \file names.hpp
/// Names that people type: which are allowed, and what a misspelt one was meant to be. Without
/// LibTorch.
namespace npd {

/// Lower-case letters, digits and underscores, a letter first: ids of plugins, names of scores.
bool is_id(std::string_view name);

/// The candidate nearest to `word`, if it is near enough to be a slip: at most one mistake in three
/// letters, where a mistake is a letter too many, missing, wrong or swapped with its neighbour; or
/// else the first that begins with `word`, as "tau_s" does with "tau".
std::optional<std::string> nearest_name(std::string_view word,
                                        const std::vector<std::string>& candidates);

/// `; did you mean "alpha"?` or nothing, to be put behind a message.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace npd
