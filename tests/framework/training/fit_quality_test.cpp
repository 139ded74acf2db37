#include "training/fit_quality.hpp"

#include <npd/ops.hpp>
#include <npd/testing/gradcheck.hpp>

#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include <npd/testing/catch.hpp>

using namespace npd;
using npd::testing::Approx;
using npd::testing::random_tensor;
using training::FitSums;

namespace {

constexpr auto poisson = sequence::OutputDistribution::poisson;

Tensor column(const std::vector<double>& values) {
  return at::tensor(values, at::kDouble).view({1, static_cast<std::int64_t>(values.size()), 1});
}

double bits(const Tensor& log_rates, const Tensor& counts) {
  return FitSums({log_rates, counts, {}, {}}, poisson, {counts.size(1), counts.size(2)})
      .bits_per_spike()
      .seen;
}

double r2(const Tensor& rates, const Tensor& truth) {
  return FitSums({at::log(rates), at::zeros_like(truth), {}, truth}, poisson, {}).rate_r2();
}

}  // namespace

// One neuron, counts 0 and 2, mean 1. Null: NLL0 = 1 + (1 - 2 ln 1) + Stirling. With rates 0.5 and
// 2: NLL = 0.5 + 2 - 2 ln 2 + Stirling. Stirling cancels.
TEST_CASE("bits per spike of two counts is the closed form") {
  const double expected = (2 - (2.5 - 2 * std::log(2))) / (2 * std::log(2));
  CHECK(bits(column({std::log(0.5), std::log(2.0)}), column({0, 2})) ==
        Approx(expected).epsilon(1e-6));
}

TEST_CASE("bits per spike is undefined without spikes, and zero for the mean rate") {
  CHECK(std::isnan(bits(at::zeros({2, 3, 4}), at::zeros({2, 3, 4}))));
  CHECK(bits(column({std::log(2.0), std::log(2.0)}), column({1, 3})) == Approx(0).margin(1e-7));
}

// As above for each part, with what is not observed in between.
TEST_CASE("bits per spike by region look at what was observed there and nowhere else") {
  const auto counts = at::tensor({0., 9., 2., 9., 9., 2., 9., 0.}, at::kDouble).view({1, 4, 2});
  const auto log_rates =
      at::log(at::tensor({.5, 1., 2., 1., 7., 1., 7., 1.}, at::kDouble)).view({1, 4, 2});
  const auto observed = at::tensor({1., 0., 1., 0., 0., 1., 0., 1.}, at::kDouble).view({1, 4, 2});
  const auto part = FitSums({log_rates, counts, observed, {}}, poisson, {2, 1}).bits_per_spike();
  CHECK(part.seen == Approx((2 - (2.5 - 2 * std::log(2))) / (2 * std::log(2))).epsilon(1e-6));
  CHECK(std::isnan(part.held_out));
  CHECK(part.forward_predicted == Approx(0).margin(1e-7));
  const auto all = FitSums({log_rates, counts, {}, {}}, poisson, {4, 2}).bits_per_spike();
  CHECK(std::isfinite(all.seen));
  CHECK(std::isnan(all.held_out));
  CHECK(std::isnan(all.forward_predicted));
}

TEST_CASE("the rates' R2 is 1 for the truth and 0 for its mean") {
  const auto truth = column({1, 2, 3});
  CHECK(r2(truth, truth) == Approx(1));
  CHECK(r2(column({2, 2, 2}), truth) == Approx(0).margin(1e-6));
}

TEST_CASE("a rate that never changes has no R2 above minus infinity") {
  CHECK(r2(column({1, 2, 3}), column({.1, .1, .1})) == -std::numeric_limits<double>::infinity());
}

TEST_CASE("a Gaussian output is compared by its means and has no bits per spike") {
  const auto truth = column({1, 2, 3});
  const auto parameters = at::cat({truth, at::zeros_like(truth)}, 2);
  const FitSums sums({parameters, truth, {}, truth}, sequence::OutputDistribution::gaussian,
                     {3, 1});
  CHECK(sums.rate_r2() == Approx(1));
  CHECK(std::isnan(sums.bits_per_spike().seen));
}

TEST_CASE("sums of parts are those of the whole, whose definitions LibTorch computes") {
  const std::int64_t trials = 37, bins = 5, neurons = 3;
  const auto log_rates = random_tensor({trials, bins, neurons}, 1);
  const auto counts = at::floor(3 * at::abs(random_tensor({trials, bins, neurons}, 2)));
  const auto truth = at::exp(random_tensor({trials, bins, neurons}, 3));
  FitSums sums;
  for (const auto& [first, count] : {std::pair{0, 20}, std::pair{20, 1}, std::pair{21, 16}}) {
    const auto part = [first = first, count = count](const Tensor& x) {
      return x.narrow(0, first, count);
    };
    sums += FitSums({part(log_rates), part(counts), {}, part(truth)}, poisson, {bins, neurons});
  }
  const std::vector<std::int64_t> both{0, 1};
  const auto rates = at::exp(log_rates.to(at::kDouble));
  const auto residual = at::square(truth - rates).sum(both);
  const auto total = at::square(truth - truth.to(at::kDouble).mean(both, true)).sum(both);
  CHECK(sums.rate_r2() == Approx((1 - residual / total).mean().item<double>()).epsilon(1e-6));

  const auto spikes = counts.sum(both, false, at::kDouble);
  const auto null_nll = (spikes - spikes * at::log(spikes / (trials * bins))).sum();
  const auto nll = (rates - counts * log_rates).sum(at::kDouble);
  CHECK(sums.bits_per_spike().seen ==
        Approx(((null_nll - nll) / (spikes.sum() * std::log(2))).item<double>()).epsilon(1e-5));
}

TEST_CASE("the rates' R2 looks at what was observed and nowhere else") {
  const std::int64_t trials = 6, bins = 5, neurons = 3;
  const auto log_rates = random_tensor({trials, bins, neurons}, 1);
  const auto counts = at::zeros({trials, bins, neurons});
  auto truth = at::exp(random_tensor({trials, bins, neurons}, 3));
  auto observed = at::ones({trials, bins, neurons});
  observed.slice(0, 0, 3).slice(1, 3).fill_(0);
  observed.slice(0, 0, 2).select(2, 1).fill_(0);  // nothing of neuron 1 in the first part
  observed.select(2, 2).fill_(0);                 // of neuron 2 nothing at all
  truth = at::where(observed == 0, at::full_like(truth, 0.0), truth);
  const auto part = [](const Tensor& x, std::int64_t first, std::int64_t count) {
    return x.narrow(0, first, count);
  };
  const auto sums_of = [&](const Tensor& known, std::int64_t first, std::int64_t count) {
    return FitSums({part(log_rates, first, count), part(counts, first, count),
                    part(observed, first, count), part(known, first, count)},
                   poisson, {bins, neurons});
  };
  auto sums = sums_of(truth, 0, 2);
  sums += sums_of(truth, 2, 4);
  double expected = 0;
  for (std::int64_t neuron = 0; neuron < 2; ++neuron) {
    const auto seen = observed.select(2, neuron) > 0;
    const auto known = truth.select(2, neuron).masked_select(seen).to(at::kDouble);
    const auto rates = at::exp(log_rates.select(2, neuron).masked_select(seen).to(at::kDouble));
    const auto r2 = 1 - at::square(known - rates).sum() / at::square(known - known.mean()).sum();
    expected += r2.item<double>() / 2;
  }
  CHECK(sums.rate_r2() == Approx(expected).epsilon(1e-5));
  // What the truth is elsewhere changes nothing.
  auto other = sums_of(at::where(observed == 0, at::full_like(truth, 9.0), truth), 0, 6);
  CHECK(other.rate_r2() == Approx(expected).epsilon(1e-5));
}
