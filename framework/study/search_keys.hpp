#pragma once

#include "config/section.hpp"
#include "study/distribution.hpp"

#include <optional>
#include <string>
#include <vector>

/// \file search_keys.hpp
/// The search space: `[[study.search]]`, in the order of the draws.
///
///     [[study.search]]
///     key = "model.co_dim"
///     choice = [1, 2, 4]
namespace npd::study {

/// How population based training changes a number: by a factor 1 + s (linear) or exp(s) (log), with
/// s between 0.002 and 1 times `width`, of either sign.
struct Perturbation {
  double width;
  bool logarithmic;  ///< false drifts downwards, as the original does
};

/// One key of the experiment that is searched.
struct SearchKey {
  std::string key;  ///< "model.generator.state_dim"
  config::Origin origin;
  Distribution distribution;
  std::optional<Limits> limits;
  std::optional<Perturbation> perturbation;
};

/// The values at which the key's table says it must be possible: all of a choice, the ends of a
/// range, the limits.
std::vector<config::Node> extreme_values(const SearchKey& key);

/// Reads `search` of the table [study]; mistakes are kept for Document::finish.
std::vector<SearchKey> read_search(const config::Section& study);

}  // namespace npd::study
