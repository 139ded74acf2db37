#pragma once

#include "config/node.hpp"

#include <npd/pcg64.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

/// \file distribution.hpp
/// Where the values of a searched key come from.
namespace npd::study {

/// One of some values, or whole tables, each as likely. One 32-bit draw, as NumPy's
/// integers(n); none if there is one value.
struct Choice {
  std::vector<config::Node> values;
};

/// low + (high - low) u, with u uniform in [0, 1).
struct Uniform {
  double low, high;
};

/// 10 ** (log10 low + (log10 high - log10 low) u).
struct LogUniform {
  double low, high;
};

/// low, low + 1, ..., high, each as likely; fewer than 2^32 values.
struct Integers {
  std::int64_t low, high;
};

/// Mean and standard deviation; two uniform draws [Box1958].
struct Normal {
  double mean, deviation;
};

/// Draws nothing.
struct Fixed {
  config::Node value;
};

/// The axis of a grid: the sampler says which value, and nothing is drawn.
struct Axis {
  std::vector<config::Node> values;
};

using Distribution = std::variant<Choice, Uniform, LogUniform, Integers, Normal, Fixed, Axis>;

/// The ends of an interval, both inside.
struct Limits {
  double lowest, highest;

  bool hold(double value) const { return value >= lowest && value <= highest; }
  double clip(double value) const;
};

/// How often a value outside of its limits is drawn again before it is clipped.
inline constexpr int most_attempts = 99;

/// One value of a distribution of numbers: any but Choice, Fixed and Axis, of which nothing is
/// drawn here. One that the limits do not hold is drawn again, and clipped after 99 tries.
double draw_number(const Distribution& distribution, const std::optional<Limits>& limits,
                   Pcg64& random);

}  // namespace npd::study
