#include <npd/vector_math.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>

#include <npd/testing/catch.hpp>

using namespace npd;

namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();

// Every 1009th bit pattern: 4 million floats of all magnitudes and both signs.
template <class Error>
double worst(Error error) {
  double largest = 0;
  for (std::uint64_t bits = 0; bits < (1ULL << 32); bits += 1009) {
    const auto x = std::bit_cast<float>(static_cast<std::uint32_t>(bits));
    if (!std::isfinite(x)) continue;
    const double e = error(x);
    if (!(e <= largest)) largest = std::isnan(e) ? infinity : e;
  }
  return largest;
}

double relative(float found, double expected) {
  return expected == 0 ? std::abs(double{found}) : std::abs(found / expected - 1);
}

double normal_cdf(double x) { return 0.5 * std::erfc(-x / std::numbers::sqrt2); }
double normal_density(double x) {
  return std::exp(-x * x / 2) * std::numbers::inv_sqrtpi / std::numbers::sqrt2;
}

}  // namespace

TEST_CASE("fast_exp is within its bound, overflows and underflows as exp does") {
  CHECK(worst([](float x) {
          const bool normal = x > -87.3F && x < 88.7F;
          return normal ? relative(fast_exp(x), std::exp(double{x})) : 0.0;
        }) < 1.5e-7);
  CHECK(fast_exp(0.0F) == 1.0F);
  CHECK(fast_exp(88.73F) == infinity);
  CHECK(fast_exp(infinity) == infinity);
  CHECK(fast_exp(-100.0F) == std::exp(-100.0F));  // a denormal
  CHECK(fast_exp(-104.0F) == 0.0F);
  CHECK(fast_exp(-infinity) == 0.0F);
  CHECK(std::isnan(fast_exp(not_a_number)));
}

TEST_CASE("fast_tanh is within its bounds and never outside [-1, 1]") {
  CHECK(worst([](float x) { return std::abs(fast_tanh(x) - std::tanh(double{x})); }) < 1e-7);
  CHECK(worst([](float x) { return relative(fast_tanh(x), std::tanh(double{x})); }) < 2e-7);
  CHECK(worst([](float x) { return std::abs(fast_tanh(x)); }) == 1.0);
  CHECK(fast_tanh(infinity) == 1.0F);
  CHECK(fast_tanh(-infinity) == -1.0F);
  CHECK(fast_tanh(0.0F) == 0.0F);
  CHECK(fast_tanh(1e-40F) == 1e-40F);  // a denormal
  CHECK(std::isnan(fast_tanh(not_a_number)));
}

TEST_CASE("fast_sigmoid is within its bounds and inside [0, 1]") {
  const auto sigmoid = [](float x) { return 1 / (1 + std::exp(-double{x})); };
  CHECK(worst([&](float x) { return std::abs(fast_sigmoid(x) - sigmoid(x)); }) < 1e-7);
  CHECK(worst([&](float x) { return x < -87 ? 0.0 : relative(fast_sigmoid(x), sigmoid(x)); }) <
        2e-7);
  CHECK(worst([](float x) { return std::abs(fast_sigmoid(x) - 0.5); }) == 0.5);
  CHECK(fast_sigmoid(0.0F) == 0.5F);
  CHECK(fast_sigmoid(infinity) == 1.0F);
  CHECK(fast_sigmoid(-infinity) < 1e-37F);
  CHECK(std::isnan(fast_sigmoid(not_a_number)));
}

TEST_CASE("fast_gelu and its slope are within their bounds") {
  CHECK(worst([](float x) {
          const double exact = x * normal_cdf(x);
          return std::abs(fast_gelu(x).value - exact) / std::max(1.0, std::abs(double{x}));
        }) < 1.5e-7);
  CHECK(worst([](float x) {
          // Beyond 40 the density is 0 in float64 as well, but x * x may overflow.
          const double d = std::clamp(double{x}, -40.0, 40.0);
          return std::abs(fast_gelu(x).slope - (normal_cdf(d) + d * normal_density(d)));
        }) < 3e-7);
  CHECK(fast_gelu(0.0F).value == 0.0F);
  CHECK(fast_gelu(0.0F).slope == npd::testing::Approx(0.5).margin(3e-7));
  CHECK(fast_gelu(1e38F).value == 1e38F);
  CHECK(fast_gelu(-1e38F).value == 0.0F);
  CHECK(std::isnan(fast_gelu(not_a_number).value));
  CHECK(std::isnan(fast_gelu(not_a_number).slope));
}
