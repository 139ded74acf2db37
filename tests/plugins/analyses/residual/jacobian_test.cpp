#include "murray/datasets.hpp"
#include "plugins/analyses/residual/small_noise.hpp"
#include "plugins/analyses/systems.hpp"
#include "residual/spectra.hpp"
#include "residual/truth.hpp"

#include <npd/ops.hpp>

#include <Eigen/Core>

#include <cmath>
#include <cstdint>
#include <memory>
#include <vector>

#include <npd/testing/catch.hpp>

using npd::Tensor;
using namespace npd::residual;

namespace {

murray::Circuit circuit_of(const murray::TwoAreaConfig& c) {
  return murray::two_areas(c.j11, c.j22, c.j12, c.j21, c.simulation.background_current_na);
}

/// s' = M(u) s with M(u) = (1 - u, .5; -u^2, 1 + u): its Jacobian depends on the bin's input, and
/// those of different inputs do not commute.
class Mixing final : public npd::System {
 public:
  static Eigen::MatrixXd jacobian_at(double u) {
    return (Eigen::Matrix2d() << 1 - u, .5, -u * u, 1 + u).finished();
  }

  std::int64_t state_dim() const override { return 2; }
  std::int64_t input_dim() const override { return 1; }
  double bin_s() const override { return 0.01; }
  Tensor step(const Tensor& input, const Tensor& state) override {
    const Tensor u = input.select(1, 0), x = state.select(1, 0), y = state.select(1, 1);
    return at::stack({(1 - u) * x + .5 * y, -u * u * x + (1 + u) * y}, 1);
  }
  Tensor outputs(const Tensor& state) override { return state; }
};

/// The input of bin k is k / 10.
KnownSystem mixing(std::int64_t bins) {
  KnownSystem known{"global", std::make_shared<Mixing>(), {}, {}, 0, 2};
  known.inputs = (at::arange(bins, at::kDouble) / 10).reshape({1, bins, 1}).expand({3, bins, 1});
  known.before = at::ones({3, bins, 2}, at::kDouble);
  return known;
}

/// Eigenvalues of the product over bins first ... last.
ComplexVector expected_modes(int first, int last) {
  Eigen::MatrixXd product = Eigen::MatrixXd::Identity(2, 2);
  for (int k = first; k <= last; ++k) product = (Mixing::jacobian_at(k / 10.0) * product).eval();
  return npd::dynamics::sorted_eigenvalues(product);
}

}  // namespace

TEST_CASE("the bin's Jacobian is that of central differences") {
  const auto system =
      npd::testing::circuit_system(murray::whole_circuit(npd::testing::decision_circuit(), 2, 2));
  const Tensor state = at::tensor({.3, .1, .5, .2}, at::kDouble).unsqueeze(0);
  const Tensor input = at::tensor({.01, .004, 0.0, 0.002}, at::kDouble).unsqueeze(0);
  const Tensor jacobian = system->jacobian(input, state).state[0];
  constexpr double h = 1e-5;
  for (std::int64_t j = 0; j < 4; ++j) {
    Tensor step = at::zeros({1, 4}, at::kDouble);
    step[0][j] = h;
    const Tensor slope =
        (system->step(input, state + step) - system->step(input, state - step))[0] / (2 * h);
    CHECK((slope - jacobian.select(1, j)).abs().max().item<double>() < 1e-9);
  }
}

TEST_CASE("Jacobians are multiplied from the middle of a bin to that of the next") {
  const BinLayout layout{3, {{1, 4}, {7, 10}}, .01};
  const auto modes = true_modes(mixing(14), {0, 2}, layout);
  REQUIRE(modes.size() == 2);
  REQUIRE(modes[0].size() == 1);
  // The states of bins 1 to 3 have their middle at the end of bin 2: steps of bins 3, 4 and 5.
  CHECK((modes[0][0] - expected_modes(3, 5)).norm() < 1e-12);
  CHECK((modes[1][0] - expected_modes(9, 11)).norm() < 1e-12);
  const auto single = true_modes(mixing(14), {1}, {1, {{5, 6}}, .01});
  CHECK((single[0][0] - expected_modes(6, 6)).norm() < 1e-12);
}

TEST_CASE("eigenvalues of small residuals are those of the circuit's Jacobians") {
  const murray::PositiveFeedback positive;
  const murray::NegativeFeedback negative;
  for (const murray::TwoAreaConfig* config :
       {static_cast<const murray::TwoAreaConfig*>(&positive),
        static_cast<const murray::TwoAreaConfig*>(&negative)}) {
    const auto errors =
        npd::testing::small_noise_errors(circuit_of(*config), config->simulation.initial_state, 1);
    UNSCOPED_INFO(errors.mean << " " << errors.most << " " << errors.bias);
    CHECK(errors.mean <= .02);
    CHECK(errors.most <= .12);
    CHECK(std::abs(errors.bias) <= .006);
  }
}
