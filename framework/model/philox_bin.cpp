#include "model/philox_bin.hpp"

#include <npd/vector_math.hpp>

#include <algorithm>
#include <bit>
#include <cstring>

namespace npd::model {
namespace {

// Eight trials at once, which is what makes it fast.
constexpr std::size_t lanes = 8;
using Wide __attribute__((vector_size(lanes * sizeof(std::uint64_t)))) = std::uint64_t;
using Words __attribute__((vector_size(lanes * sizeof(std::uint32_t)))) = std::uint32_t;

// Philox4x32-10 [Salmon2011] in 64-bit words of which the lower halves count: their products are
// all that it needs of multiplication.
[[gnu::always_inline]] inline void philox(const PhiloxBin& at, std::uint32_t block,
                                          const Words& trials, Words (&words)[4]) {
  constexpr std::uint64_t low = 0xFFFFFFFF;
  Wide c0 = Wide{} + block, c1 = Wide{} + at.bin, c2 = __builtin_convertvector(trials, Wide);
  Wide c3 = Wide{} + at.step;
  std::uint32_t key0 = at.key0, key1 = at.key1;
  for (int round = 0; round < 10; ++round) {
    const Wide a = (c0 & low) * 0xD2511F53ULL, b = (c2 & low) * 0xCD9E8D57ULL;
    c0 = (b >> 32) ^ c1 ^ std::uint64_t{key0};
    c1 = b;
    c2 = (a >> 32) ^ c3 ^ std::uint64_t{key1};
    c3 = a;
    key0 += 0x9E3779B9U;
    key1 += 0xBB67AE85U;
  }
  words[0] = __builtin_convertvector(c0, Words);
  words[1] = __builtin_convertvector(c1, Words);
  words[2] = __builtin_convertvector(c2, Words);
  words[3] = __builtin_convertvector(c3, Words);
}

// Known to be of eight trials, it is one instruction.
[[gnu::always_inline]] inline void copy(void* to, const void* from, std::size_t bytes) {
  if (bytes == sizeof(Words)) {
    std::memcpy(to, from, sizeof(Words));
  } else {
    std::memcpy(to, from, bytes);
  }
}

// The words of a bin, changed, for every unit and trial: out[unit * trials + trial]. Word j of
// block b serves unit j * blocks + b.
template <class Change>
[[gnu::always_inline]] inline void fill_bin(PhiloxBin at, const std::uint32_t* __restrict trials,
                                            std::size_t count, std::size_t units,
                                            void* __restrict out, Change change) {
  const std::size_t blocks = (units + 3) / 4;
  for (std::size_t block = 0; block < blocks; ++block) {
    for (std::size_t i = 0; i < count; i += lanes) {
      const std::size_t bytes = std::min(lanes, count - i) * sizeof(*trials);
      Words own = {}, words[4];
      copy(&own, trials + i, bytes);
      philox(at, static_cast<std::uint32_t>(block), own, words);
#pragma GCC unroll 4
      for (std::size_t j = 0; j < 4; ++j) {
        const std::size_t unit = j * blocks + block;
        if (unit >= units) break;
        change(words[j]);
        copy(static_cast<std::byte*>(out) + (unit * count + i) * sizeof(*trials), &words[j], bytes);
      }
    }
  }
}

}  // namespace

NPD_MULTIVERSION void fill_words(const PhiloxBin& at, std::span<const std::uint32_t> trials,
                                 std::size_t units, std::uint32_t* out) {
  fill_bin(at, trials.data(), trials.size(), units, out, [](Words&) {});
}

NPD_MULTIVERSION void fill_mask(const PhiloxBin& at, std::span<const std::uint32_t> trials,
                                std::size_t units, float* out, std::uint32_t highest, float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  fill_bin(at, trials.data(), trials.size(), units, out,
           [=](Words& words) { words = (words <= highest) & bits; });
}

}  // namespace npd::model
