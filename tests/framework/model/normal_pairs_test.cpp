#include "model/normal_pairs.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <vector>

#include <npd/testing/catch.hpp>

namespace {

using Words = std::vector<std::uint32_t>;

/// The largest deviation from the formula; NaN if there is one.
double largest_gap(const Words& first, const Words& second) {
  const auto n = first.size();
  std::vector<float> cosines(n), sines(n);
  npd::model::normal_pairs(first.data(), second.data(), n, cosines.data(), sines.data());
  double largest = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const double radius = std::sqrt(-2 * std::log((first[i] + 1.0) * 0x1p-32));
    const double angle = second[i] * (2 * std::numbers::pi * 0x1p-32);
    for (const double gap : {std::abs(cosines[i] - radius * std::cos(angle)),
                             std::abs(sines[i] - radius * std::sin(angle))}) {
      if (!(gap <= largest)) largest = gap;
    }
  }
  return largest;
}

}  // namespace

TEST_CASE("normal pairs are the formula's, over all words and at the ends") {
  Words words{0,          1,          2,          3,          0x3FFFFFFF,
              0x40000000, 0x7FFFFFFF, 0x80000000, 0xB504F332, 0xB504F333,
              0xBFFFFFFF, 0xC0000000, 0xFFFFFFFD, 0xFFFFFFFE, 0xFFFFFFFF};
  for (int bit = 0; bit < 32; ++bit) words.push_back(std::uint32_t{1} << bit);
  for (std::uint32_t i = 0; i < 2000; ++i) words.push_back(i * 2147483U + 12345U);
  auto angles = words;
  for (int rotation = 0; rotation < 20; ++rotation) {
    CHECK(largest_gap(words, angles) < 1.5e-6);
    std::rotate(angles.begin(), angles.begin() + 97, angles.end());
  }
  for (const std::uint32_t largest_radius : {0U, 1U, 2U, 3U}) {
    CHECK(largest_gap(Words(words.size(), largest_radius), words) < 1.5e-6);
  }
}

// u = 1 - 2^-32: a logarithm that is almost 0 keeps its digits.
TEST_CASE("the smallest radii of normal pairs are exact, too") {
  const std::uint32_t first[] = {0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFF0}, second[] = {0, 0, 0};
  float cosines[3], sines[3];
  npd::model::normal_pairs(first, second, 3, cosines, sines);
  CHECK(cosines[0] == 0);
  for (int i = 1; i < 3; ++i) {
    const double exact = std::sqrt(-2 * std::log1p((first[i] + 1.0) * 0x1p-32 - 1));
    CHECK(std::abs(cosines[i] / exact - 1) < 2e-7);
  }
}
