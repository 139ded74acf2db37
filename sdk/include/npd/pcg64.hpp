#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>

/// \file pcg64.hpp
/// NumPy's default random numbers, bit for bit, for what was or will be drawn in Python too.
/// Without LibTorch. Vectors in the tests come from NumPy 1.24.
namespace npd {

/// Seeds spread over 256 bits [ONeill2015]: NumPy's
/// SeedSequence([entropy...]).generate_state(4, uint64).
/// \param entropy  numbers of together at most four 32-bit words; 0 counts as one
std::array<std::uint64_t, 4> seed_sequence(std::initializer_list<std::uint64_t> entropy);

/// NumPy's Generator(PCG64(...)): PCG XSL-RR with 128 bits of state [ONeill2014].
class Pcg64 {
 public:
  explicit Pcg64(std::uint64_t seed) : Pcg64(seed_sequence({seed})) {}
  explicit Pcg64(const std::array<std::uint64_t, 4>& words);  ///< of a seed_sequence

  std::uint64_t next_64();

  /// Half of a 64-bit draw: the low half first, the high half at the next call.
  std::uint32_t next_32();

  double uniform();  ///< in [0, 1), 53 random bits

  /// Uniform in [0, highest] by multiplication with rejection [Lemire2019]; highest < 2^32 - 1.
  /// A choice of one, highest = 0, draws nothing.
  std::uint32_t at_most(std::uint32_t highest);

 private:
  __extension__ using Uint128 = unsigned __int128;

  void step();

  Uint128 state_ = 0;
  Uint128 increment_;
  bool has_half_ = false;
  std::uint32_t half_ = 0;
};

}  // namespace npd
