#pragma once

#include <bit>
#include <cstdint>

/// \file vector_math.hpp
/// Activations as plain functions of one float that a compiler can vectorise: no branches, no
/// calls, no tables. Call them in plain loops, in functions marked NPD_MULTIVERSION. The
/// coefficients are minimax fits; the bounds are those of tests/sdk/vector_math_test.cpp, over the
/// whole float range. NaN gives NaN.

/// A function so marked is compiled for several instruction sets; the program picks the best that
/// the machine has when it starts. For loops over trials; not for templates or virtual functions.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_THREAD__)
#define NPD_HAS_MULTIVERSION
#define NPD_MULTIVERSION \
  __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define NPD_MULTIVERSION
#endif

namespace npd {

namespace detail {

/// exp(x) = 2^n (1 + m), for |x| < 2^20.
struct ExpParts {
  std::int32_t n;
  float m;
};

inline ExpParts split_exp(float x) {
  constexpr float log2_e = 0x1.715476p+0F;
  constexpr float ln2_high = 0x1.62e4p-1F;  // 15 bits: times n it is exact
  constexpr float ln2_low = 0x1.7f7d1cp-20F;
  constexpr float to_integer = 0x1.8p23F;  // adding it leaves an integer in the lowest bits

  const float shifted = x * log2_e + to_integer;
  const float n = shifted - to_integer;
  const float r = (x - n * ln2_high) - n * ln2_low;  // |r| <= ln(2) / 2
  float p = 1.38145e-3F;
  p = p * r + 8.36875e-3F;
  p = p * r + 4.166839e-2F;
  p = p * r + 1.666652e-1F;
  p = p * r + 4.9999993e-1F;
  return {std::bit_cast<std::int32_t>(shifted) - std::bit_cast<std::int32_t>(to_integer),
          (p * r) * r + r};
}

/// 2^n for -127 < n < 128.
inline float power_of_two(std::int32_t n) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(n + 127) << 23);
}

/// NaN stays NaN.
inline float clamp(float x, float low, float high) {
  const float at_least = x < low ? low : x;
  return at_least > high ? high : at_least;
}

}  // namespace detail

/// exp(x), relative error below 1.5e-7 where the result is a normal number; infinite above 88.72, 0
/// below -103.97.
inline float fast_exp(float x) {
  const auto [n, m] = detail::split_exp(detail::clamp(x, -104.0F, 89.0F));
  const std::int32_t half = n >> 1;  // in two factors, since n reaches from -150 to 128
  return (1.0F + m) * detail::power_of_two(half) * detail::power_of_two(n - half);
}

/// tanh(x), relative error below 2e-7, absolute error below 1e-7; never outside [-1, 1].
inline float fast_tanh(float x) {
  const float u = x < 0.0F ? -x : x;
  // tanh(u) = E / (E + 2) with E = exp(2 u) - 1; from 9.02 on the nearest float is 1.
  const auto [n, m] = detail::split_exp(2.0F * (u > 9.02F ? 9.02F : u));
  const float scale = detail::power_of_two(n);
  const float e = scale * m + (scale - 1.0F);
  const float t = e / (e + 2.0F);
  return x < 0.0F ? -t : t;
}

/// 1 / (1 + exp(-x)), relative error below 2e-7 for x > -87, absolute error below 1e-7; in [0, 1].
inline float fast_sigmoid(float x) {
  const auto [n, m] = detail::split_exp(detail::clamp(-x, -87.0F, 87.0F));
  const float scale = detail::power_of_two(n);
  return 1.0F / (1.0F + (scale * m + scale));
}

/// A function and its derivative.
struct ValueAndSlope {
  float value;
  float slope;
};

/// The Gaussian error linear unit x Phi(x) with the exact normal distribution function Phi
/// [Hendrycks2016], and its derivative. Absolute errors below 1.5e-7 max(1, |x|) and 3e-7, for
/// finite x.
inline ValueAndSlope fast_gelu(float x) {
  // Phi(-u) = exp(-u^2 / 2) R(t) for u >= 0, t = 1 / (1 + 0.28 u), R a polynomial.
  const float u = x < 0.0F ? -x : x;
  const float t = 1.0F / (1.0F + 0.28F * u);
  const float gaussian = fast_exp(-0.5F * x * x);
  float p = -1.0632921e-1F;
  p = p * t + 3.9206975e-1F;
  p = p * t - 2.4067396e-1F;
  p = p * t + 2.7197603e-1F;
  p = p * t + 6.6228e-2F;
  p = p * t + 1.1672937e-1F;
  const float tail = p * t * gaussian;
  const float phi = x < 0.0F ? tail : 1.0F - tail;
  constexpr float density_at_0 = 0.3989422804F;
  return {x * phi, phi + density_at_0 * x * gaussian};
}

}  // namespace npd
