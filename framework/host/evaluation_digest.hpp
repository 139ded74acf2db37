#pragma once

#include <npd/metric.hpp>

#include <cstdint>
#include <map>
#include <string>

namespace npd::host {

/// Of each array of an evaluation, by its name, a number that is another one when anything in the
/// array has changed: "truth.rates".
using EvaluationDigest = std::map<std::string, std::uint64_t>;

EvaluationDigest digest_of(const Evaluation& evaluation);

/// One evaluation is for all metrics, and none may change it under the next.
/// \param before  what digest_of said before a metric was called
/// \throws PluginError naming the array that is not what it was
void check_unchanged(const EvaluationDigest& before, const Evaluation& evaluation);

}  // namespace npd::host
