#include "common/decoding.hpp"

#include <npd/ops.hpp>

namespace npd::metrics {

void DecodingConfig::visit(Params& p) {
  p("source", source, "What is decoded: the estimated rates, or the factors",
    one_of({"rates", "factors"}));
  p("penalty", penalty,
    "Ridge penalty, relative to the mean squared length of a centred column of what is decoded",
    at_least(0.0));
}

Tensor decoded_estimates(const DecodingConfig& config, const Evaluation& evaluation) {
  const Tensor& estimates =
      config.source == "rates" ? evaluation.estimates.rates : evaluation.estimates.latents;
  if (!estimates.defined() || estimates.numel() == 0) return {};
  const std::string name = "estimated " + config.source + " (trial, time, dim)";
  check_shape(estimates, {any_size, any_size, any_size}, name);
  check_finite(estimates, name);
  return estimates.to(at::kDouble).contiguous();
}

Tensor of_trials(const Tensor& array, const std::vector<std::int64_t>& trials) {
  return array.index_select(0, at::tensor(trials, at::kLong));
}

Tensor recorded_bins(const Evaluation& evaluation) {
  if (!evaluation.spikes.defined()) return {};
  const Tensor recorded = at::isnan(evaluation.spikes).logical_not().any(2);
  return recorded.all().item<bool>() ? Tensor() : recorded;
}

}  // namespace npd::metrics
