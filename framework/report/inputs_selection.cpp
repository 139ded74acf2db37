#include "report/inputs_selection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace npd::report {
namespace {

constexpr double least_rate_r2 = 0.5;

}  // namespace

std::optional<InputsSelection> select_inputs(const std::vector<double>& rate_r2,
                                             const std::vector<double>& fwd_input_r2) {
  std::vector<std::size_t> trials;
  for (std::size_t i = 0; i < std::min(rate_r2.size(), fwd_input_r2.size()); ++i) {
    if (rate_r2[i] > least_rate_r2 && std::isfinite(fwd_input_r2[i])) trials.push_back(i);
  }
  if (trials.empty()) return {};
  const auto least = [&](auto&& distance) {
    return *std::min_element(trials.begin(), trials.end(), [&](std::size_t a, std::size_t b) {
      return distance(fwd_input_r2[a]) < distance(fwd_input_r2[b]);
    });
  };
  InputsSelection selection;
  selection.bad = least([](double r2) { return r2; });
  selection.good = least([](double r2) { return -r2; });
  const double middle = (fwd_input_r2[selection.bad] + fwd_input_r2[selection.good]) / 2;
  selection.ok = least([&](double r2) { return std::abs(r2 - middle); });
  return selection;
}

std::string inputs_title(double rate_r2, double fwd_input_r2, double bwd_input_r2,
                         double input_procrustes_rot) {
  return fmt::format("rate r2={:.3f}, fwd r2={:.3f}, bwd r2={:.3f}, proc={:.3f}", rate_r2,
                     fwd_input_r2, bwd_input_r2, input_procrustes_rot);
}

}  // namespace npd::report
