#include "study/distribution.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>

namespace npd::study {
namespace {

double draw(const Uniform& d, Pcg64& random) { return d.low + (d.high - d.low) * random.uniform(); }

double draw(const LogUniform& d, Pcg64& random) {
  const double low = std::log10(d.low), high = std::log10(d.high);
  return std::pow(10.0, low + (high - low) * random.uniform());
}

double draw(const Integers& d, Pcg64& random) {
  const auto steps = static_cast<std::uint32_t>(d.high - d.low);
  return static_cast<double>(d.low + std::int64_t{random.at_most(steps)});
}

double draw(const Normal& d, Pcg64& random) {
  const double radius = std::sqrt(-2 * std::log1p(-random.uniform()));  // 1 - u is never 0
  const double angle = 2 * std::numbers::pi * random.uniform();
  return d.mean + d.deviation * (radius * std::cos(angle));
}

template <class Other>
double draw(const Other&, Pcg64&) {
  assert(false && "no distribution of numbers");
  return 0;
}

}  // namespace

double Limits::clip(double value) const { return std::clamp(value, lowest, highest); }

double draw_number(const Distribution& distribution, const std::optional<Limits>& limits,
                   Pcg64& random) {
  double value = 0;
  for (int attempt = 0; attempt <= most_attempts; ++attempt) {
    value = std::visit([&](const auto& d) { return draw(d, random); }, distribution);
    if (!limits || limits->hold(value)) return value;
  }
  return limits->clip(value);
}

}  // namespace npd::study
