#include "dynamics/slow_points.hpp"

#include "dynamics/spectrum.hpp"

#include <Eigen/Eigenvalues>
#include <Eigen/SVD>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

namespace npd::dynamics {
namespace {

constexpr int newton_steps = 12;
constexpr Eigen::Index fewest_points = 8;  // of a line

/// The step along directions that return fast enough.
Eigen::VectorXd truncated_step(const Eigen::MatrixXd& slope, const Eigen::VectorXd& r,
                               double least) {
  const Eigen::JacobiSVD<Eigen::MatrixXd> svd(slope, Eigen::ComputeFullU | Eigen::ComputeFullV);
  Eigen::VectorXd along = svd.matrixU().transpose() * r;
  for (Eigen::Index i = 0; i < along.size(); ++i) {
    const double s = svd.singularValues()(i);
    along(i) = s > least ? along(i) / s : 0;
  }
  return svd.matrixV() * along;
}

/// Those that are far from all slower ones.
Points thinned(const Points& points, const Eigen::VectorXd& times, double distance) {
  std::vector<Eigen::Index> order(static_cast<std::size_t>(points.rows())), kept;
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](Eigen::Index a, Eigen::Index b) { return times(a) > times(b); });
  for (const auto i : order) {
    const bool is_new = std::all_of(kept.begin(), kept.end(), [&](Eigen::Index k) {
      return (points.row(k) - points.row(i)).norm() > distance;
    });
    if (is_new) kept.push_back(i);
  }
  return rows_of(points, kept);
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

/// In the order of their first principal component.
Points along_first_component(const Points& points) {
  const Points centred = points.rowwise() - points.colwise().mean();
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> pca(centred.transpose() * centred);
  const Eigen::VectorXd score = centred * pca.eigenvectors().rightCols(1);
  std::vector<Eigen::Index> order(static_cast<std::size_t>(points.rows()));
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](Eigen::Index a, Eigen::Index b) { return score(a) < score(b); });
  return rows_of(points, order);
}

/// |cos| between a mode and the line at each point.
double alignment(const Eigen::VectorXcd& mode, const Point& tangent) {
  const double length = tangent.norm() * mode.norm();
  return length > 0 ? std::abs(mode.dot(tangent.transpose().cast<Complex>())) / length : 0;
}

}  // namespace

Eigen::VectorXd crossing_times(const FrozenMap& map, const Points& points,
                               const SlowOptions& options) {
  return options.spread * options.bin_s / map.residual(points).rowwise().norm().array();
}

Points slow_points(const FrozenMap& map, Points points, const SlowOptions& options,
                   const BetweenIterations& between) {
  const double least = 1 - std::exp(-options.bin_s / options.fast_s);
  for (int step = 0; step < newton_steps; ++step) {
    if (between) between();
    const Points r = map.residual(points);
    const auto slopes = map.slopes(points);
    for (Eigen::Index i = 0; i < points.rows(); ++i) {
      points.row(i) -= truncated_step(slopes[i], r.row(i).transpose(), least).transpose();
    }
  }
  const auto times = crossing_times(map, points, options);
  std::vector<Eigen::Index> slow;
  for (Eigen::Index i = 0; i < points.rows(); ++i) {
    if (times(i) >= options.slow_s) slow.push_back(i);
  }
  points = rows_of(points, slow);
  return thinned(points, crossing_times(map, points, options), options.same_point * options.spread);
}

LineTest test_for_line(const FrozenMap& map, const Points& points, const SlowOptions& options) {
  LineTest test;
  if (points.rows() < fewest_points || points.cols() < 2) return test;
  const Points line = along_first_component(points);
  const auto last = line.rows() - 1;
  std::vector<double> cosines, slowest, next;
  for (Eigen::Index i = 0; i <= last; ++i) {
    const auto modes = modes_of(map.derivatives(line.row(i)).state);
    const Point tangent =
        line.row(std::min(i + 1, last)) - line.row(std::max<Eigen::Index>(i - 1, 0));
    cosines.push_back(alignment(modes.right.col(0), tangent));
    slowest.push_back(std::abs(time_constant(modes.multipliers(0), options.bin_s)));
    next.push_back(std::abs(time_constant(modes.multipliers(1), options.bin_s)));
    if (i > 0) test.length += (line.row(i) - line.row(i - 1)).norm() / options.spread;
  }
  test.is_tested = true;
  test.alignment = median(cosines);
  test.slow_s = median(slowest);
  test.fast_s = median(next);
  test.is_line = test.length >= 0.5 && test.alignment >= 0.9 && test.slow_s >= options.slow_s &&
                 test.slow_s >= 10 * test.fast_s;
  return test;
}

}  // namespace npd::dynamics
