#include <npd/pcg64.hpp>

#include <bit>
#include <cassert>
#include <cstddef>
#include <utility>

namespace npd {
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

using Pool = std::array<std::uint32_t, 4>;

/// Each number takes as few words as it needs, the low one first.
Pool words_of(std::initializer_list<std::uint64_t> entropy) {
  Pool pool{};
  std::size_t used = 0;
  const auto put = [&](std::uint64_t word) {
    assert(used < pool.size() && "more entropy than four words");
    pool[used++] = static_cast<std::uint32_t>(word);
  };
  for (const std::uint64_t number : entropy) {
    put(number);
    if (number >> 32 != 0) put(number >> 32);
  }
  return pool;
}

}  // namespace

std::array<std::uint64_t, 4> seed_sequence(std::initializer_list<std::uint64_t> entropy) {
  Hash absorb(0x43b0d7e5U, 0x931e8875U);
  Pool pool = words_of(entropy);
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

Pcg64::Pcg64(const std::array<std::uint64_t, 4>& words)
    : increment_((Uint128{words[2]} << 64 | words[3]) << 1 | 1) {
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
  if (highest == 0) return 0;
  const std::uint32_t values = highest + 1;
  const std::uint32_t rejected = -values % values;  // 2^32 mod values
  std::uint64_t product = 0;
  do {
    product = std::uint64_t{next_32()} * values;
  } while (static_cast<std::uint32_t>(product) < rejected);
  return static_cast<std::uint32_t>(product >> 32);
}

}  // namespace npd
