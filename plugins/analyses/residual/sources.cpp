#include "residual/sources.hpp"

#include "dynamics/affine_map.hpp"
#include "dynamics/points.hpp"

#include <npd/ops.hpp>
#include <npd/random.hpp>

#include <c10/core/GradMode.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace npd::residual {
namespace {

Tensor draws_like(const Tensor& mean, const Tensor& spread, RandomStream& random) {
  Tensor drawn = mean.contiguous().clone();
  const Tensor widths = spread.contiguous();
  auto* values = drawn.data_ptr<double>();
  const auto* width = widths.data_ptr<double>();
  for (std::int64_t i = 0; i < drawn.numel(); ++i) values[i] += width[i] * random.normal();
  return drawn;
}

bool is_there(const Tensor& mean, const Tensor& spread) {
  return mean.defined() && spread.defined() && mean.numel() > 0;
}

Tensor drawn_starts(const AnalysisData& data, RandomStream& random) {
  const auto& e = data.evaluation.estimates;
  if (!is_there(e.initial_mean, e.initial_std)) return data.model.starts;
  const auto map = dynamics::fit_affine_map(dynamics::points_of(e.initial_mean),
                                            dynamics::points_of(data.model.starts));
  const Tensor drawn = draws_like(e.initial_mean, e.initial_std, random);
  return dynamics::tensor_of(map(dynamics::points_of(drawn)));
}

Tensor drawn_inputs(const AnalysisData& data, RandomStream& random) {
  const auto& e = data.evaluation.estimates;
  const Tensor& inputs = data.model.inputs;
  if (!is_there(e.controller_mean, e.controller_std)) return inputs;
  const auto controlled = e.controller_mean.size(2);
  if (controlled > inputs.size(2)) return inputs;
  const Tensor drawn = draws_like(e.controller_mean, e.controller_std, random);
  return at::cat({drawn, inputs.slice(2, controlled)}, 2);
}

void draw_counts(Tensor& rates, RandomStream& random) {
  auto* values = rates.data_ptr<double>();
  for (std::int64_t i = 0; i < rates.numel(); ++i) {
    values[i] = static_cast<double>(random.poisson(values[i]));
  }
}

Source of_model(const std::string& name, const TrialSettings& settings, const AnalysisData& data) {
  if (data.model.system == nullptr) return {name, {}, false, "there is no model", {}};
  const auto& evaluation = data.evaluation;
  if (name == "factors") {
    return {name,
            evaluation.estimates.latents,
            false,
            {},
            "factors are posterior means: their residuals are too small, and as smooth as the "
            "model makes them; `samples` are not"};
  }
  Source source{name, sampled_outputs(data, settings.sample_spikes), evaluation.poisson, {}, {}};
  if (is_there(evaluation.estimates.controller_mean, evaluation.estimates.controller_std)) {
    source.warning =
        "samples have controller outputs that are drawn bin by bin, without what the controller "
        "would have answered to them";
  }
  return source;
}

}  // namespace

Tensor sampled_outputs(const AnalysisData& data, bool with_spikes) {
  const c10::AutoGradMode no_gradient(false);
  RandomStream random(data.evaluation.seed, "analysis/residual_dynamics/samples");
  Tensor state = drawn_starts(data, random);
  const Tensor inputs = drawn_inputs(data, random);
  std::vector<Tensor> outputs;
  for (std::int64_t bin = 0; bin < inputs.size(1); ++bin) {
    state = data.model.system->step(inputs.select(1, bin), state);
    outputs.push_back(data.model.system->outputs(state));
  }
  Tensor rates = at::stack(outputs, 1).contiguous();
  if (with_spikes && data.evaluation.poisson) draw_counts(rates, random);
  return rates;
}

Source source_of(const std::string& name, const TrialSettings& settings, const AnalysisData& data) {
  const auto& evaluation = data.evaluation;
  if (name == "spikes") return {name, evaluation.spikes, evaluation.poisson, {}, {}};
  if (name != "states") return of_model(name, settings, data);
  const Tensor& latents = evaluation.truth.latents;
  if (latents.defined() && latents.size(2) > 0) return {name, latents, false, {}, {}};
  return {name, {}, false, "the data set has no true latents", {}};
}

}  // namespace npd::residual
