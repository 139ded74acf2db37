#include "analysis/analysis_data.hpp"

#include <npd/ops.hpp>

#include <memory>

#include <npd/testing/catch.hpp>

namespace npd::analysis {
namespace {

const at::TensorOptions float64(at::kDouble);

/// s' = s / 2 + u
class Leaky final : public System {
 public:
  std::int64_t state_dim() const override { return 1; }
  std::int64_t input_dim() const override { return 1; }
  double bin_s() const override { return 0.01; }
  Tensor step(const Tensor& input, const Tensor& state) override { return 0.5 * state + input; }
  Tensor outputs(const Tensor& state) override { return state; }
};

TrueSystem leaky_truth() {
  TrueSystem truth;
  truth.recorded = {std::make_shared<Leaky>(), at::arange(10, float64).reshape({2, 5, 1}),
                    at::ones({2, 1}, float64)};
  return truth;
}

}  // namespace

TEST_CASE("a true system that begins later has been brought there") {
  const auto later = from_bin(leaky_truth(), 2).recorded;
  CHECK(at::equal(later.drive, leaky_truth().recorded.drive.slice(1, 2)));
  // 1 -> 0.5 + 0 -> 0.25 + 1, and 1 -> 0.5 + 5 -> 2.75 + 6
  CHECK(at::allclose(later.starts, at::tensor({1.25, 8.75}, float64).reshape({2, 1}), 0, 1e-15));
}

TEST_CASE("a true system from its first bin on is what it was") {
  const auto same = from_bin(leaky_truth(), 0).recorded;
  CHECK(at::equal(same.starts, leaky_truth().recorded.starts));
  CHECK(at::equal(same.drive, leaky_truth().recorded.drive));
}

TEST_CASE("starts without a drive are not known any more in a later bin") {
  auto truth = leaky_truth();
  truth.recorded.drive.reset();
  CHECK(!from_bin(truth, 1).recorded.starts.defined());
}

TEST_CASE("analyses begin where the estimates do") {
  Trials trials;
  trials.spikes = at::zeros({2, 5, 3}, at::kLong);
  Evaluation evaluation;
  evaluation.spikes = at::zeros({2, 4, 3}, float64);
  const auto data = analysis_data(trials, evaluation, {}, leaky_truth());
  CHECK(data.truth.recorded.drive.size(1) == 4);
}

TEST_CASE("a model without inputs has inputs of no dimension") {
  evaluation::PosteriorAverages averages;
  averages.generator_states = at::zeros({2, 5, 3});
  averages.initial_state = at::zeros({2, 3});
  const auto model = fitted_model(nullptr, averages);
  CHECK(model.inputs.sizes() == at::IntArrayRef({2, 5, 0}));
  CHECK(model.states.scalar_type() == at::kDouble);
}

}  // namespace npd::analysis
