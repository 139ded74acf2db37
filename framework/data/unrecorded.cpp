#include "data/unrecorded.hpp"

#include <npd/ops.hpp>

#include <limits>

namespace npd::data {

void hide_unrecorded(Evaluation& evaluation, const std::string& where) {
  const Tensor gaps =
      evaluation.spikes.defined() ? at::isnan(evaluation.spikes) : at::zeros({}, at::kBool);
  const bool any = gaps.any().item<bool>();
  const auto hide = [&](Tensor& truth, const char* name, const Tensor& hidden) {
    if (!truth.defined()) return;
    check_finite(any ? truth.masked_fill(hidden, 0) : truth, where + name);
    if (any) truth = truth.masked_fill(hidden, std::numeric_limits<double>::quiet_NaN());
  };
  const Tensor in_none = any ? gaps.all(2, true) : gaps;
  hide(evaluation.truth.rates, "truth", gaps);
  hide(evaluation.truth.latents, "latents", in_none);
  hide(evaluation.truth.inputs, "inputs", in_none);
}

}  // namespace npd::data
