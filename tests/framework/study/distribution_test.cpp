#include "study/distribution.hpp"

#include <cmath>
#include <vector>

#include <npd/testing/catch.hpp>

namespace npd::study {
namespace {

std::vector<double> many(const Distribution& distribution, const std::optional<Limits>& limits,
                         int count) {
  Pcg64 random(1);
  std::vector<double> values;
  for (int i = 0; i < count; ++i) values.push_back(draw_number(distribution, limits, random));
  return values;
}

double mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

}  // namespace

TEST_CASE("uniform and log-uniform numbers are NumPy's, from one draw each") {
  // Generator(PCG64(0)).random(2) is .6369616873214543, .2697867137638703
  Pcg64 random(0);
  CHECK(draw_number(Uniform{0.2, 0.6}, {}, random) == 0.2 + (0.6 - 0.2) * 0.6369616873214543);
  CHECK(draw_number(LogUniform{1e-6, 1e-3}, {}, random) ==
        std::pow(10.0, -6 + 3 * 0.2697867137638703));
}

TEST_CASE("integers reach both ends and nothing beyond") {
  std::vector<int> counts(7);
  for (const double value : many(Integers{-2, 3}, {}, 600)) {
    REQUIRE(value == std::floor(value));
    ++counts.at(static_cast<std::size_t>(value + 2));
  }
  CHECK(counts.back() == 0);
  // 100 expected, deviation 9.1; seed 1, five deviations (alpha 6e-7 each).
  for (int i = 0; i < 6; ++i) CHECK(std::abs(counts[static_cast<std::size_t>(i)] - 100) < 46);
}

TEST_CASE("normal numbers have their mean and deviation") {
  const auto values = many(Normal{3, 0.5}, {}, 4000);
  // The mean's deviation is .0079, the variance's .0056; seed 1, five deviations.
  CHECK(std::abs(mean(values) - 3) < 0.04);
  double squares = 0;
  for (const double value : values) squares += (value - 3) * (value - 3);
  CHECK(std::abs(squares / 4000 - 0.25) < 0.028);
}

TEST_CASE("a number outside of its limits is drawn again, and clipped after 99 tries") {
  const auto values = many(Normal{0, 1}, Limits{0, 0.5}, 200);
  for (const double value : values) CHECK((value >= 0 && value <= 0.5));
  CHECK(values[0] != values[1]);

  Pcg64 random(5), counted(5);
  CHECK(draw_number(Normal{-1000, 1}, Limits{0, 1}, random) == 0);
  for (int i = 0; i < 2 * 100; ++i) counted.uniform();  // the hundredth draw is clipped
  CHECK(random.next_64() == counted.next_64());
}

}  // namespace npd::study
