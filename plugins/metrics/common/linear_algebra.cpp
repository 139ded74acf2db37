#include "common/linear_algebra.hpp"

#include <Eigen/Eigenvalues>
#include <Eigen/QR>
#include <Eigen/SVD>

#include <algorithm>

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
  const ColumnPair small = condense(x, y);
  const SingularValues svd = decompose(small.x);
  const Index rank = svd.rank();
  const Eigen::VectorXd inverse = svd.values.head(rank).cwiseInverse();
  const MatrixXd weights =
      svd.v.leftCols(rank) * (inverse.asDiagonal() * (svd.u.leftCols(rank).transpose() * small.y));
  return {column_means(x), column_means(y), weights};
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
  return {column_means(x), column_means(y), weights};
}

Deviations::Deviations(const RowsRef& target)
    : means_(column_means(target)),
      residual_(Eigen::RowVectorXd::Zero(target.cols())),
      total_(residual_) {}

void Deviations::add(const RowsRef& target, const RowsRef& prediction) {
  residual_ += (target - prediction).colwise().squaredNorm();
  total_ += (target.rowwise() - means_).colwise().squaredNorm();
}

std::vector<double> Deviations::r_squared_of_columns() const {
  std::vector<double> columns;
  for (Index j = 0; j < means_.size(); ++j) {
    const bool varies = total_(j) > 0;
    columns.push_back(varies ? 1 - residual_(j) / total_(j) : residual_(j) == 0 ? 1 : 0);
  }
  return columns;
}

double Deviations::r_squared() const {
  double sum = 0;
  for (const double column : r_squared_of_columns()) sum += column;
  return sum / static_cast<double>(means_.size());
}

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
