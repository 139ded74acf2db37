#include <npd/random.hpp>

#include <cmath>
#include <numbers>
#include <numeric>
#include <utility>

namespace npd {
namespace {

// FNV-1a, then the finaliser of SplitMix64: enough to spread names over keys.
std::uint64_t hash(std::uint64_t seed, std::string_view name, std::uint32_t sample) {
  std::uint64_t h = 0xcbf29ce484222325ULL;
  const auto add = [&h](std::uint8_t byte) { h = (h ^ byte) * 0x100000001b3ULL; };
  for (const char c : name) add(static_cast<std::uint8_t>(c));
  for (int i = 0; i < 8; ++i) add(static_cast<std::uint8_t>(seed >> (8 * i)));
  for (int i = 0; i < 4; ++i) add(static_cast<std::uint8_t>(sample >> (8 * i)));
  h = (h ^ (h >> 30)) * 0xbf58476d1ce4e5b9ULL;
  h = (h ^ (h >> 27)) * 0x94d049bb133111ebULL;
  return h ^ (h >> 31);
}

}  // namespace

std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> c,
                                    std::array<std::uint32_t, 2> k) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t a = std::uint64_t{0xD2511F53} * c[0];
    const std::uint64_t b = std::uint64_t{0xCD9E8D57} * c[2];
    c = {static_cast<std::uint32_t>(b >> 32) ^ c[1] ^ k[0], static_cast<std::uint32_t>(b),
         static_cast<std::uint32_t>(a >> 32) ^ c[3] ^ k[1], static_cast<std::uint32_t>(a)};
    k[0] += 0x9E3779B9U;
    k[1] += 0xBB67AE85U;
  }
  return c;
}

std::array<std::uint32_t, 2> stream_key(std::uint64_t seed, std::string_view name,
                                        std::uint32_t sample) {
  const std::uint64_t h = hash(seed, name, sample);
  return {static_cast<std::uint32_t>(h), static_cast<std::uint32_t>(h >> 32)};
}

double uniform_double(std::uint32_t high, std::uint32_t low) {
  const std::uint64_t bits = (std::uint64_t{high} << 32 | low) >> 11;
  return static_cast<double>(bits) * 0x1p-53;
}

RandomStream::RandomStream(std::uint64_t seed, std::string_view name)
    : key_(stream_key(seed, name)) {}

std::uint32_t RandomStream::next() {
  if (used_ == 4) {
    words_ = philox(
        {static_cast<std::uint32_t>(block_), static_cast<std::uint32_t>(block_ >> 32), 0, 0}, key_);
    ++block_;
    used_ = 0;
  }
  return words_[static_cast<std::size_t>(used_++)];
}

double RandomStream::uniform() {
  const std::uint32_t high = next();
  return uniform_double(high, next());
}

double RandomStream::normal() {
  if (std::exchange(has_spare_normal_, false)) return spare_normal_;
  const double radius = std::sqrt(-2 * std::log1p(-uniform()));
  const double angle = 2 * std::numbers::pi * uniform();
  spare_normal_ = radius * std::sin(angle);
  has_spare_normal_ = true;
  return radius * std::cos(angle);
}

std::int64_t RandomStream::poisson(double mean) {
  // A Poisson count is a sum of independent ones: parts of at most 30 keep exp(-mean) far from 0.
  std::int64_t count = 0;
  for (double left = mean; left > 0; left -= 30) {
    const double floor = std::exp(-std::fmin(left, 30.0));
    for (double product = uniform(); product > floor; product *= uniform()) ++count;
  }
  return count;
}

std::uint64_t RandomStream::below(std::uint64_t bound) {
  const std::uint64_t reject_above = ~std::uint64_t{0} - (~std::uint64_t{0} % bound + 1) % bound;
  for (;;) {
    const std::uint64_t high = next();
    const std::uint64_t value = high << 32 | next();
    if (value <= reject_above) return value % bound;
  }
}

std::vector<std::int64_t> RandomStream::permutation(std::int64_t size) {
  std::vector<std::int64_t> order(static_cast<std::size_t>(size));
  std::iota(order.begin(), order.end(), 0);
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[below(i)]);
  return order;
}

}  // namespace npd
