#pragma once

#include <npd/pcg64.hpp>

#include <cstdint>
#include <random>

/// \file numpy_random.hpp
/// The random numbers of NumPy, bit for bit: the published data were drawn with them. Vectors in
/// the tests come from NumPy 1.24. Poisson counts are NumPy's for means below 10; beyond, NumPy
/// changes its method and we do not.
namespace numpy {

/// NumPy's Generator(PCG64(seed)) with its Poisson counts.
class Pcg64 : public npd::Pcg64 {
 public:
  using npd::Pcg64::Pcg64;

  std::int64_t poisson(double mean);  ///< a count, by products of uniform numbers
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

}  // namespace numpy
