#include "residual/folds.hpp"

#include <algorithm>
#include <cstddef>

namespace npd::residual {

Folds random_folds(Eigen::Index trials, Eigen::Index count, RandomStream& random) {
  Folds folds(static_cast<std::size_t>(trials));
  const auto order = random.permutation(trials);
  for (std::size_t i = 0; i < order.size(); ++i) {
    folds[static_cast<std::size_t>(order[i])] = static_cast<std::int64_t>(i) * count / trials;
  }
  return folds;
}

Eigen::Index count_of(const Folds& folds) {
  return 1 + *std::max_element(folds.begin(), folds.end());
}

TrialList inside(const Folds& folds, std::int64_t part) {
  TrialList trials;
  for (std::size_t i = 0; i < folds.size(); ++i) {
    if (folds[i] == part) trials.push_back(static_cast<Eigen::Index>(i));
  }
  return trials;
}

TrialList outside(const Folds& folds, std::int64_t part) {
  TrialList trials;
  for (std::size_t i = 0; i < folds.size(); ++i) {
    if (folds[i] != part) trials.push_back(static_cast<Eigen::Index>(i));
  }
  return trials;
}

std::vector<bool> ErrorCurve::is_valid(Criterion criterion) const {
  Eigen::Index best = 0;
  const double least = mean.minCoeff(&best);
  const double more = criterion == Criterion::least        ? 0
                      : criterion == Criterion::within_sem ? sem()(best)
                                                           : spread(best);
  std::vector<bool> valid;
  for (const double m : mean) valid.push_back(m <= least + more);
  return valid;
}

ErrorCurve curve_of(const Eigen::MatrixXd& errors) {
  ErrorCurve curve{errors.rowwise().mean(), Eigen::VectorXd::Zero(errors.rows()), errors.cols()};
  if (errors.cols() > 1) {
    const Eigen::MatrixXd apart = errors.colwise() - curve.mean;
    curve.spread =
        (apart.rowwise().squaredNorm() / static_cast<double>(errors.cols() - 1)).cwiseSqrt();
  }
  return curve;
}

}  // namespace npd::residual
