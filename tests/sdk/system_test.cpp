#include <npd/contract.hpp>
#include <npd/error.hpp>
#include <npd/ops.hpp>
#include <npd/system.hpp>

#include <memory>
#include <utility>
#include <vector>

#include <npd/testing/catch.hpp>

using npd::Tensor;

namespace {

const at::TensorOptions float64(at::kDouble);

/// s' = (s0 s1 + u, s1^2): a map whose derivatives are obvious.
class Quadratic : public npd::System {
 public:
  std::int64_t state_dim() const override { return 2; }
  std::int64_t input_dim() const override { return 1; }
  double bin_s() const override { return 0.01; }
  Tensor step(const Tensor& input, const Tensor& state) override {
    const Tensor a = state.select(1, 0), b = state.select(1, 1);
    return at::stack({a * b + input.select(1, 0), b * b}, 1);
  }
  Tensor outputs(const Tensor& state) override { return at::exp(state); }
};

struct Boxed final : Quadratic {
  std::optional<npd::Box> domain(const Tensor& input) override {
    return npd::Box{at::tensor({-1.0, 2.0}, float64) + input, at::tensor({0.0, 6.0}, float64)};
  }
};

/// A dimension is called twice, or not at all, or there are too many.
struct Named final : Quadratic {
  explicit Named(std::vector<npd::Dimension> states) : states_(std::move(states)) {}
  std::vector<npd::Dimension> state_dimensions() const override { return states_; }
  std::vector<npd::Dimension> states_;
};

npd::TrueSystem whole(std::shared_ptr<npd::System> system, Tensor drive, Tensor starts) {
  npd::TrueSystem truth;
  truth.whole = {std::move(system), std::move(drive), std::move(starts)};
  return truth;
}

constexpr npd::contract::TrialSizes sizes{4, 5, 0.01};

}  // namespace

TEST_CASE("a system has derivatives, names and latents without writing them") {
  Quadratic system;
  const Tensor state = at::tensor({2.0, 3.0, 5.0, 7.0}, float64).reshape({2, 2});
  const Tensor input = at::tensor({0.5, 0.25}, float64).reshape({2, 1});
  const auto [by_state, by_input] = system.jacobian(input, state);
  CHECK(at::equal(
      by_state, at::tensor({3.0, 2.0, 0.0, 6.0, 7.0, 5.0, 0.0, 14.0}, float64).reshape({2, 2, 2})));
  CHECK(at::equal(by_input, at::tensor({1.0, 0.0, 1.0, 0.0}, float64).reshape({2, 2, 1})));
  CHECK(system.latents(state).is_same(state));
  CHECK(system.state_dimensions()[1].name == "state 1");
  CHECK(system.input_dimensions().size() == 1);
  CHECK(system.field() == nullptr);

  npd::RandomStream random(0, "starts");
  CHECK_FALSE(system.starts(input[0], 3, random).defined());
}

TEST_CASE("derivatives of what depends on nothing are 0") {
  const auto nowhere = [](const Tensor&, const Tensor& s) { return at::ones_like(s); };
  const auto first = [](const Tensor&, const Tensor& s) {
    return at::stack({s.select(1, 0), at::ones({s.size(0)}, s.options())}, 1);
  };
  const Tensor state = at::ones({3, 2}, float64), input = at::zeros({3, 0}, float64);
  CHECK(npd::autograd_jacobian(nowhere, input, state).state.abs().sum().item<double>() == 0);
  const auto [by_state, by_input] = npd::autograd_jacobian(first, input, state);
  CHECK(at::equal(by_state[2], at::tensor({1.0, 0.0, 0.0, 0.0}, float64).reshape({2, 2})));
  CHECK(by_input.sizes() == at::IntArrayRef({3, 2, 0}));
}

TEST_CASE("starts fill the domain of their input") {
  Boxed system;
  npd::RandomStream random(0, "starts");
  const Tensor starts = system.starts(at::full({1}, 0.5, float64), 2000, random);
  const Tensor lowest = std::get<0>(starts.min(0)), highest = std::get<0>(starts.max(0));
  CHECK(at::allclose(lowest, at::tensor({-0.5, 2.5}, float64), 0, 0.02));
  CHECK(at::allclose(highest, at::tensor({0.0, 6.0}, float64), 0, 0.02));
  CHECK((starts >= at::tensor({-0.5, 2.5}, float64)).all().item<bool>());
}

TEST_CASE("a system is named and sized rightly") {
  using npd::contract::check_system;
  CHECK_NOTHROW(check_system(Quadratic()));
  const auto check_names = [](const std::vector<npd::Dimension>& names) {
    check_system(Named(names));
  };
  CHECK_THROWS_WITH(check_names({{"a", ""}}), "names of states: expected 2, found 1");
  CHECK_THROWS_WITH(check_names({{"a", ""}, {"a", ""}}), "two states are called \"a\"");
  CHECK_THROWS_WITH(check_names({{"a", ""}, {"", ""}}), "a state has no name");
}

TEST_CASE("drives and starts belong to the trials") {
  using npd::contract::check_true_system;
  const auto system = std::make_shared<Quadratic>();
  const Tensor drive = at::zeros({4, 5, 1}, float64), starts = at::zeros({4, 2}, float64);
  CHECK_NOTHROW(check_true_system({}, sizes));
  CHECK_NOTHROW(check_true_system(whole(system, drive, starts), sizes));
  CHECK_THROWS_WITH(check_true_system(whole(system, drive.narrow(1, 0, 4), starts), sizes),
                    "whole.drive (trial, time, input): expected shape (4, 5, 1), found (4, 4, 1)");
  CHECK_THROWS_WITH(check_true_system(whole(system, drive, starts.narrow(1, 0, 1)), sizes),
                    "whole.starts (trial, state): expected shape (4, 2), found (4, 1)");
  CHECK_THROWS_WITH(check_true_system(whole(system, drive, starts.to(at::kFloat)), sizes),
                    "whole.starts (trial, state): expected type Double, found Float");
  CHECK_THROWS_WITH(check_true_system(whole(nullptr, drive, {}), sizes),
                    "whole: there is a drive or a start, but no system");
  CHECK_THROWS_WITH(check_true_system(whole(system, drive, starts), {4, 5, 0.02}),
                    "whole: its bins are 0.01 s long, those of the trials 0.02 s");
}
