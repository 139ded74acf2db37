#include "model/priors.hpp"

#include "model/initialise.hpp"

#include <npd/ops.hpp>

#include <cmath>

#include <npd/testing/catch.hpp>

using npd::testing::Approx;

// KL(N(m, s^2) || N(0, v)) = (s^2 / v + m^2 / v - 1 - ln(s^2 / v)) / 2.
TEST_CASE("the Gaussian divergence is the closed form") {
  npd::model::GaussianPrior prior(2, 0.1);
  npd::model::initialise(prior, 0);
  const auto mean = at::full({3, 2}, 0.5), std = at::full({3, 2}, 0.2);
  const double one = 0.5 * (0.04 / 0.1 + 0.25 / 0.1 - 1 - std::log(0.04 / 0.1));
  CHECK(prior.kl(mean, std).item<double>() == Approx(2 * one).epsilon(1e-5));
  const auto itself = prior.kl(at::zeros({3, 2}), at::full({3, 2}, std::sqrt(0.1)));
  CHECK(std::abs(itself.item<double>()) < 1e-6);
}

// With a sample at the posterior mean 0 everything but the normalisers vanishes:
// log q = -T ln s, log p = -(ln(v / (1 - a^2)) + (T - 1) ln v) / 2, up to the same T ln(2 pi) / 2.
TEST_CASE("the autoregressive divergence has the right normalisers") {
  npd::model::AutoregressivePrior prior(1, 10.0, 0.1);
  npd::model::initialise(prior, 0);
  const auto mean = at::zeros({2, 5, 1}), std = at::full({2, 5, 1}, 0.3);
  const double a = std::exp(-0.1), v = 0.1;
  const double log_q = -5 * std::log(0.3);
  const double log_p = -0.5 * (std::log(v / (1 - a * a)) + 4 * std::log(v));
  CHECK(prior.kl(mean, std, mean).item<double>() == Approx(log_q - log_p).epsilon(1e-5));
}

TEST_CASE("the autoregressive divergence stays finite for very long time constants") {
  npd::model::AutoregressivePrior prior(1, 1e6, 0.1);
  npd::model::initialise(prior, 0);
  const auto mean = at::zeros({1, 5, 1}), std = at::full({1, 5, 1}, 0.3);
  const auto kl = prior.kl(mean, std, mean);
  CHECK(std::isfinite(kl.item<double>()));
  kl.backward();
  for (const auto& weight : prior.weights()) {
    CHECK(at::isfinite(weight.value.grad()).all().item<bool>());
  }
}
