#include "analysis/analyse.hpp"

#include <algorithm>
#include <utility>

namespace npd::analysis {
namespace {

bool is_absent(const Tensor& array) { return !array.defined() || array.numel() == 0; }

std::optional<std::string> without(Need need, const AnalysisData& data) {
  const auto& evaluation = data.evaluation;
  switch (need) {
    case Need::model:
      if (data.model.system == nullptr) return "there is no model";
      break;
    case Need::true_system:
      if (data.truth.recorded.system == nullptr) return "the data set knows no true system";
      break;
    case Need::true_latents:
      if (is_absent(evaluation.truth.latents)) return "the data set has no true latents";
      break;
    case Need::conditions:
      if (evaluation.conditions.empty()) return "the data set has no conditions";
      break;
    case Need::behaviour:
      if (is_absent(evaluation.behaviour.values)) return "the data set has no behaviour";
      break;
  }
  return std::nullopt;
}

results::Scores rows_of(const NamedAnalysis& named, const std::vector<Score>& given) {
  results::Scores scores;
  for (const auto& info : named.analysis->scores()) {
    const auto score = std::find_if(given.begin(), given.end(),
                                    [&](const Score& one) { return one.name == info.name; });
    if (score != given.end()) scores.rows.push_back({*score, info, named.where});
  }
  return scores;
}

}  // namespace

std::optional<std::string> obstacle(const Analysis& analysis, const AnalysisData& data) {
  for (const Need need : analysis.needs()) {
    if (auto reason = without(need, data)) return reason;
  }
  return std::nullopt;
}

Outcome analyse(const NamedAnalysis& named, const AnalysisData& data,
                const std::filesystem::path& folder) {
  if (auto reason = obstacle(*named.analysis, data)) {
    return {skipped(named, *reason), {}, std::move(reason)};
  }
  const auto result = named.analysis->run(data);
  return {rows_of(named, result.scores),
          results::write_analysis(folder, named.table, result, named.code), std::nullopt};
}

results::Scores skipped(const NamedAnalysis& named, const std::string& reason) {
  results::Scores scores;
  for (const auto& info : named.analysis->scores()) {
    scores.skipped.push_back({info.name, reason, info.headline});
  }
  return scores;
}

}  // namespace npd::analysis
