/// \file regression.cpp
/// How much of the truth a linear map finds in the estimates, and the other way round.
#include "common/comparison.hpp"
#include "common/linear_algebra.hpp"

#include <npd/metric.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
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

constexpr const char* no_trials = "there are no trials to fit or to score";

/// A note about scores of a fit with few samples for each regressor, or nothing. Of an unrelated
/// target it explains the share rank / (samples - 1) by chance.
/// \param same_trials  whether it was scored on the trials that it was fitted to
std::string fit_note(const LinearMap& map, bool same_trials) {
  constexpr double harmless = 0.1;
  const auto freedom = static_cast<double>(std::max<Eigen::Index>(map.samples - 1, 1));
  const double chance = std::min(1.0, static_cast<double>(map.rank) / freedom);
  if (chance < harmless) return {};
  return fmt::format(
      "fitted with {} regressors on {} samples{}", map.rank, map.samples,
      same_trials ? fmt::format(", which would explain {:.2f} of an unrelated target", chance)
                  : "");
}

/// A note about targets that count 1 if they are met exactly and 0 else, or nothing.
std::string constant_note(Eigen::Index constant, Eigen::Index all, const char* what) {
  return constant == 0 ? ""
                       : fmt::format("{} of {} {} do not vary and count 1 if met exactly, else 0",
                                     constant, all, what);
}

std::string joined(const std::string& first, const std::string& second) {
  return first.empty() || second.empty() ? first + second : first + "; " + second;
}

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

/// What of the R2 of all neurons a score is.
struct OverNeurons {
  const char* form;  ///< behind the name of the score
  const char* doc;
  double (*of)(const std::vector<double>& r2);
};

constexpr OverNeurons over_neurons[] = {
    {"", "mean over neurons", mean},
    {"_median", "median over neurons", [](const std::vector<double>& r2) { return median(r2); }},
    {"_min", "of the worst neuron",
     [](const std::vector<double>& r2) { return *std::min_element(r2.begin(), r2.end()); }},
    {"_max", "of the best neuron",
     [](const std::vector<double>& r2) { return *std::max_element(r2.begin(), r2.end()); }},
};

/// R2 of the estimated rates as they are, of each neuron, all trials at once.
struct DirectScores {
  std::vector<double> r2;
  std::string note;
};

DirectScores score_directly(const Comparison& sides) {
  npd::metrics::Deviations deviations(sides.truth.rows());
  deviations.add(sides.truth.rows(), sides.estimate.rows());
  return {deviations.r_squared_of_columns(),
          constant_note(deviations.constant(), sides.truth.dims(), "neurons")};
}

/// R2 over all trials at once, and over the R2 of each trial; NaN without trials.
struct TrialScores {
  double pooled = std::numeric_limits<double>::quiet_NaN();
  double trial_mean = std::numeric_limits<double>::quiet_NaN();
  double trial_median = std::numeric_limits<double>::quiet_NaN();
  std::string note, trial_note;
};

std::optional<LinearMap> fit(const Regression& regression, const Comparison& sides) {
  if (sides.truth.rows().rows() == 0) return std::nullopt;
  return npd::metrics::least_squares(source(regression, sides).rows(),
                                     target(regression, sides).rows());
}

/// \param same_trials  whether the map was fitted to these
TrialScores score(const Regression& regression, const std::optional<LinearMap>& map,
                  const Comparison& sides, bool same_trials) {
  const auto from = source(regression, sides).rows(), expected = target(regression, sides).rows();
  if (!map || expected.rows() == 0) return {};
  npd::metrics::Deviations pooled(expected);
  std::vector<double> trials;
  Eigen::Index row = 0, constant = 0;
  for (const auto bins : sides.bins) {
    if (bins == 0) continue;
    const auto prediction = (*map)(from.middleRows(row, bins));
    pooled.add(expected.middleRows(row, bins), prediction);
    npd::metrics::Deviations alone(expected.middleRows(row, bins));
    alone.add(expected.middleRows(row, bins), prediction);
    trials.push_back(alone.r_squared());
    constant += alone.constant();
    row += bins;
  }
  const auto fitted = fit_note(*map, same_trials);
  const auto pairs = expected.cols() * std::ssize(trials);
  return {pooled.r_squared(), mean(trials), median(trials),
          joined(fitted, constant_note(pooled.constant(), expected.cols(), "targets")),
          joined(fitted, 10 * constant < pairs
                             ? ""
                             : constant_note(constant, pairs, "targets, each in one trial,"))};
}

/// R2 with an intercept, mean over the target's dimensions. The prefix `st_` scores each trial
/// apart, about its own mean, and averages over trials (`st_median_`: their median); `valid_`
/// fits on the training trials and scores on the validation trials, the others do both on all.
/// A fit hides that rates are wrong by a factor or an offset; `rate_r2_direct` compares them as
/// they are.
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
      info.headline = prefix.empty();
      infos.push_back(info);
    };
    for (const std::string prefix : {"", "valid_"}) {
      const std::string trials =
          prefix.empty() ? "" : ", fitted on train and scored on valid trials";
      for (const Regression& regression : regressions) {
        add(regression, prefix, ", after a linear fit" + trials);
        add(regression, prefix + "st_",
            ", after a linear fit, each trial scored apart, mean" + trials);
        add(regression, prefix + "st_median_",
            ", after a linear fit, each trial scored apart, median" + trials);
        if (regression.subject == npd::Subject::rates) add_direct(prefix, infos);
      }
    }
    return infos;
  }

  std::vector<npd::Score> evaluate(const npd::Evaluation& evaluation) override {
    std::vector<npd::Score> scores, of_valid;
    for (const Regression& regression : regressions) {
      const auto sides = npd::metrics::compare(evaluation, regression.subject);
      if (!sides) continue;
      const auto train = sides->of_trials(evaluation.split.train);
      const auto valid = sides->of_trials(evaluation.split.valid);
      add(regression, "", "all", score(regression, fit(regression, *sides), *sides, true), scores);
      add(regression, "valid_", "valid", score(regression, fit(regression, train), valid, false),
          of_valid);
      if (regression.subject == npd::Subject::rates) {
        add_direct("", "all", *sides, scores);
        add_direct("valid_", "valid", valid, of_valid);
      }
    }
    scores.insert(scores.end(), of_valid.begin(), of_valid.end());
    return scores;
  }

 private:
  static void add_direct(const std::string& prefix, std::vector<npd::ScoreInfo>& infos) {
    const std::string trials = prefix.empty() ? "" : ", valid trials";
    for (const auto& over : over_neurons) {
      npd::ScoreInfo info;
      info.name = prefix + "rate_r2_direct" + over.form;
      info.doc = std::string("R2 of true and estimated rates as they are, without a fit, ") +
                 over.doc + trials;
      info.highest = 1;
      // Beside rate_r2, whose fit hides what is wrong by a factor or an offset.
      info.headline = info.name == "rate_r2_direct";
      infos.push_back(info);
    }
  }

  static void add_direct(const std::string& prefix, const std::string& split,
                         const Comparison& sides, std::vector<npd::Score>& scores) {
    const char* reason = nullptr;
    if (sides.truth.dims() != sides.estimate.dims()) {
      reason = "there are not as many true as estimated neurons";
    } else if (sides.truth.rows().rows() == 0) {
      reason = no_trials;
    }
    const auto direct = reason == nullptr ? score_directly(sides) : DirectScores();
    for (const auto& over : over_neurons) {
      const std::string name = prefix + "rate_r2_direct" + over.form;
      scores.push_back(reason == nullptr
                           ? npd::Score{name, over.of(direct.r2), split, "", direct.note}
                           : npd::undefined_score(name, split, reason));
    }
  }

  static void add(const Regression& regression, const std::string& prefix, const std::string& split,
                  const TrialScores& r2, std::vector<npd::Score>& scores) {
    const std::string reason = std::isnan(r2.pooled) ? no_trials : "";
    scores.push_back({prefix + regression.name, r2.pooled, split, reason, r2.note});
    scores.push_back(
        {prefix + "st_" + regression.name, r2.trial_mean, split, reason, r2.trial_note});
    scores.push_back(
        {prefix + "st_median_" + regression.name, r2.trial_median, split, reason, r2.trial_note});
  }
};

}  // namespace

NPD_METRIC(RegressionMetric, "regression", "0.1.0",
           "R2 of linear regressions between estimates and truth")
