#include "numpy_random.hpp"

#include <bit>
#include <cmath>
#include <utility>

namespace murray {
namespace {

std::uint32_t fold(std::uint32_t value) { return value ^ (value >> 16); }

// One of the two hashes of the seed sequence: its constant changes with every use.
class Hash {
 public:
  Hash(std::uint32_t constant, std::uint32_t factor) : constant_(constant), factor_(factor) {}

  std::uint32_t operator()(std::uint32_t value) {
    value ^= constant_;
    constant_ *= factor_;
    return fold(value * constant_);
  }

 private:
  std::uint32_t constant_;
  std::uint32_t factor_;
};

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

std::array<std::uint64_t, 4> seed_sequence(std::uint64_t seed) {
  Hash absorb(0x43b0d7e5U, 0x931e8875U);
  std::array<std::uint32_t, 4> pool{static_cast<std::uint32_t>(seed),
                                    static_cast<std::uint32_t>(seed >> 32), 0, 0};
  for (auto& word : pool) word = absorb(word);
  for (std::size_t from = 0; from < pool.size(); ++from) {
    for (std::size_t to = 0; to < pool.size(); ++to) {
      if (from == to) continue;
      pool[to] = fold(0xca01f9ddU * pool[to] - 0x4973f715U * absorb(pool[from]));
    }
  }

  Hash squeeze(0x8b51f9ddU, 0x58f38dedU);
  std::array<std::uint64_t, 4> words{};
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::uint64_t low = squeeze(pool[2 * i % pool.size()]);
    const std::uint64_t high = squeeze(pool[(2 * i + 1) % pool.size()]);
    words[i] = high << 32 | low;
  }
  return words;
}

Pcg64::Pcg64(std::uint64_t seed) {
  const auto words = seed_sequence(seed);
  increment_ = (Uint128{words[2]} << 64 | words[3]) << 1 | 1;
  step();
  state_ += Uint128{words[0]} << 64 | words[1];
  step();
}

void Pcg64::step() {
  constexpr Uint128 multiplier = Uint128{0x2360ed051fc65da4U} << 64 | 0x4385df649fccf645U;
  state_ = state_ * multiplier + increment_;
}

std::uint64_t Pcg64::next_64() {
  step();
  const auto folded = static_cast<std::uint64_t>(state_ >> 64) ^ static_cast<std::uint64_t>(state_);
  return std::rotr(folded, static_cast<int>(state_ >> 122));
}

std::uint32_t Pcg64::next_32() {
  if (std::exchange(has_half_, false)) return half_;
  const std::uint64_t both = next_64();
  half_ = static_cast<std::uint32_t>(both >> 32);
  has_half_ = true;
  return static_cast<std::uint32_t>(both);
}

double Pcg64::uniform() { return static_cast<double>(next_64() >> 11) * 0x1p-53; }

std::uint32_t Pcg64::at_most(std::uint32_t highest) {
  const std::uint32_t values = highest + 1;
  const std::uint32_t rejected = -values % values;  // 2^32 mod values
  std::uint64_t product = 0;
  do {
    product = std::uint64_t{next_32()} * values;
  } while (static_cast<std::uint32_t>(product) < rejected);
  return static_cast<std::uint32_t>(product >> 32);
}

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

}  // namespace murray
