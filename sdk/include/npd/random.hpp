#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

/// \file random.hpp
/// Random numbers that are pure functions of where they are used. Philox4x32-10 [Salmon2011] turns
/// a counter and a key into 128 random bits; nothing has a state to share or to restore.
namespace npd {

/// The ten-round bijection [Salmon2011, section 3.3].
std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter,
                                    std::array<std::uint32_t, 2> key);

/// A key for the stream `name` of `seed`; `sample` tells apart repetitions of the same draws.
/// Different arguments give unrelated keys.
std::array<std::uint32_t, 2> stream_key(std::uint64_t seed, std::string_view name,
                                        std::uint32_t sample = 0);

/// A uniform double in [0, 1) with 53 random bits.
double uniform_double(std::uint32_t high, std::uint32_t low);

/// A sequence of draws from one named stream, for whoever wants "the next number" (data sets,
/// initial weights, shuffles). Equal (seed, name) give equal sequences. One thread at a time.
class RandomStream {
 public:
  RandomStream(std::uint64_t seed, std::string_view name);

  double uniform();                          ///< in [0, 1)
  double normal();                           ///< standard normal, by Box and Muller
  std::int64_t poisson(double mean);         ///< a count; mean >= 0 and finite
  std::uint64_t below(std::uint64_t bound);  ///< uniform in [0, bound), bound > 0, no modulo bias
  std::vector<std::int64_t> permutation(std::int64_t size);  ///< of 0 ... size - 1

 private:
  std::uint32_t next();

  std::array<std::uint32_t, 2> key_;
  std::uint64_t block_ = 0;
  std::array<std::uint32_t, 4> words_{};
  int used_ = 4;
  bool has_spare_normal_ = false;
  double spare_normal_ = 0;
};

}  // namespace npd
