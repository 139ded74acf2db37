#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// \file suggest.hpp
/// Guesses what a misspelt word was meant to be.
namespace npd::config {

/// The candidate nearest to `word`, if it is near enough to be a slip: at most one mistake in three
/// letters, where a mistake is a letter too many, missing, wrong or swapped with its neighbour; or
/// else the first that begins with `word`, as "tau_s" does with "tau".
std::optional<std::string> suggest(std::string_view word,
                                   const std::vector<std::string>& candidates);

/// `; did you mean "alpha"?` or nothing, to be put behind a message.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace npd::config
