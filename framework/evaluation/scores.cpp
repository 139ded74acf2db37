#include "evaluation/scores.hpp"

#include "evaluation/carry_over.hpp"

#include <npd/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

namespace npd::evaluation {

namespace {

bool is_absent(const Tensor& array) { return !array.defined() || array.numel() == 0; }

/// Why nothing can be said of a subject, or nothing.
std::optional<std::string> obstacle(const Evaluation& evaluation, Subject subject) {
  const Truth& truth = evaluation.truth;
  const Estimates& estimates = evaluation.estimates;
  switch (subject) {
    case Subject::rates:
      if (is_absent(truth.rates)) return "the data set has no true rates";
      if (is_absent(estimates.rates)) return "the model gives no rates";
      break;
    case Subject::latents:
      if (is_absent(truth.latents)) return "the data set has no true latents";
      if (is_absent(estimates.latents)) return "the model gives no latents";
      break;
    case Subject::inputs:
      if (is_absent(truth.inputs)) return "the data set has no true inputs";
      if (is_absent(estimates.inputs)) return "the model infers no inputs";
      break;
    case Subject::spikes:
      if (is_absent(evaluation.spikes)) return "the data set has no spikes";
      if (is_absent(estimates.rates)) return "the model gives no rates";
      break;
    case Subject::conditions:
      if (evaluation.conditions.empty()) return "the data set has no conditions";
      break;
    case Subject::behaviour:
      if (is_absent(evaluation.behaviour.values)) return "the data set has no behaviour";
      break;
  }
  return std::nullopt;
}

const ScoreInfo& announced(const NamedMetric& metric, const std::vector<ScoreInfo>& infos,
                           const Score& score) {
  const auto found = std::find_if(infos.begin(), infos.end(),
                                  [&](const ScoreInfo& info) { return info.name == score.name; });
  if (found == infos.end()) {
    throw PluginError(
        fmt::format("{}: gave the score \"{}\", which it does not announce in scores()",
                    metric.name, score.name));
  }
  if (score.value < found->lowest || score.value > found->highest) {
    throw PluginError(fmt::format("{}: gave {} = {}, outside its announced range {} to {}",
                                  metric.name, score.name, score.value, found->lowest,
                                  found->highest));
  }
  return *found;
}

/// The scores of one metric; those that are neither given nor impossible are its fault.
results::Scores scores_of(const NamedMetric& metric, const Evaluation& evaluation) {
  const std::vector<ScoreInfo> infos = metric.metric->scores();
  const bool any_possible = std::any_of(infos.begin(), infos.end(), [&](const ScoreInfo& info) {
    return !obstacle(evaluation, info.subject);
  });
  results::Scores scores;
  if (any_possible) {
    for (Score& one : metric.metric->evaluate(evaluation)) {
      const ScoreInfo& info = announced(metric, infos, one);
      scores.rows.push_back({std::move(one), info, metric.name});
    }
  }
  for (const ScoreInfo& info : infos) {
    const bool given =
        std::any_of(scores.rows.begin(), scores.rows.end(),
                    [&](const results::ScoreRow& row) { return row.info.name == info.name; });
    if (given) continue;
    const auto reason = obstacle(evaluation, info.subject);
    if (!reason) {
      throw PluginError(
          fmt::format("{}: left out the score \"{}\" although truth and estimate are there; a "
                      "score that is not "
                      "defined for some data is NaN",
                      metric.name, info.name));
    }
    scores.skipped.push_back({info.name, *reason, info.headline});
  }
  return scores;
}

}  // namespace

std::vector<AnnouncedScores> announced_by(const std::vector<NamedMetric>& metrics) {
  std::vector<AnnouncedScores> all;
  for (const auto& [name, metric] : metrics) all.push_back({name, metric->scores()});
  return all;
}

void check_score_names(const std::vector<AnnouncedScores>& all) {
  std::map<std::string, std::string> source_of;
  for (const auto& [name, infos] : all) {
    for (const ScoreInfo& info : infos) {
      const auto [first, is_new] = source_of.emplace(info.name, name);
      if (is_new) continue;
      throw ConfigError(
          fmt::format("{}: gives the score \"{}\", which {} gives already; remove one of the two",
                      name, info.name, first->second));
    }
  }
}

results::Scores score(const std::vector<NamedMetric>& metrics, const Evaluation& evaluation,
                      const std::function<void()>& before_each) {
  check_score_names(announced_by(metrics));
  results::Scores all;
  for (const NamedMetric& metric : metrics) {
    if (before_each) before_each();
    results::add(all, scores_of(metric, evaluation));
  }
  note_what_does_not_carry_over(all);
  return all;
}

}  // namespace npd::evaluation
