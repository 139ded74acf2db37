#include "report/data_statistics.hpp"

#include <npd/ops.hpp>

#include <cmath>

#include <npd/testing/catch.hpp>

using npd::testing::Approx;

namespace {

using namespace npd::report;
using npd::Tensor;

Grouping one_group(std::size_t trials) { return {"", {"all"}, std::vector<std::size_t>(trials)}; }

}  // namespace

TEST_CASE(
    "a column groups trials if it has few different cells, by number where they are numbers") {
  const auto grouping = grouping_of("hz", {"16", "4", "8", "4"}, 8);
  REQUIRE(grouping);
  CHECK(grouping->values == std::vector<std::string>{"4", "8", "16"});
  CHECK(grouping->of_trial == std::vector<std::size_t>{2, 0, 1, 0});
  CHECK(grouping->trials(0) == std::vector<std::int64_t>{1, 3});
  CHECK(grouping_of("hz", {"4.0", "16", "4"}, 8)->values ==
        std::vector<std::string>{"4", "4.0", "16"});
  CHECK_FALSE(grouping_of("one", {"4", "4"}, 8));
  CHECK_FALSE(grouping_of("many", {"1", "2", "3"}, 2));
}

TEST_CASE("a histogram has round bins from 0") {
  const auto histogram = histogram_of({0, 1.9, 2, 21.1, std::nan("")});
  CHECK(histogram.width == 2);
  CHECK(histogram.counts == std::vector<double>{2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1});
  CHECK(histogram_of({0, 0}).counts == std::vector<double>{2});
}

TEST_CASE("smoothing spreads a spike by a Gaussian of four bins, half a bin late") {
  Tensor counts = at::zeros({1, 60, 1}, at::kDouble);
  counts[0][30][0] = 1;
  const Tensor smooth = smoothed(counts);
  CHECK(smooth.sum().item<double>() == Approx(10.00013).margin(1e-5));
  for (const int t : {19, 30, 31, 42}) {
    CHECK(smooth[0][t][0].item<double>() ==
          Approx(std::exp(-(t - 30.5) * (t - 30.5) / 32)).epsilon(1e-12));
  }
  CHECK(smooth[0][18][0].item<double>() == 0);
  CHECK(smooth[0][43][0].item<double>() == 0);
}

TEST_CASE("means of groups come with their standard error") {
  const Grouping grouping{"side", {"left", "right"}, {0, 1, 0, 0, 0}};
  const auto means = group_means({1, 5, 3, 5, std::nan("")}, grouping);
  CHECK(means.mean == std::vector<double>{3, 5});
  CHECK(means.error[0] == Approx(2 / std::sqrt(3.0)));
  CHECK(std::isnan(means.error[1]));
  CHECK(means.trials == std::vector<std::int64_t>{3, 1});
}

TEST_CASE("a Fano factor is the variance of a trial's count over its mean, within groups") {
  // Neuron 0: counts 1, 3 and 10, 10; neuron 1 never spikes.
  Tensor counts = at::zeros({4, 2, 2}, at::kDouble);
  counts.select(2, 0).select(1, 0) = at::tensor({1.0, 2.0, 4.0, 6.0});
  counts.select(2, 0).select(1, 1) = at::tensor({0.0, 1.0, 6.0, 4.0});
  const auto factors = fano_factors(counts, {"", {"a", "b"}, {0, 0, 1, 1}});
  CHECK(factors[0] == Approx((2.0 / 2 + 0.0) / 2));
  CHECK(std::isnan(factors[1]));
}

TEST_CASE("autocorrelation is that of what differs from the mean of the group") {
  // Every trial alternates around the mean of 1 that all have in each bin.
  Tensor counts = at::ones({2, 40, 1}, at::kDouble);
  counts[0].slice(0, 0, 40, 2) += 1;
  counts[0].slice(0, 1, 40, 2) -= 1;
  counts[1].slice(0, 0, 40, 2) -= 1;
  counts[1].slice(0, 1, 40, 2) += 1;
  const auto correlations = autocorrelation(counts, one_group(2), 3);
  REQUIRE(correlations.size() == 4);
  for (const int lag : {0, 1, 2, 3}) {
    CHECK(correlations[static_cast<std::size_t>(lag)] == Approx(lag % 2 == 0 ? 1 : -1));
  }
  // Within groups of one trial nothing differs.
  const auto none = autocorrelation(counts, {"", {"a", "b"}, {0, 1}}, 3);
  CHECK(std::isnan(none[1]));
}

TEST_CASE("a neuron with the counts of another one is found") {
  Tensor counts = at::floor(at::rand({3, 20, 4}, at::kDouble) * 5);
  counts.select(2, 3) = counts.select(2, 1);
  CHECK(duplicates(counts) == std::vector<std::pair<std::int64_t, std::int64_t>>{{1, 3}});
}
