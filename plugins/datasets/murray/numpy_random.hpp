#pragma once

#include <array>
#include <cstdint>
#include <random>

/// \file numpy_random.hpp
/// The random numbers of NumPy, bit for bit: the published data were drawn with them. Vectors in
/// the tests come from NumPy 1.24. Poisson counts are NumPy's for means below 10; beyond, NumPy
/// changes its method and we do not.
namespace murray {

/// A seed spread over 256 bits [ONeill2015]: NumPy's
/// SeedSequence(seed).generate_state(4, uint64).
std::array<std::uint64_t, 4> seed_sequence(std::uint64_t seed);

/// NumPy's Generator(PCG64(seed)): PCG XSL-RR with 128 bits of state [ONeill2014].
class Pcg64 {
 public:
  explicit Pcg64(std::uint64_t seed);

  std::uint64_t next_64();

  /// Half of a 64-bit draw: the low half first, the high half at the next call.
  std::uint32_t next_32();

  double uniform();  ///< in [0, 1), 53 random bits

  /// Uniform in [0, highest] by multiplication with rejection [Lemire2019]; highest < 2^32 - 1.
  std::uint32_t at_most(std::uint32_t highest);

  std::int64_t poisson(double mean);  ///< a count, by products of uniform numbers

 private:
  __extension__ using Uint128 = unsigned __int128;

  void step();

  Uint128 state_ = 0;
  Uint128 increment_;
  bool has_half_ = false;
  std::uint32_t half_ = 0;
};

/// NumPy's older RandomState(seed): MT19937 [Matsumoto1998], which is std::mt19937 to the bit.
class RandomState {
 public:
  explicit RandomState(std::uint32_t seed) : engine_(seed) {}

  double uniform();  ///< in [0, 1), 53 random bits

  /// Uniform in [0, highest]: the fewest low bits that can hold it, drawn until they fit.
  std::uint32_t at_most(std::uint32_t highest);

  double normal();                    ///< standard normal, by the polar method [Marsaglia1964]
  std::int64_t poisson(double mean);  ///< a count, by products of uniform numbers

 private:
  std::uint32_t next_32() { return static_cast<std::uint32_t>(engine_()); }

  std::mt19937 engine_;
  bool has_spare_normal_ = false;
  double spare_normal_ = 0;
};

}  // namespace murray
