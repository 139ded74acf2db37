#include "analysis/analysis_data.hpp"

#include <npd/ops.hpp>

#include <utility>

namespace npd::analysis {
namespace {

Tensor in_float64(const Tensor& x) { return x.defined() ? x.to(at::kDouble) : x; }

DrivenSystem from_bin(DrivenSystem driven, std::int64_t first) {
  for (std::int64_t bin = 0; driven.replays() && bin < first; ++bin) {
    driven.starts = driven.system->step(driven.drive.select(1, bin), driven.starts);
  }
  if (driven.drive.defined()) {
    driven.drive = driven.drive.slice(1, first);
  } else {
    driven.starts.reset();  // of a bin that is not there any more
  }
  return driven;
}

}  // namespace

FittedModel fitted_model(std::shared_ptr<System> system,
                         const evaluation::PosteriorAverages& averages) {
  FittedModel model{std::move(system), in_float64(averages.generator_inputs),
                    in_float64(averages.generator_states), in_float64(averages.initial_state)};
  if (!model.inputs.defined()) {
    model.inputs =
        at::zeros({model.states.size(0), model.states.size(1), 0}, at::TensorOptions(at::kDouble));
  }
  return model;
}

TrueSystem from_bin(TrueSystem truth, std::int64_t first) {
  if (first == 0) return truth;
  for (auto* driven : {&truth.recorded, &truth.whole, &truth.replayed}) {
    *driven = from_bin(std::move(*driven), first);
  }
  return truth;
}

AnalysisData analysis_data(const Trials& trials, Evaluation evaluation, FittedModel model,
                           TrueSystem truth) {
  const auto first = target_of(trials).size(1) - evaluation.spikes.size(1);
  return {std::move(evaluation), std::move(model), from_bin(std::move(truth), first)};
}

}  // namespace npd::analysis
