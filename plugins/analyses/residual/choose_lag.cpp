#include "residual/choose_lag.hpp"

#include "residual/two_stage.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>

namespace npd::residual {
namespace {

using Matrix = Eigen::MatrixXd;

/// Products of all bins of one segment with each other, sums over trials; everything that a first
/// stage of any lag and dimension needs.
class Products {
 public:
  Products(const Bins& x, const Matrix& basis) : dims_(basis.cols()) {
    const auto bins = static_cast<Eigen::Index>(x.size());
    Matrix all(x.front().rows(), bins * dims_);
    for (Eigen::Index t = 0; t < bins; ++t) {
      all.middleCols(t * dims_, dims_) = x[static_cast<std::size_t>(t)] * basis;
      totals_.push_back(x[static_cast<std::size_t>(t)].squaredNorm());
    }
    all_ = all.transpose() * all;
  }

  /// The bins before a bin with each other. (lag dim, lag dim)
  Matrix past(Eigen::Index t, const LagDimension& p) const {
    Matrix squares(p.lag * p.dimension, p.lag * p.dimension);
    for (Eigen::Index a = 0; a < p.lag; ++a) {
      for (Eigen::Index b = 0; b < p.lag; ++b) {
        squares.block(a * p.dimension, b * p.dimension, p.dimension, p.dimension) =
            all_.block((t - 1 - a) * dims_, (t - 1 - b) * dims_, p.dimension, p.dimension);
      }
    }
    return squares;
  }

  /// The bins before a bin with it. (lag dim, dim)
  Matrix with_past(Eigen::Index t, const LagDimension& p) const {
    Matrix products(p.lag * p.dimension, p.dimension);
    for (Eigen::Index a = 0; a < p.lag; ++a) {
      products.middleRows(a * p.dimension, p.dimension) =
          all_.block((t - 1 - a) * dims_, t * dims_, p.dimension, p.dimension);
    }
    return products;
  }

  /// |x_t|^2, in all recorded dimensions.
  double total(Eigen::Index t) const { return totals_[static_cast<std::size_t>(t)]; }

 private:
  Eigen::Index dims_;
  Matrix all_;
  std::vector<double> totals_;
};

/// Trains on some trials of a condition and tests on others. (grid), sums of squares
Eigen::VectorXd errors_of(const Bins& train, const Bins& test, const Matrix& basis,
                          const std::vector<LagDimension>& grid, Eigen::Index first) {
  const Products fitted(train, basis), tested(test, basis);
  Eigen::VectorXd errors = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(grid.size()));
  for (std::size_t i = 0; i < grid.size(); ++i) {
    for (Eigen::Index t = first; t < static_cast<Eigen::Index>(test.size()); ++t) {
      const Matrix b = solved(fitted.past(t, grid[i]), fitted.with_past(t, grid[i]));
      errors(static_cast<Eigen::Index>(i)) +=
          tested.total(t) - 2 * b.cwiseProduct(tested.with_past(t, grid[i])).sum() +
          b.cwiseProduct(tested.past(t, grid[i]) * b).sum();
    }
  }
  return errors;
}

/// Both less the mean over the trials that are trained on.
void centre(Bins& train, Bins& test) {
  for (std::size_t t = 0; t < train.size(); ++t) {
    const Eigen::RowVectorXd mean = train[t].colwise().mean();
    train[t].rowwise() -= mean;
    test[t].rowwise() -= mean;
  }
}

/// Mean squared errors of one condition in one fold. (grid)
Eigen::VectorXd fold_errors(const Segments& x, const TrialList& train, const TrialList& test,
                            const Matrix& basis, const std::vector<LagDimension>& grid,
                            Eigen::Index first) {
  const auto points = static_cast<Eigen::Index>(grid.size());
  if (test.empty() || train.empty()) {
    return Eigen::VectorXd::Constant(points, std::numeric_limits<double>::quiet_NaN());
  }
  Eigen::VectorXd sums = Eigen::VectorXd::Zero(points);
  double count = 0;
  for (const auto& segment : x) {
    if (static_cast<Eigen::Index>(segment.size()) <= first) continue;
    Bins fitted = some_trials(segment, train), tested = some_trials(segment, test);
    centre(fitted, tested);
    sums += errors_of(fitted, tested, basis, grid, first);
    count += static_cast<double>(test.size() * (segment.size() - static_cast<std::size_t>(first)));
  }
  return sums / count;
}

}  // namespace

std::vector<LagDimension> grid_of(const std::vector<Eigen::Index>& lags,
                                  const std::vector<Eigen::Index>& dimensions) {
  std::vector<LagDimension> grid;
  for (const auto lag : lags) {
    for (const auto dimension : dimensions) grid.push_back({lag, dimension});
  }
  return grid;
}

std::vector<Matrix> lag_errors(const std::vector<Segments>& conditions, const Ranks& ranks,
                               Eigen::Index order, const std::vector<LagDimension>& grid,
                               const std::vector<Folds>& folds,
                               const std::function<void()>& between) {
  Eigen::Index first = 0, most = 0, parts = 0;
  for (const auto& p : grid) {
    first = std::max(first, p.lag);
    most = std::max(most, p.dimension);
  }
  for (const auto& of_condition : folds) parts = std::max(parts, count_of(of_condition));
  std::vector<Matrix> errors(conditions.size(),
                             Matrix(static_cast<Eigen::Index>(grid.size()), parts));
  for (Eigen::Index k = 0; k < parts; ++k) {
    if (between) between();
    std::vector<Segments> train;
    for (std::size_t c = 0; c < conditions.size(); ++c) {
      train.push_back(some_trials(conditions[c], outside(folds[c], k)));
    }
    const Matrix all = dynamics_subspace(train, ranks, order).basis;
    const Matrix basis = all.leftCols(std::min(most, all.cols()));
    for (std::size_t c = 0; c < conditions.size(); ++c) {
      errors[c].col(k) =
          fold_errors(conditions[c], outside(folds[c], k), inside(folds[c], k), basis, grid, first);
    }
  }
  return errors;
}

Matrix known_folds(const Matrix& errors) {
  std::vector<Eigen::Index> known;
  for (Eigen::Index k = 0; k < errors.cols(); ++k) {
    if (errors.col(k).allFinite()) known.push_back(k);
  }
  return errors(Eigen::all, known);
}

LagDimension chosen_lag(const Matrix& errors, const std::vector<LagDimension>& grid) {
  const auto valid = curve_of(known_folds(errors)).is_valid(Criterion::within_sem);
  const LagDimension* best = nullptr;  // the first, if all errors are NaN
  for (std::size_t i = 0; i < grid.size(); ++i) {
    if (!valid[i]) continue;
    if (best == nullptr || grid[i].parameters() < best->parameters()) best = &grid[i];
  }
  return best == nullptr ? grid.front() : *best;
}

}  // namespace npd::residual
