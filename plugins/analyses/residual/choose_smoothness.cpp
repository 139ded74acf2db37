#include "residual/choose_smoothness.hpp"

#include "residual/two_stage.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>

namespace npd::residual {
namespace {

using Matrix = Eigen::MatrixXd;

/// What the second stage of one segment knows of each fold.
std::vector<SecondStageSums> sums_of_folds(const Bins& predicted, const Bins& z,
                                           const Folds& folds) {
  std::vector<SecondStageSums> sums;
  for (Eigen::Index k = 0; k < count_of(folds); ++k) {
    const auto trials = inside(folds, k);
    sums.push_back(second_stage_sums(some_trials(predicted, trials), some_trials(z, trials)));
  }
  return sums;
}

/// Errors of one segment, sums of squares. (grid, fold)
Matrix segment_errors(const std::vector<SecondStageSums>& parts, const std::vector<double>& grid) {
  SecondStageSums all;
  for (const auto& part : parts) all += part;
  Matrix errors(static_cast<Eigen::Index>(grid.size()), static_cast<Eigen::Index>(parts.size()));
  for (std::size_t k = 0; k < parts.size(); ++k) {
    SecondStageSums others = all;
    others -= parts[k];
    for (std::size_t i = 0; i < grid.size(); ++i) {
      errors(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(k)) =
          squared_error(parts[k], smooth_maps(others, grid[i]));
    }
  }
  return errors;
}

Eigen::RowVectorXd sizes_of(const Folds& folds) {
  Eigen::RowVectorXd sizes(count_of(folds));
  for (Eigen::Index k = 0; k < sizes.size(); ++k) {
    sizes(k) = static_cast<double>(inside(folds, k).size());
  }
  return sizes;
}

}  // namespace

std::vector<Matrix> smoothness_errors(const Segments& z, Eigen::Index lag,
                                      const std::vector<double>& grid,
                                      const std::vector<Folds>& folds,
                                      const std::function<void()>& between) {
  std::vector<Bins> predicted;
  double entries = 0;  // of a trial
  for (const auto& segment : z) {
    predicted.push_back(first_stage(segment, lag).predicted);
    entries += static_cast<double>(dims_of(z)) * static_cast<double>(predicted.back().size() - 1);
  }
  std::vector<Matrix> errors;
  for (const auto& parts : folds) {
    if (between) between();
    Matrix sums = Matrix::Zero(static_cast<Eigen::Index>(grid.size()), count_of(parts));
    for (std::size_t s = 0; s < z.size(); ++s) {
      sums += segment_errors(sums_of_folds(predicted[s], z[s], parts), grid);
    }
    errors.push_back(sums * (sizes_of(parts) * entries).cwiseInverse().asDiagonal());
  }
  return errors;
}

Matrix means_over_folds(const std::vector<Matrix>& errors) {
  Matrix means(errors.front().rows(), static_cast<Eigen::Index>(errors.size()));
  for (std::size_t k = 0; k < errors.size(); ++k) {
    means.col(static_cast<Eigen::Index>(k)) = errors[k].rowwise().mean();
  }
  return means;
}

ChosenSmoothness chosen_smoothness(const std::vector<Matrix>& errors,
                                   const std::vector<double>& grid) {
  const auto valid = curve_of(means_over_folds(errors)).is_valid(Criterion::within_spread);
  ChosenSmoothness chosen{0, std::numeric_limits<double>::infinity()};
  for (std::size_t i = 0; i < grid.size(); ++i) {
    if (!valid[i]) continue;
    chosen.largest = std::max(chosen.largest, grid[i]);
    chosen.smallest = std::min(chosen.smallest, grid[i]);
  }
  return chosen;
}

}  // namespace npd::residual
