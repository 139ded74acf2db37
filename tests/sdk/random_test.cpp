#include <npd/random.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include <npd/testing/catch.hpp>

// Known-answer vectors of Philox4x32-10 [Salmon2011, Random123 kat_vectors].
TEST_CASE("philox gives the published numbers") {
  using Words = std::array<std::uint32_t, 4>;
  CHECK(npd::philox({0, 0, 0, 0}, {0, 0}) == Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  const std::uint32_t f = 0xffffffff;
  CHECK(npd::philox({f, f, f, f}, {f, f}) == Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(npd::philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
        Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("streams are told apart by seed, name and sample") {
  std::set<std::array<std::uint32_t, 2>> keys;
  for (std::uint64_t seed : {0, 1, 2}) {
    for (const char* name : {"a", "b", "ab"}) {
      for (std::uint32_t sample : {0u, 1u}) keys.insert(npd::stream_key(seed, name, sample));
    }
  }
  CHECK(keys.size() == 18);
  npd::RandomStream first(7, "x"), again(7, "x"), other(8, "x");
  const double value = first.uniform();
  CHECK(value == again.uniform());
  CHECK(value != other.uniform());
}

// Mean and variance of n draws lie within 4 standard errors of the truth (alpha = 6e-5 each).
TEST_CASE("normal and Poisson draws have the moments of their laws") {
  constexpr int n = 100000;
  npd::RandomStream stream(1, "moments");
  double sum = 0, squares = 0;
  for (int i = 0; i < n; ++i) {
    const double x = stream.normal();
    sum += x;
    squares += x * x;
  }
  CHECK(std::abs(sum / n) < 4 / std::sqrt(n));
  CHECK(std::abs(squares / n - 1) < 4 * std::sqrt(2.0 / n));
  for (const double mean : {0.0, 0.3, 5.0, 100.0}) {
    double total = 0, total_squares = 0;
    for (int i = 0; i < n; ++i) {
      const auto k = static_cast<double>(stream.poisson(mean));
      total += k;
      total_squares += (k - mean) * (k - mean);
    }
    CHECK(std::abs(total / n - mean) <= 4 * std::sqrt(mean / n));
    CHECK(std::abs(total_squares / n - mean) <= 4 * std::sqrt((mean + 2 * mean * mean) / n));
  }
}

TEST_CASE("a permutation holds every index once") {
  auto order = npd::RandomStream(3, "split").permutation(1000);
  CHECK_FALSE(std::is_sorted(order.begin(), order.end()));
  std::sort(order.begin(), order.end());
  std::vector<std::int64_t> all(1000);
  std::iota(all.begin(), all.end(), 0);
  CHECK(order == all);
}
