/// \file dimensionality.cpp
/// A metric: how many dimensions the fitted dynamics use beside how many the true ones do. A fit
/// may explain the rates and yet need more latents than there are, or miss some; R2 does not see
/// it. Dimensions are counted by the participation ratio (tr C)^2 / tr C^2 of the covariance C
/// [Gao2017].
#include <npd/metric.hpp>
#include <npd/ops.hpp>

#include <cmath>

namespace {

/// \param rows  (bin, latent)
double participation_ratio(const npd::Tensor& rows) {
  const npd::Tensor centred = rows - rows.mean(0, true);
  const npd::Tensor covariance = at::matmul(centred.t(), centred);
  const npd::Tensor trace = covariance.diagonal().sum();
  return (trace * trace / (covariance * covariance).sum()).item<double>();
}

class Dimensionality final : public npd::Metric {
 public:
  struct Config {
    void visit(npd::Params&) {}
  };

  explicit Dimensionality(const Config&) {}

  std::vector<npd::ScoreInfo> scores() const override {
    npd::ScoreInfo error;
    error.name = "dimensionality_ratio_log2";
    error.doc = "|log2| of the factors' participation ratio over the true latents'";
    error.subject = npd::Subject::latents;
    error.direction = npd::Direction::lower_is_better;
    error.lowest = 0;
    error.perfect = 0;
    return {error};
  }

  std::vector<npd::Score> evaluate(const npd::Evaluation& evaluation) override {
    const auto& truth = evaluation.truth.latents;
    const auto& estimate = evaluation.estimates.latents;
    if (!truth.defined() || !estimate.defined()) return {};
    const auto known = npd::known_bins(truth, estimate);
    const double ratio = participation_ratio(known.estimate) / participation_ratio(known.truth);
    return {{"dimensionality_ratio_log2", std::abs(std::log2(ratio)), "all"}};
  }
};

}  // namespace

NPD_METRIC(Dimensionality, "dimensionality", "0.1.0", "Participation ratio of the latents")
