/// \file regression.cpp
/// How much of the truth a linear map finds in the estimates, and the other way round.
#include "common/comparison.hpp"
#include "common/linear_algebra.hpp"

#include <npd/metric.hpp>

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace {

using npd::metrics::Comparison;
using npd::metrics::LinearMap;

/// One regression: which arrays, and which of them is predicted.
struct Regression {
  const char* name;
  npd::Subject subject;
  bool forward;  // from the estimate to the truth
  const char* doc;
};

constexpr Regression regressions[] = {
    {"rate_r2", npd::Subject::rates, true, "true rates from estimated rates"},
    {"fwd_latent_r2", npd::Subject::latents, true, "true latents from factors"},
    {"bwd_latent_r2", npd::Subject::latents, false, "factors from true latents"},
    {"fwd_input_r2", npd::Subject::inputs, true, "true inputs from inferred inputs"},
    {"bwd_input_r2", npd::Subject::inputs, false, "inferred inputs from true inputs"},
};

double mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

const npd::metrics::Side& source(const Regression& regression, const Comparison& sides) {
  return regression.forward ? sides.estimate : sides.truth;
}

const npd::metrics::Side& target(const Regression& regression, const Comparison& sides) {
  return regression.forward ? sides.truth : sides.estimate;
}

/// R2 over all trials at once, and over the R2 of each trial; NaN without trials.
struct TrialScores {
  double pooled = std::numeric_limits<double>::quiet_NaN();
  double trial_mean = std::numeric_limits<double>::quiet_NaN();
  double trial_median = std::numeric_limits<double>::quiet_NaN();
};

std::optional<LinearMap> fit(const Regression& regression, const Comparison& sides) {
  if (sides.trials() == 0) return std::nullopt;
  return npd::metrics::least_squares(source(regression, sides).rows(),
                                     target(regression, sides).rows());
}

TrialScores score(const Regression& regression, const std::optional<LinearMap>& map,
                  const Comparison& sides) {
  if (!map || sides.trials() == 0) return {};
  const auto from = source(regression, sides).rows(), expected = target(regression, sides).rows();
  npd::metrics::Deviations pooled(expected);
  std::vector<double> trials;
  for (Eigen::Index row = 0; row < expected.rows(); row += sides.bins()) {
    const auto prediction = (*map)(from.middleRows(row, sides.bins()));
    pooled.add(expected.middleRows(row, sides.bins()), prediction);
    trials.push_back(npd::metrics::r_squared(expected.middleRows(row, sides.bins()), prediction));
  }
  return {pooled.r_squared(), mean(trials), median(trials)};
}

/// R2 with an intercept, mean over the target's dimensions. The prefix `st_` scores each trial
/// apart, about its own mean, and averages over trials (`st_median_`: their median); `heldout_`
/// fits on the training trials and scores on the validation trials, the others do both on all.
class RegressionMetric final : public npd::Metric {
 public:
  struct Config {
    void visit(npd::Params&) {}
  };

  explicit RegressionMetric(const Config&) {}

  std::vector<npd::ScoreInfo> scores() const override {
    std::vector<npd::ScoreInfo> infos;
    const auto add = [&](const Regression& regression, const std::string& prefix,
                         const std::string& how) {
      npd::ScoreInfo info;
      info.name = prefix + regression.name;
      info.doc = std::string("R2 of ") + regression.doc + how;
      info.subject = regression.subject;
      info.highest = 1;
      infos.push_back(info);
    };
    for (const std::string heldout : {"", "heldout_"}) {
      const std::string trials =
          heldout.empty() ? "" : ", fitted on train and scored on valid trials";
      for (const Regression& regression : regressions) {
        add(regression, heldout, trials);
        add(regression, heldout + "st_", ", each trial scored apart, mean" + trials);
        add(regression, heldout + "st_median_", ", each trial scored apart, median" + trials);
      }
    }
    return infos;
  }

  std::vector<npd::Score> evaluate(const npd::Evaluation& evaluation) override {
    std::vector<npd::Score> scores, heldout;
    for (const Regression& regression : regressions) {
      const auto sides = npd::metrics::compare(evaluation, regression.subject);
      if (!sides) continue;
      add(regression, "", "all", score(regression, fit(regression, *sides), *sides), scores);
      const auto& split = evaluation.split;
      const auto of_train = fit(regression, sides->of_trials(split.train));
      add(regression, "heldout_", "valid",
          score(regression, of_train, sides->of_trials(split.valid)), heldout);
    }
    scores.insert(scores.end(), heldout.begin(), heldout.end());
    return scores;
  }

 private:
  static void add(const Regression& regression, const std::string& prefix, const std::string& split,
                  const TrialScores& r2, std::vector<npd::Score>& scores) {
    scores.push_back({prefix + regression.name, r2.pooled, split});
    scores.push_back({prefix + "st_" + regression.name, r2.trial_mean, split});
    scores.push_back({prefix + "st_median_" + regression.name, r2.trial_median, split});
  }
};

}  // namespace

NPD_METRIC(RegressionMetric, "regression", "0.1.0",
           "R2 of linear regressions between estimates and truth")
