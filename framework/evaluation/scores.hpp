#pragma once

#include "results/scores.hpp"

#include <npd/metric.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

/// \file scores.hpp
/// Runs metrics and collects what they say.
namespace npd::evaluation {

/// A metric and how messages call it: `metric "regression" 0.1.0 (plugins/regression.so)`.
struct NamedMetric {
  std::string name;
  std::shared_ptr<Metric> metric;
};

/// Scores that something announces, and how messages call it.
struct AnnouncedScores {
  std::string name;
  std::vector<ScoreInfo> infos;
};

/// To be called before the work that is to be scored: that may take hours.
/// \throws ConfigError if two metrics or analyses announce a score of the same name
void check_score_names(const std::vector<AnnouncedScores>& all);

/// What metrics announce.
std::vector<AnnouncedScores> announced_by(const std::vector<NamedMetric>& metrics);

/// Runs every metric whose subject is there, and notes what does not carry over (carry_over.hpp).
/// \param before_each  called before each metric; what it throws ends the scoring; may be empty
/// \throws PluginError if a metric gives a score that it did not announce, or one outside the
///         announced range, or leaves one out whose subject is there
/// \throws ConfigError if two metrics announce a score of the same name
results::Scores score(const std::vector<NamedMetric>& metrics, const Evaluation& evaluation,
                      const std::function<void()>& before_each = {});

}  // namespace npd::evaluation
