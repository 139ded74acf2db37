#include "plugins/datasets/toy_dynamics/toys.hpp"

#include <npd/ops.hpp>

#include <ATen/ops/imag.h>
#include <ATen/ops/linalg_eigvals.h>
#include <ATen/ops/real.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <string>
#include <tuple>
#include <vector>

#include <npd/testing/catch.hpp>

/// \file spectra_test.cpp
/// Eigenvalues that are known [Galgali2023].
using npd::Tensor;
using npd::testing::Approx;

namespace {

/// By falling real part.
std::vector<std::complex<double>> eigenvalues(const Tensor& matrix) {
  const Tensor found = at::linalg_eigvals(matrix);
  std::vector<std::complex<double>> values;
  for (std::int64_t i = 0; i < matrix.size(0); ++i) {
    values.emplace_back(at::real(found)[i].item<double>(), at::imag(found)[i].item<double>());
  }
  std::sort(values.begin(), values.end(), [](const auto& a, const auto& b) {
    return a.real() != b.real() ? a.real() > b.real() : a.imag() > b.imag();
  });
  return values;
}

/// A of a linear system, before or after it changes.
Tensor matrix_of(const std::string& name, bool after) {
  const Tensor input = toy::row({0, 0, 0, after ? 1.0 : 0.0});
  return toy::system_of(name, toy::ten_steps)
      ->field()
      ->jacobian(input, at::zeros({1, 3}, toy::float64))
      .state[0];
}

void check_spectrum(const Tensor& matrix, const std::vector<std::complex<double>>& expected) {
  const auto found = eigenvalues(matrix);
  REQUIRE(found.size() == expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    CAPTURE(i, found[i].real(), found[i].imag());
    CHECK(std::abs(found[i] - expected[i]) < 1e-10);
  }
}

/// |A A' - A' A|: 0 where modes are orthogonal.
double non_normality(const Tensor& a) {
  return (at::matmul(a, a.t()) - at::matmul(a.t(), a)).norm().item<double>();
}

/// log|mu| / bin of each bin along the mean course of a choice, the larger first, (time, 2); and
/// |arg mu| / (2 pi bin).
struct Along {
  Tensor growth_per_s, frequency_hz;
};

/// Of bins of one step, as the paper has them.
Along along_mean(const std::string& name) {
  auto config = toy::small(name);
  config.trials = 200;
  config.neurons.neurons = 1;
  config.time = toy::one_step;
  config.recording.bins = 1000;
  const auto made = toy::make(config);
  const Tensor& choices = made.trials.conditions.names.front() == "-1"
                              ? at::tensor(made.trials.conditions.labels)
                              : Tensor();
  const Tensor chosen = at::nonzero(choices == 1).flatten();
  const Tensor mean = made.trials.truth.latents.index_select(0, chosen).mean(0);
  const Tensor input = at::zeros_like(mean);
  const Tensor values = at::linalg_eigvals(made.truth.system->jacobian(input, mean).state);
  const Tensor modulus = at::abs(values);
  return {std::get<0>(at::sort(at::log(modulus) * 1000, 1, /*descending=*/true)),
          at::abs(at::imag(at::log(values))).select(1, 0) * 1000 / (2 * std::numbers::pi)};
}

double mean_of(const Along& along, std::int64_t mode) {
  return along.growth_per_s.select(1, mode).mean().item<double>();
}

}  // namespace

TEST_CASE("spectra of the linear systems, before and after they change") {
  constexpr double turn = 2 * std::numbers::pi;
  for (const std::string name : {"linear", "linear_nonnormal", "linear_rotation"}) {
    CAPTURE(name);
    check_spectrum(matrix_of(name, false), {-1, -3, -5});
    CHECK(non_normality(matrix_of(name, false)) < 1e-13);
  }
  check_spectrum(matrix_of("linear", true), {-2, -4, -6});
  check_spectrum(matrix_of("linear_nonnormal", true), {-1, -3, -5});
  check_spectrum(matrix_of("linear_rotation", true), {{-2, turn}, {-2, -turn}, -5});
  CHECK(non_normality(matrix_of("linear", true)) < 1e-13);
  CHECK(non_normality(matrix_of("linear_nonnormal", true)) > 1);
  // One basis for both.
  const Tensor a = matrix_of("linear", false), b = matrix_of("linear", true);
  CHECK((at::matmul(a, b) - at::matmul(b, a)).norm().item<double>() < 1e-13);
}

TEST_CASE("the basis of a linear system has a seed of its own") {
  const auto basis_of = [](std::int64_t seed) {
    return toy::make_model("linear", toy::ten_steps, seed).before;
  };
  CHECK(at::equal(basis_of(0), basis_of(0)));
  CHECK_FALSE(at::allclose(basis_of(0), basis_of(1)));
  npd::RandomStream random(3, "basis");
  const Tensor basis = toy::random_orthogonal(4, random);
  CHECK(at::allclose(at::matmul(basis.t(), basis), at::eye(4, toy::float64), 0, 1e-14));
}

TEST_CASE("the line attractor does not move along (1, 0)") {
  const auto system = toy::system_of("line_attractor", toy::ten_steps);
  const Tensor rest = toy::row({0, 0}), states = at::tensor({-2.0, 0.3, 7.0}, toy::float64);
  const Tensor points = at::stack({states, at::zeros_like(states)}, 1);
  CHECK(at::equal(system->step(rest.expand({3, 2}), points), points));
  const Tensor slope = system->field()->jacobian(rest, rest).state[0];
  check_spectrum(slope, {0, -5});
  CHECK(non_normality(slope) > 1);
}

TEST_CASE("growth and decay along the mean course of a choice are those that are published") {
  // Logarithms of |mu| per s; trials of other seeds move the saddle's a little.
  const auto saddle = along_mean("saddle");
  CHECK(mean_of(saddle, 0) == Approx(-8.38).margin(0.15));
  CHECK(mean_of(saddle, 1) == Approx(-48.7).margin(1));
  CHECK(saddle.growth_per_s[49][0].item<double>() == Approx(12.4).margin(1.5));
  const auto line = along_mean("line_attractor");
  CHECK(mean_of(line, 0) == Approx(0).margin(1e-9));
  CHECK(mean_of(line, 1) == Approx(1000 * std::log(0.995)));
  for (const std::string name : {"point_attractor", "moving_point_attractor"}) {
    const auto point = along_mean(name);
    CHECK(mean_of(point, 0) == Approx(1000 * std::log(0.98)));
    CHECK(mean_of(point, 1) == Approx(1000 * std::log(0.96)));
  }
  const auto rotation = along_mean("rotation");
  CHECK(mean_of(rotation, 0) == Approx(0).margin(1e-3));
  CHECK(mean_of(rotation, 1) == Approx(0).margin(1e-3));
  // Linearised, circles of other radii turn at other speeds: sqrt(2) 1.2 r per s.
  CHECK(rotation.frequency_hz.mean().item<double>() == Approx(0.269).margin(0.006));
  const auto channel = along_mean("channel");
  CHECK(channel.growth_per_s[199][1].item<double>() == Approx(-20.1).margin(0.5));
}
