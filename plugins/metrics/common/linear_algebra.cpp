#include "common/linear_algebra.hpp"

#include <Eigen/Eigenvalues>
#include <Eigen/QR>
#include <Eigen/SVD>

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

namespace npd::metrics {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;

// The triangular R of QR = [X, Y] with centred columns. Tall matrices are factorised in slabs that
// stay in the cache.
MatrixXd triangular_factor(const RowsRef& x, const RowsRef& y) {
  const Eigen::RowVectorXd x_means = column_means(x), y_means = column_means(y);
  const Index columns = x.cols() + y.cols();
  const Index slab = std::max<Index>(256, 4 * columns);
  MatrixXd r(0, columns);
  for (Index begin = 0; begin < x.rows(); begin += slab) {
    const Index rows = std::min(slab, x.rows() - begin);
    MatrixXd stacked(r.rows() + rows, columns);
    stacked << r, x.middleRows(begin, rows).rowwise() - x_means,
        y.middleRows(begin, rows).rowwise() - y_means;
    const Eigen::HouseholderQR<MatrixXd> qr(stacked);
    const Index kept = std::min(stacked.rows(), columns);
    r = qr.matrixQR().topRows(kept).triangularView<Eigen::Upper>();
  }
  return r;
}

LinearMap least_squares_without_gaps(const RowsRef& x, const RowsRef& y) {
  const ColumnPair small = condense(x, y);
  const SingularValues svd = decompose(small.x);
  const Index rank = svd.rank();
  const Eigen::VectorXd inverse = svd.values.head(rank).cwiseInverse();
  const MatrixXd weights =
      svd.v.leftCols(rank) * (inverse.asDiagonal() * (svd.u.leftCols(rank).transpose() * small.y));
  return {column_means(x), column_means(y), weights, rank, x.rows()};
}

/// The columns that are known in the same rows, by those rows.
std::map<std::vector<Index>, std::vector<Index>> columns_by_rows(const RowsRef& y) {
  std::map<std::vector<Index>, std::vector<Index>> groups;
  for (Index j = 0; j < y.cols(); ++j) {
    std::vector<Index> rows;
    for (Index i = 0; i < y.rows(); ++i) {
      if (!std::isnan(y(i, j))) rows.push_back(i);
    }
    groups[rows].push_back(j);
  }
  return groups;
}

/// What is not known adds nothing.
Rows without_nan(const Rows& x) { return x.array().isNaN().select(0.0, x); }

}  // namespace

Eigen::RowVectorXd column_means(const RowsRef& x) {
  Eigen::RowVectorXd means = x.colwise().mean();
  for (Index j = 0; j < x.cols(); ++j) {
    if ((x.col(j).array() == x(0, j)).all()) means(j) = x(0, j);
  }
  return means;
}

ColumnPair condense(const RowsRef& x, const RowsRef& y) {
  const MatrixXd r = triangular_factor(x, y);
  return {r.leftCols(x.cols()), r.rightCols(y.cols())};
}

Index SingularValues::rank() const {
  return values.size() == 0 ? 0 : (values.array() > rank_tolerance * values(0)).count();
}

SingularValues decompose(const MatrixXd& x) {
  const Eigen::JacobiSVD<MatrixXd> svd(x, Eigen::ComputeThinU | Eigen::ComputeThinV);
  return {svd.matrixU(), svd.singularValues(), svd.matrixV()};
}

SymmetricEigenvalues decompose_symmetric(const MatrixXd& s) {
  const Eigen::SelfAdjointEigenSolver<MatrixXd> eigen(s);
  return {eigen.eigenvalues(), eigen.eigenvectors()};
}

Rows LinearMap::operator()(const RowsRef& x) const {
  return ((x.rowwise() - x_mean) * weights).rowwise() + y_mean;
}

LinearMap least_squares(const RowsRef& x, const RowsRef& y) {
  if (!y.hasNaN()) return least_squares_without_gaps(x, y);
  LinearMap map{column_means(x), Eigen::RowVectorXd::Zero(y.cols()),
                MatrixXd::Zero(x.cols(), y.cols()), 0, x.rows()};
  for (const auto& [rows, columns] : columns_by_rows(y)) {
    if (rows.empty()) continue;
    const Rows known_x = x(rows, Eigen::all), known_y = y(rows, columns);
    const LinearMap part = least_squares_without_gaps(known_x, known_y);
    map.weights(Eigen::all, columns) = part.weights;
    map.y_mean(columns) = part.y_mean + (map.x_mean - part.x_mean) * part.weights;
    map.rank = std::max(map.rank, part.rank);
    map.samples = std::min(map.samples, part.samples);
  }
  return map;
}

LinearMap ridge(const RowsRef& x, const RowsRef& y, double penalty) {
  const ColumnPair small = condense(x, y);
  const SingularValues svd = decompose(small.x);
  const Index rank = svd.rank();
  const double shrinkage = penalty * svd.values.squaredNorm() / static_cast<double>(x.cols());
  const Eigen::ArrayXd kept = svd.values.head(rank).array();
  const Eigen::VectorXd gains = kept / (kept.square() + shrinkage);
  const MatrixXd weights =
      svd.v.leftCols(rank) * (gains.asDiagonal() * (svd.u.leftCols(rank).transpose() * small.y));
  return {column_means(x), column_means(y), weights, rank, x.rows()};
}

Deviations::Deviations(const RowsRef& target)
    : means_(column_means(target)),
      residual_(Eigen::RowVectorXd::Zero(target.cols())),
      total_(residual_),
      known_(decltype(known_)::Constant(target.cols(), true)) {
  for (Index j = 0; target.hasNaN() && j < target.cols(); ++j) {
    double sum = 0, count = 0;
    for (const double value : target.col(j)) {
      if (std::isnan(value)) continue;
      sum += value;
      count += 1;
    }
    known_(j) = count > 0;
    means_(j) = count > 0 ? sum / count : 0;
  }
}

void Deviations::add(const RowsRef& target, const RowsRef& prediction) {
  if (target.hasNaN()) {
    residual_ += without_nan(target - prediction).colwise().squaredNorm();
    total_ += without_nan(target.rowwise() - means_).colwise().squaredNorm();
    return;
  }
  residual_ += (target - prediction).colwise().squaredNorm();
  total_ += (target.rowwise() - means_).colwise().squaredNorm();
}

std::vector<double> Deviations::r_squared_of_columns() const {
  std::vector<double> columns;
  for (Index j = 0; j < means_.size(); ++j) {
    if (!known_(j)) continue;
    const bool varies = total_(j) > 0;
    columns.push_back(varies ? 1 - residual_(j) / total_(j) : residual_(j) == 0 ? 1 : 0);
  }
  return columns;
}

double Deviations::r_squared() const {
  double sum = 0;
  const auto columns = r_squared_of_columns();
  for (const double column : columns) sum += column;
  return sum / static_cast<double>(columns.size());
}

Index Deviations::constant() const { return (known_ && (total_.array() <= 0)).count(); }

double r_squared(const RowsRef& target, const RowsRef& prediction) {
  Deviations deviations(target);
  deviations.add(target, prediction);
  return deviations.r_squared();
}

MatrixXd principal_components(const MatrixXd& x, Index dims) {
  const MatrixXd v = decompose(x).v;
  return x * v.leftCols(std::min(dims, v.cols()));
}

}  // namespace npd::metrics
