#include "common/linear_algebra.hpp"

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

MatrixXd LinearMap::operator()(const MatrixXd& x) const {
  return ((x.rowwise() - x_mean) * weights).rowwise() + y_mean;
}

LinearMap least_squares(const MatrixXd& x, const MatrixXd& y) {
  const ColumnPair small = condense(x, y);
  Eigen::BDCSVD<MatrixXd> svd(small.x, Eigen::ComputeThinU | Eigen::ComputeThinV);
  svd.setThreshold(rank_tolerance);
  return {column_means(x), column_means(y), svd.solve(small.y)};
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
  const Eigen::BDCSVD<MatrixXd> svd(x, Eigen::ComputeThinV);
  return x * svd.matrixV().leftCols(std::min(dims, svd.matrixV().cols()));
}

}  // namespace npd::metrics
