/// \file behaviour_decoding.cpp
/// How much of the measured behaviour a linear decoder finds in a model's estimates, bin by bin
/// [Pei2021, section 4].
#include "common/decoding.hpp"
#include "common/linear_algebra.hpp"

#include <npd/metric.hpp>
#include <npd/ops.hpp>

#include <fmt/format.h>

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

namespace {

using npd::metrics::Rows;

/// Estimates and behaviour of the bins in which all behaviour was measured.
struct Samples {
  Rows estimates, behaviour;
};

Rows rows_of(const npd::Tensor& rows) {
  const npd::Tensor values = rows.contiguous();
  return Eigen::Map<const Rows>(values.data_ptr<double>(), values.size(0), values.size(1));
}

/// \param recorded  (trial, time), the bins whose estimates count; undefined: all
/// \param lag  behaviour so many bins after the estimates
Samples samples_of(const npd::Tensor& estimates, const npd::Tensor& recorded,
                   const npd::Tensor& behaviour, const std::vector<std::int64_t>& trials,
                   std::int64_t lag) {
  const auto bins = estimates.size(1) - std::abs(lag);
  const auto part = [&](const npd::Tensor& x, std::int64_t first) {
    return npd::metrics::of_trials(x, trials).narrow(1, first, bins).flatten(0, 1);
  };
  const auto first = lag < 0 ? -lag : 0;
  const npd::Tensor from = part(estimates, first), to = part(behaviour, lag > 0 ? lag : 0);
  npd::Tensor both = at::isnan(to).logical_not().all(1);
  if (recorded.defined()) both = both.logical_and(part(recorded, first));
  const npd::Tensor measured = both.nonzero().flatten();
  return {rows_of(from.index_select(0, measured)), rows_of(to.index_select(0, measured))};
}

/// Ridge regression on the training trials, R2 on the validation trials, mean over the dimensions
/// of behaviour.
class BehaviourDecoding final : public npd::Metric {
 public:
  struct Config {
    npd::metrics::DecodingConfig decoding;
    double lag_s = 0;

    void visit(npd::Params& p) {
      decoding.visit(p);
      p("lag_s", lag_s, "Behaviour is decoded this long after the activity", npd::Bounds{}, "s");
    }
  };

  explicit BehaviourDecoding(const Config& config)
      : config_(config), name_("valid_behaviour_r2_from_" + config.decoding.source) {}

  std::vector<npd::ScoreInfo> scores() const override {
    npd::ScoreInfo info;
    info.name = name_;
    info.doc = "R2 of behaviour decoded linearly from estimated " + config_.decoding.source +
               ", trained on train and scored on valid trials, mean over dimensions";
    info.subject = npd::Subject::behaviour;
    info.highest = 1;
    info.perfect = std::nullopt;  // even the truth need not tell behaviour
    return {info};
  }

  std::vector<npd::Score> evaluate(const npd::Evaluation& evaluation) override {
    const npd::Tensor& behaviour = evaluation.behaviour.values;
    if (!behaviour.defined()) return {};
    const auto estimates = npd::metrics::decoded_estimates(config_.decoding, evaluation);
    if (!estimates.defined()) return undefined("the model gives no " + config_.decoding.source);
    npd::check_shape(behaviour, {estimates.size(0), estimates.size(1), npd::any_size},
                     "behaviour (trial, time, dim)");
    const auto lag = std::llround(config_.lag_s / evaluation.bin_s);
    if (std::abs(lag) >= estimates.size(1)) return undefined("lag_s is longer than the trials");
    const npd::Tensor wide = behaviour.to(at::kDouble);
    const auto recorded = npd::metrics::recorded_bins(evaluation);
    const auto train = samples_of(estimates, recorded, wide, evaluation.split.train, lag);
    const auto valid = samples_of(estimates, recorded, wide, evaluation.split.valid, lag);
    if (train.behaviour.rows() == 0 || valid.behaviour.rows() == 0) {
      return undefined("no behaviour was measured in train or in valid trials");
    }
    const auto map =
        npd::metrics::ridge(train.estimates, train.behaviour, config_.decoding.penalty);
    npd::Score score{name_, npd::metrics::r_squared(valid.behaviour, map(valid.estimates)),
                     "valid"};
    if (train.estimates.cols() >= train.estimates.rows()) {
      score.note = fmt::format("decoded with {} regressors learnt from {} samples",
                               train.estimates.cols(), train.estimates.rows());
    }
    return {score};
  }

 private:
  std::vector<npd::Score> undefined(const std::string& reason) const {
    return {npd::undefined_score(name_, "valid", reason)};
  }

  Config config_;
  std::string name_;
};

}  // namespace

NPD_METRIC(BehaviourDecoding, "behaviour_decoding", "0.1.0",
           "R2 of behaviour decoded linearly from rates or factors")
