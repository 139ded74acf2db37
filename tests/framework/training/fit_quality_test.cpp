#include "training/fit_quality.hpp"

#include <npd/ops.hpp>

#include <cmath>

#include <npd/testing/catch.hpp>

using npd::testing::Approx;

// One neuron, counts 0 and 2, mean 1. Null: NLL0 = 1 + (1 - 2 ln 1) + Stirling. With rates 0.5 and
// 2: NLL = 0.5 + 2 - 2 ln 2 + Stirling. Stirling cancels.
TEST_CASE("bits per spike of two counts is the closed form") {
  const auto counts = at::tensor({0.0, 2.0}, at::kDouble).view({1, 2, 1});
  const auto log_rates = at::tensor({std::log(0.5), std::log(2.0)}, at::kDouble).view({1, 2, 1});
  const double expected = (2 - (2.5 - 2 * std::log(2))) / (2 * std::log(2));
  CHECK(npd::train::bits_per_spike(log_rates, counts) == Approx(expected).epsilon(1e-6));
}

TEST_CASE("bits per spike is undefined without spikes, and zero for the mean rate") {
  const auto none = at::zeros({2, 3, 4});
  CHECK(std::isnan(npd::train::bits_per_spike(none, none)));
  const auto counts = at::tensor({1.0, 3.0}, at::kDouble).view({1, 2, 1});
  CHECK(std::abs(npd::train::bits_per_spike(at::full({1, 2, 1}, std::log(2.0), at::kDouble),
                                            counts)) < 1e-7);
}

// As above for each part, with what is not observed in between.
TEST_CASE("bits per spike by region look at what was observed there and nowhere else") {
  const auto counts = at::tensor({0., 9., 2., 9., 9., 2., 9., 0.}, at::kDouble).view({1, 4, 2});
  const auto log_rates = at::log(at::tensor({.5, 1., 2., 1., 7., 1., 7., 1.}, at::kDouble));
  const auto observed = at::tensor({1., 0., 1., 0., 0., 1., 0., 1.}, at::kDouble).view({1, 4, 2});
  const auto bits =
      npd::train::regional_bits_per_spike(log_rates.view({1, 4, 2}), counts, observed, 2, 1);
  CHECK(bits.encoded == Approx((2 - (2.5 - 2 * std::log(2))) / (2 * std::log(2))).epsilon(1e-6));
  CHECK(std::isnan(bits.held_out));
  CHECK(bits.forward_predicted == Approx(0).margin(1e-7));
  const auto all = npd::train::regional_bits_per_spike(log_rates.view({1, 4, 2}), counts, {}, 4, 2);
  CHECK(std::isfinite(all.encoded));
  CHECK(std::isnan(all.held_out));
  CHECK(std::isnan(all.forward_predicted));
}

TEST_CASE("the rates' R2 is 1 for the truth and 0 for its mean") {
  const auto truth = at::tensor({1.0, 2.0, 3.0}, at::kDouble).view({1, 3, 1});
  CHECK(npd::train::rate_r2(truth, truth) == Approx(1));
  CHECK(npd::train::rate_r2(at::full({1, 3, 1}, 2.0, at::kDouble), truth) ==
        Approx(0).margin(1e-12));
}
