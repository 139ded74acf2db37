#include "residual/fit_warnings.hpp"

#include "residual/bootstrap.hpp"

#include <fmt/format.h>

#include <cstddef>

namespace npd::residual {
namespace {

constexpr std::size_t trials_per_instrument = 10;
constexpr double singular = 1e10;  // condition numbers above

void warn_of_segment(const GroupFit& fit, const SegmentFit& segment,
                     std::vector<std::string>& warnings) {
  const auto& found = segment.instruments;
  const double typical = quantile(found.strength, 0.5);
  if (typical < weak_strength) {
    warnings.push_back(fmt::format(
        "{}: instruments are weak from {:.3g} s on: F of the direction that the past predicts "
        "worst is {:.2g}, at least {:g} is sound; eigenvalues are noisy and lean towards those of "
        "one stage: fewer dimensions or lags, wider bins or more trials help",
        fit.group.name, segment.time_s.front(), typical, weak_strength));
  }
  std::size_t flat = 0;
  for (const double condition : found.condition) {
    if (!(condition < singular)) ++flat;
  }
  if (flat > 0) {
    warnings.push_back(fmt::format(
        "{}: in {} of {} bins from {:.3g} s on the past says nothing of some dimension; leave "
        "bins without variability out, or raise `smoothness` (now {:g})",
        fit.group.name, flat, found.condition.size(), segment.time_s.front(), segment.smoothness));
  }
  if (segment.dynamics.first.is_deficient) {
    warnings.push_back(
        fmt::format("{}: past bins depend on each other; of all first stages the least was taken",
                    fit.group.name));
  }
}

}  // namespace

void warn_of_fit(const GroupFit& fit, std::vector<std::string>& warnings) {
  const auto instruments = static_cast<std::size_t>(fit.size.lag * fit.size.dimension);
  if (fit.group.trials.size() < trials_per_instrument * instruments) {
    warnings.push_back(fmt::format(
        "{}: {} trials are few for {} instruments (lag {}, {} dimensions): eigenvalues are noisy "
        "and lean towards those of one stage",
        fit.group.name, fit.group.trials.size(), instruments, fit.size.lag, fit.size.dimension));
  }
  for (const auto& segment : fit.segments) warn_of_segment(fit, segment, warnings);
}

}  // namespace npd::residual
