#include "conformance/dynamics_case.hpp"

#include "conformance/recording.hpp"

#include <npd/ops.hpp>
#include <npd/testing/gradcheck.hpp>

#include <ATen/ops/diag.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace npd::testing {
namespace {

Tensor draws(at::IntArrayRef sizes, std::uint64_t seed) {
  return random_tensor(sizes, seed).to(at::kDouble);
}

/// s' = tanh(W s + B u) with a slow direction along which there are two stable states.
class SmallNetwork final : public System {
 public:
  SmallNetwork(std::int64_t states, std::int64_t inputs, std::int64_t neurons, std::uint64_t seed)
      : recurrent_(at::diag(at::linspace(1.4, 0.5, states, at::TensorOptions(at::kDouble))) +
                   0.1 * draws({states, states}, seed)),
        input_(0.2 * draws({states, inputs}, seed + 1)),
        readout_(0.5 * draws({neurons, states}, seed + 2)) {}

  std::int64_t state_dim() const override { return recurrent_.size(0); }
  std::int64_t input_dim() const override { return input_.size(1); }
  double bin_s() const override { return 0.01; }

  Tensor step(const Tensor& input, const Tensor& state) override {
    return at::tanh(at::matmul(state, recurrent_.t()) + at::matmul(input, input_.t()));
  }
  Tensor outputs(const Tensor& state) override { return at::exp(at::matmul(state, readout_.t())); }
  std::optional<Box> domain(const Tensor& /*input*/) override {
    const Tensor ones = at::ones({state_dim()}, at::TensorOptions(at::kDouble));
    return Box{-ones, ones};
  }

 private:
  Tensor recurrent_, input_, readout_;
};

/// (trial, time, state)
Tensor states_of(System& system, const Tensor& drive, const Tensor& starts) {
  std::vector<Tensor> states{starts};
  for (std::int64_t bin = 0; bin < drive.size(1); ++bin) {
    states.push_back(system.step(drive.select(1, bin), states.back()));
  }
  states.erase(states.begin());
  return at::stack(states, 1);
}

Tensor rates_of(System& system, const Tensor& states) {
  return system.outputs(states.flatten(0, 1)).reshape({states.size(0), states.size(1), -1});
}

struct Ran {
  DrivenSystem driven;
  Tensor states;
};

Ran run_of(std::uint64_t seed) {
  const Evaluation e = perfect_evaluation();
  auto system = std::make_shared<SmallNetwork>(e.truth.latents.size(2), e.truth.inputs.size(2),
                                               e.spikes.size(2), seed);
  const Tensor starts = 0.5 * draws({e.spikes.size(0), system->state_dim()}, 20);
  const Tensor states = states_of(*system, e.truth.inputs, starts);
  return {{std::move(system), e.truth.inputs, starts}, states};
}

/// \param model  the seed of its system; the truth's is 1
AnalysisData dynamics(std::uint64_t model) {
  const Ran truth = run_of(1), fitted = run_of(model);
  AnalysisData data;
  auto& e = data.evaluation;
  e = perfect_evaluation();
  e.truth.latents = truth.states;
  e.truth.rates = rates_of(*truth.driven.system, truth.states);
  e.estimates.latents = fitted.states;
  e.estimates.rates = rates_of(*fitted.driven.system, fitted.states);
  // Nothing is shared, so that it is told who writes where.
  data.model = {fitted.driven.system, fitted.driven.drive.clone(), fitted.states.clone(),
                fitted.driven.starts.clone()};
  data.truth = {truth.driven, truth.driven, {}};
  data.truth.recorded.drive = truth.driven.drive.clone();
  return data;
}

}  // namespace

AnalysisData matching_dynamics() { return dynamics(1); }

AnalysisData other_dynamics() { return dynamics(5); }

}  // namespace npd::testing
