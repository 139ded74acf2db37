#include "common/linear_algebra.hpp"

#include <Eigen/Eigenvalues>
#include <Eigen/QR>
#include <Eigen/SVD>

#include <algorithm>

namespace npd::metrics {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;

// The triangular R of A = QR. Tall matrices are factorised in slabs that stay in the cache.
MatrixXd triangular_factor(const MatrixXd& a) {
  const Index columns = a.cols();
  const Index slab = std::max<Index>(256, 4 * columns);
  MatrixXd r(0, columns);
  for (Index begin = 0; begin < a.rows(); begin += slab) {
    const Index rows = std::min(slab, a.rows() - begin);
    MatrixXd stacked(r.rows() + rows, columns);
    stacked << r, a.middleRows(begin, rows);
    const Eigen::HouseholderQR<MatrixXd> qr(stacked);
    const Index kept = std::min(stacked.rows(), columns);
    r = qr.matrixQR().topRows(kept).triangularView<Eigen::Upper>();
  }
  return r;
}

}  // namespace

Eigen::RowVectorXd column_means(const MatrixXd& x) {
  Eigen::RowVectorXd means = x.colwise().mean();
  for (Index j = 0; j < x.cols(); ++j) {
    if ((x.col(j).array() == x(0, j)).all()) means(j) = x(0, j);
  }
  return means;
}

ColumnPair condense(const MatrixXd& x, const MatrixXd& y) {
  MatrixXd both(x.rows(), x.cols() + y.cols());
  both << x.rowwise() - column_means(x), y.rowwise() - column_means(y);
  const MatrixXd r = triangular_factor(both);
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

MatrixXd LinearMap::operator()(const MatrixXd& x) const {
  return ((x.rowwise() - x_mean) * weights).rowwise() + y_mean;
}

LinearMap least_squares(const MatrixXd& x, const MatrixXd& y) {
  const ColumnPair small = condense(x, y);
  const SingularValues svd = decompose(small.x);
  const Index rank = svd.rank();
  const Eigen::VectorXd inverse = svd.values.head(rank).cwiseInverse();
  const MatrixXd weights =
      svd.v.leftCols(rank) * (inverse.asDiagonal() * (svd.u.leftCols(rank).transpose() * small.y));
  return {column_means(x), column_means(y), weights};
}

double r_squared(const MatrixXd& target, const MatrixXd& prediction) {
  const Eigen::RowVectorXd means = column_means(target);
  double sum = 0;
  for (Index j = 0; j < target.cols(); ++j) {
    const double residual = (target.col(j) - prediction.col(j)).squaredNorm();
    const double total = (target.col(j).array() - means(j)).square().sum();
    if (total > 0) {
      sum += 1 - residual / total;
    } else if (residual == 0) {
      sum += 1;
    }
  }
  return sum / static_cast<double>(target.cols());
}

MatrixXd principal_components(const MatrixXd& x, Index dims) {
  const MatrixXd v = decompose(x).v;
  return x * v.leftCols(std::min(dims, v.cols()));
}

}  // namespace npd::metrics
