#pragma once

#include "results/published.hpp"

#include <nlohmann/json.hpp>

namespace npd::report {

/// The distribution of a score over published runs, as the page reads it.
inline nlohmann::json published_json(const results::PublishedScore& score) {
  return {{"n", score.n},     {"median", score.median}, {"min", score.min},
          {"max", score.max}, {"q25", score.q25},       {"q75", score.q75}};
}

}  // namespace npd::report
