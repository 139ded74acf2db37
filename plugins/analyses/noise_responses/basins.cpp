#include "noise_responses/basins.hpp"

#include <npd/ops.hpp>

#include <c10/core/GradMode.h>

#include <algorithm>

namespace npd::dynamics {
namespace {

constexpr std::int64_t bins_between_looks = 10;

Tensor inputs_of(Eigen::Index rows, const Point& deviation, RandomStream& random) {
  Points inputs(rows, deviation.size());
  for (Eigen::Index row = 0; row < rows; ++row) {
    for (Eigen::Index i = 0; i < deviation.size(); ++i) {
      inputs(row, i) = deviation[i] * random.normal();
    }
  }
  return tensor_of(inputs);
}

Tensor no_inputs(Eigen::Index rows, std::int64_t inputs) {
  return at::zeros({rows, inputs}, at::TensorOptions(at::kDouble));
}

}  // namespace

Points after_noise(System& system, const Points& starts, const NoiseCourse& course,
                   RandomStream& random, const std::function<void()>& between_bins) {
  const c10::AutoGradMode no_gradient(false);
  Tensor states = tensor_of(starts);
  for (std::int64_t bin = 0; bin < course.noise_bins + course.quiet_bins; ++bin) {
    if (between_bins) between_bins();
    states =
        system.step(bin < course.noise_bins ? inputs_of(starts.rows(), course.deviation, random)
                                            : no_inputs(starts.rows(), system.input_dim()),
                    states);
  }
  return points_of(states);
}

std::vector<Eigen::Index> basins_of(System& system, Points states, const Points& points,
                                    double near, std::int64_t most_bins) {
  const c10::AutoGradMode no_gradient(false);
  std::vector<Eigen::Index> basins(static_cast<std::size_t>(states.rows()), -1);
  if (points.rows() == 0) return basins;
  const Tensor quiet = no_inputs(states.rows(), system.input_dim());
  for (std::int64_t bin = 0;; ++bin) {
    if (bin % bins_between_looks == 0 || bin == most_bins) {
      for (Eigen::Index i = 0; i < states.rows(); ++i) {
        Eigen::Index nearest = 0;
        const double distance =
            (points.rowwise() - states.row(i)).rowwise().norm().minCoeff(&nearest);
        auto& basin = basins[static_cast<std::size_t>(i)];
        if (basin < 0 && distance <= near) basin = nearest;
      }
      const bool all = std::none_of(basins.begin(), basins.end(), [](auto b) { return b < 0; });
      if (all || bin == most_bins) return basins;
    }
    states = points_of(system.step(quiet, tensor_of(states)));
  }
}

Eigen::VectorXd shares_of(const std::vector<Eigen::Index>& basins, Eigen::Index points) {
  Eigen::VectorXd shares = Eigen::VectorXd::Zero(points + 1);
  for (const auto basin : basins) shares[basin < 0 ? points : basin] += 1;
  return basins.empty() ? shares : shares / static_cast<double>(basins.size());
}

}  // namespace npd::dynamics
