#include "dynamics/affine_map.hpp"

#include <Eigen/QR>
#include <Eigen/SVD>

#include <algorithm>
#include <limits>
#include <vector>

namespace npd::dynamics {
namespace {

constexpr double rank_tolerance = 1e-13;  // of singular values, relative to the largest

std::vector<Eigen::Index> known_rows(const Points& x, const Points& y) {
  std::vector<Eigen::Index> rows;
  for (Eigen::Index i = 0; i < x.rows(); ++i) {
    if (x.row(i).allFinite() && y.row(i).allFinite()) rows.push_back(i);
  }
  return rows;
}

/// The pseudo-inverse of centred x times y. X = Q R first, so that the singular values are of a
/// small matrix and no square is taken.
Eigen::MatrixXd least_norm_weights(const Points& x, const Points& y) {
  const Eigen::MatrixXd columns = x;
  const Eigen::HouseholderQR<Eigen::MatrixXd> qr(columns);
  const auto n = std::min(columns.rows(), columns.cols());
  const Eigen::MatrixXd r = qr.matrixQR().topRows(n).template triangularView<Eigen::Upper>();
  const Eigen::MatrixXd turned = (qr.householderQ().transpose() * y).topRows(n);
  Eigen::JacobiSVD<Eigen::MatrixXd> svd(r, Eigen::ComputeThinU | Eigen::ComputeThinV);
  svd.setThreshold(rank_tolerance);
  return svd.solve(turned);
}

}  // namespace

AffineMap fit_affine_map(const Points& all_x, const Points& all_y) {
  const auto rows = known_rows(all_x, all_y);
  const Points x = rows_of(all_x, rows), y = rows_of(all_y, rows);
  const Point x_mean = x.colwise().mean(), y_mean = y.colwise().mean();
  AffineMap map;
  map.weights = least_norm_weights(x.rowwise() - x_mean, y.rowwise() - y_mean);
  map.offset = y_mean - x_mean * map.weights;
  const double total = (y.rowwise() - y_mean).squaredNorm();
  map.r2 =
      total > 0 ? 1 - (map(x) - y).squaredNorm() / total : std::numeric_limits<double>::quiet_NaN();
  return map;
}

}  // namespace npd::dynamics
