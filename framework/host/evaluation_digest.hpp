#pragma once

#include <npd/analysis.hpp>

#include <cstdint>
#include <map>
#include <string>

namespace npd::host {

/// Of each array of an evaluation, by its name, a number that is another one when anything in the
/// array has changed: "truth.rates".
using EvaluationDigest = std::map<std::string, std::uint64_t>;

EvaluationDigest digest_of(const Evaluation& evaluation);

/// The same of all that an analysis is given.
EvaluationDigest digest_of(const AnalysisData& data);

/// One evaluation is for all metrics and analyses, and none may change it under the next.
/// \param before, now  what digest_of said before and after the call
/// \throws PluginError naming the array that is not what it was
void check_unchanged(const EvaluationDigest& before, const EvaluationDigest& now);

}  // namespace npd::host
