#include "model/normal_pairs.hpp"

#include <npd/vector_math.hpp>

#include <bit>
#include <cmath>
#include <numbers>

namespace npd::model {
namespace {

// -ln((word + 1) / 2^32), relative error below 1e-8. In double, where word + 1 is exact, and near
// word + 1 = 2^32, where the logarithm is 0, nothing cancels: x = m 2^e with m in [sqrt(1/2), sqrt
// 2).
inline double minus_log(std::uint32_t word) {
  constexpr std::uint64_t sqrt_half = std::bit_cast<std::uint64_t>(std::numbers::sqrt2 / 2);
  constexpr std::uint64_t one = std::bit_cast<std::uint64_t>(1.0);
  constexpr std::uint64_t magic = std::bit_cast<std::uint64_t>(0x1p52);
  const auto bits = std::bit_cast<std::uint64_t>(word + 1.0);
  const std::uint64_t raised =
      bits + (one - sqrt_half);  // carries into the exponent from sqrt 2 on
  const double e = std::bit_cast<double>(raised >> 52 | magic) - (0x1p52 + 1023);
  const double m = std::bit_cast<double>((raised & 0xFFFFFFFFFFFFF) + sqrt_half);
  // ln m = 2 (s + s^3 / 3 + ...), |s| < 0.172
  const double s = (m - 1) / (m + 1), s2 = s * s;
  const double series = 1 + s2 * (1.0 / 3 + s2 * (1.0 / 5 + s2 * (1.0 / 7 + s2 * (1.0 / 9))));
  return (32 - e) * std::numbers::ln2 - 2 * s * series;
}

struct Direction {
  float cosine, sine;
};

// (cos, sin)(2 pi word / 2^32), absolute errors below 2e-7: a quarter turn, and what is left of it,
// at most an eighth either way.
inline Direction direction(std::uint32_t word) {
  const std::uint32_t quarter = (word + (1U << 29)) >> 30;
  const auto left = static_cast<std::int32_t>(word - (quarter << 30));
  const float a = static_cast<float>(left) * static_cast<float>(std::numbers::pi * 0x1p-31);
  const float a2 = a * a;
  const float s =
      a * (1 + a2 * (-1.0F / 6 + a2 * (1.0F / 120 + a2 * (-1.0F / 5040 + a2 * (1.0F / 362880)))));
  const float c =
      1 + a2 * (-1.0F / 2 + a2 * (1.0F / 24 + a2 * (-1.0F / 720 + a2 * (1.0F / 40320))));
  const bool odd = (quarter & 1) != 0;
  const float cosine = odd ? s : c, sine = odd ? c : s;
  const bool left_half = quarter == 1 || quarter == 2, lower_half = quarter == 2 || quarter == 3;
  return {left_half ? -cosine : cosine, lower_half ? -sine : sine};
}

NPD_MULTIVERSION void pairs(const std::uint32_t* __restrict first,
                            const std::uint32_t* __restrict second, std::size_t count,
                            float* __restrict cosines, float* __restrict sines) {
  for (std::size_t i = 0; i < count; ++i) {
    const float radius = std::sqrt(static_cast<float>(2 * minus_log(first[i])));
    const auto [cosine, sine] = direction(second[i]);
    cosines[i] = radius * cosine;
    sines[i] = radius * sine;
  }
}

}  // namespace

void normal_pairs(const std::uint32_t* first, const std::uint32_t* second, std::size_t count,
                  float* cosines, float* sines) {
  pairs(first, second, count, cosines, sines);
}

}  // namespace npd::model
