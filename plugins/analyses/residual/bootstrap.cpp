#include "residual/bootstrap.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace npd::residual {

TrialList resampled(Eigen::Index trials, RandomStream& random) {
  TrialList drawn;
  for (Eigen::Index i = 0; i < trials; ++i) {
    drawn.push_back(static_cast<Eigen::Index>(random.below(static_cast<std::uint64_t>(trials))));
  }
  return drawn;
}

std::vector<Spectra> bootstrap(const Bins& z, Eigen::Index lag, double smoothness,
                               const Spectra& full, const std::vector<TrialList>& samples,
                               const std::function<void()>& between) {
  std::vector<Spectra> all;
  for (const auto& sample : samples) {
    if (between) between();
    const auto fit = two_stage(some_trials(z, sample), lag, smoothness);
    all.push_back(matched_spectra(fit.maps, full));
  }
  return all;
}

double quantile(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  const double place = share * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(std::floor(place));
  const auto above = std::min(below + 1, values.size() - 1);
  const double part = place - std::floor(place);
  if (part == 0 || values[below] == values[above]) return values[below];
  return values[below] + part * (values[above] - values[below]);
}

}  // namespace npd::residual
