#include "common/numpy_random.hpp"

#include <bit>
#include <cmath>
#include <utility>

namespace numpy {
namespace {

// Knuth's method: as many uniform factors as keep the product above exp(-mean). NumPy does the same
// for means below 10. Parts of at most 500 keep exp(-mean) a normal number.
template <class Random>
std::int64_t poisson_by_products(Random& random, double mean) {
  std::int64_t count = 0;
  for (double left = mean; left > 0; left -= 500) {
    const double floor = std::exp(-std::fmin(left, 500.0));
    for (double product = random.uniform(); product > floor; product *= random.uniform()) ++count;
  }
  return count;
}

}  // namespace

std::int64_t Pcg64::poisson(double mean) { return poisson_by_products(*this, mean); }

double RandomState::uniform() {
  const std::uint32_t high = next_32() >> 5;
  const std::uint32_t low = next_32() >> 6;
  return (high * 0x1p26 + low) * 0x1p-53;
}

std::uint32_t RandomState::at_most(std::uint32_t highest) {
  if (highest == 0) return 0;
  const std::uint32_t mask = ~std::uint32_t{0} >> std::countl_zero(highest);
  for (;;) {
    const std::uint32_t value = next_32() & mask;
    if (value <= highest) return value;
  }
}

double RandomState::normal() {
  if (std::exchange(has_spare_normal_, false)) return spare_normal_;
  for (;;) {
    const double x = 2 * uniform() - 1;
    const double y = 2 * uniform() - 1;
    const double square = x * x + y * y;
    if (square >= 1 || square == 0) continue;
    const double scale = std::sqrt(-2 * std::log(square) / square);
    spare_normal_ = scale * x;
    has_spare_normal_ = true;
    return scale * y;
  }
}

std::int64_t RandomState::poisson(double mean) { return poisson_by_products(*this, mean); }

}  // namespace numpy
