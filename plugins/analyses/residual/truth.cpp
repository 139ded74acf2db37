#include "residual/truth.hpp"

#include "dynamics/points.hpp"

#include <npd/ops.hpp>

#include <c10/core/GradMode.h>

#include <cstddef>
#include <cstdint>
#include <utility>

namespace npd::residual {
namespace {

/// States before each bin, by stepping through all of them.
Tensor replayed(const DrivenSystem& driven) {
  const c10::AutoGradMode no_gradient(false);
  std::vector<Tensor> states{driven.starts};
  for (std::int64_t bin = 0; bin + 1 < driven.drive.size(1); ++bin) {
    states.push_back(driven.system->step(driven.drive.select(1, bin), states.back()));
  }
  return at::stack(states, 1);
}

bool is_known(const DrivenSystem& driven) { return driven.system != nullptr && driven.replays(); }

KnownSystem all_of(std::string name, const DrivenSystem& driven) {
  return {std::move(name),           driven.system, driven.drive, replayed(driven), 0,
          driven.system->state_dim()};
}

KnownSystem model_along_trials(const FittedModel& model) {
  const auto bins = model.states.size(1);
  const Tensor before =
      at::cat({model.starts.unsqueeze(1), model.states.narrow(1, 0, bins - 1)}, 1);
  return {"model", model.system, model.inputs, before, 0, model.system->state_dim()};
}

}  // namespace

double BinLayout::time_s(std::size_t segment, std::size_t bin) const {
  return (static_cast<double>(first[segment][bin]) + static_cast<double>(width) / 2) * bin_s;
}

std::vector<KnownSystem> known_systems(const AnalysisData& data) {
  std::vector<KnownSystem> known;
  const auto& truth = data.truth;
  if (is_known(truth.replayed) && truth.whole.system != nullptr) {
    // A copy of the recorded part stands behind the whole circuit and hears what it hears.
    known.push_back(all_of("own", truth.replayed));
    known.back().first_state = truth.whole.system->state_dim();
    known.back().states = truth.replayed.system->state_dim() - known.back().first_state;
  } else if (is_known(truth.recorded)) {
    known.push_back(all_of("own", truth.recorded));
  }
  if (is_known(truth.whole)) known.push_back(all_of("global", truth.whole));
  if (data.model.system != nullptr) known.push_back(model_along_trials(data.model));
  return known;
}

std::vector<std::vector<ComplexVector>> true_modes(const KnownSystem& known,
                                                   const TrialList& trials, const BinLayout& layout,
                                                   const std::function<void()>& between) {
  const Tensor index = at::tensor(std::vector<std::int64_t>(trials.begin(), trials.end()),
                                  at::TensorOptions(at::kLong));
  const Tensor inputs = known.inputs.index_select(0, index);
  const Tensor before = known.before.index_select(0, index);
  const auto to_middle = (layout.width - 1) / 2;
  std::vector<std::vector<ComplexVector>> all;
  for (const auto& segment : layout.first) {
    auto& modes = all.emplace_back();
    for (std::size_t t = 0; t + 1 < segment.size(); ++t) {
      if (between) between();
      Tensor product;
      for (auto k = segment[t] + to_middle + 1; k <= segment[t + 1] + to_middle; ++k) {
        const Tensor jacobian = known.system->jacobian(inputs.select(1, k), before.select(1, k))
                                    .state.detach()
                                    .narrow(1, known.first_state, known.states)
                                    .narrow(2, known.first_state, known.states);
        product = product.defined() ? at::matmul(jacobian, product) : jacobian;
      }
      modes.push_back(dynamics::sorted_eigenvalues(dynamics::points_of(product.mean(0))));
    }
  }
  return all;
}

}  // namespace npd::residual
