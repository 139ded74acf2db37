#include "dynamics/fixed_points.hpp"

#include <Eigen/LU>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace npd::dynamics {
namespace {

constexpr double largest_q = 1e-22;     // of a fixed point
constexpr double largest_error = 1e-6;  // of its place, in spreads

/// Where a search has ended, and what makes it a fixed point.
struct End {
  Eigen::Index row = 0;
  double q = 0, error = 0;
};

/// Sets apart the ends that are fixed points.
std::vector<End> fixed_ends(const FrozenMap& map, const Points& ends, double spread,
                            std::vector<Eigen::Index>& others) {
  const Points r = map.residual(ends);
  std::vector<Eigen::Index> near;
  for (Eigen::Index i = 0; i < ends.rows(); ++i) {
    const bool is_zero = 0.5 * r.row(i).squaredNorm() <= largest_q * std::max(1.0, spread * spread);
    (is_zero ? near : others).push_back(i);
  }
  const auto slopes = map.slopes(rows_of(ends, near));
  std::vector<End> fixed;
  for (std::size_t k = 0; k < near.size(); ++k) {
    const Eigen::VectorXd residual = r.row(near[k]).transpose();
    const Eigen::MatrixXd slope = slopes[static_cast<Eigen::Index>(k)];
    const double error = slope.partialPivLu().solve(residual).norm();
    if (error <= largest_error * spread) {
      fixed.push_back({near[k], 0.5 * residual.squaredNorm(), error});
    } else {
      others.push_back(near[k]);
    }
  }
  return fixed;
}

/// The best of each neighbourhood.
std::vector<FixedPoint> without_duplicates(const Points& ends, std::vector<End> fixed,
                                           double distance) {
  std::stable_sort(fixed.begin(), fixed.end(),
                   [](const End& a, const End& b) { return a.q < b.q; });
  std::vector<FixedPoint> kept;
  for (const auto& end : fixed) {
    const auto same = std::find_if(kept.begin(), kept.end(), [&](const FixedPoint& point) {
      return (point.state - ends.row(end.row)).norm() <= distance;
    });
    if (same != kept.end()) {
      ++same->hits;
    } else {
      FixedPoint point;
      point.state = ends.row(end.row);
      point.q = end.q;
      point.error = end.error;
      point.hits = 1;
      kept.push_back(std::move(point));
    }
  }
  return kept;
}

void add_derivatives(const FrozenMap& map, FixedPoint& point) {
  auto derivatives = map.derivatives(point.state);
  const auto n = point.state.size();
  const double determinant = (Eigen::MatrixXd::Identity(n, n) - derivatives.state).determinant();
  point.multipliers = sorted_eigenvalues(derivatives.state);
  point.index = determinant > 0 ? 1 : determinant < 0 ? -1 : 0;
  point.jacobian = std::move(derivatives.state);
  point.by_input = std::move(derivatives.input);
}

/// By coordinates rounded to 1e-6: copies of one point have one order, whatever their last digits.
bool comes_before(const FixedPoint& a, const FixedPoint& b) {
  const auto rounded = [](double x) { return std::llround(1e6 * x); };
  for (Eigen::Index i = 0; i < a.state.size(); ++i) {
    const auto x = rounded(a.state(i)), y = rounded(b.state(i));
    if (x != y) return x < y;
  }
  return false;
}

}  // namespace

Eigen::MatrixXd FixedPoint::response() const {
  const auto n = state.size();
  return (Eigen::MatrixXd::Identity(n, n) - jacobian).partialPivLu().solve(by_input);
}

int FoundPoints::index_sum() const {
  return std::accumulate(points.begin(), points.end(), 0,
                         [](int sum, const FixedPoint& point) { return sum + point.index; });
}

Eigen::Index FoundPoints::stable() const {
  return std::count_if(points.begin(), points.end(),
                       [](const FixedPoint& point) { return point.unstable() == 0; });
}

FoundPoints find_fixed_points(const FrozenMap& map, const Points& starts,
                              const SearchOptions& options, const BetweenIterations& between) {
  const Points ends =
      below(levenberg_marquardt(map, starts, between), damped_newton(map, starts, between));
  std::vector<Eigen::Index> others;
  auto fixed = fixed_ends(map, ends, options.spread, others);
  FoundPoints found;
  found.points = without_duplicates(ends, std::move(fixed), options.same_point * options.spread);
  for (auto& point : found.points) add_derivatives(map, point);
  std::sort(found.points.begin(), found.points.end(), comes_before);
  found.others = rows_of(ends, others);
  return found;
}

CompleteSearch find_all_fixed_points(const FrozenMap& map, const DrawStarts& draw,
                                     Eigen::Index count, const SearchOptions& options,
                                     const BetweenIterations& between) {
  constexpr int most_rounds = 4;
  CompleteSearch search;
  search.is_bounded = map.system().domain(tensor_of(map.input()).select(0, 0)).has_value();
  Points starts = draw(count);
  if (starts.rows() == 0) return search;
  for (int round = 0; round < most_rounds; ++round) {
    search.found = find_fixed_points(map, starts, options, between);
    search.starts = starts.rows();
    if (!search.is_incomplete()) break;
    if (round + 1 < most_rounds) starts = below(starts, draw(3 * starts.rows()));
  }
  return search;
}

DrawStarts starts_near(const Points& states, double noise, RandomStream& random) {
  const double width = noise * spread_of(states);
  return [&states, width, &random](Eigen::Index count) {
    Points starts(count, states.cols());
    for (Eigen::Index i = 0; i < count; ++i) {
      starts.row(i) = states.row(
          static_cast<Eigen::Index>(random.below(static_cast<std::uint64_t>(states.rows()))));
      if (i % 4 == 0) continue;
      for (Eigen::Index j = 0; j < states.cols(); ++j) starts(i, j) += width * random.normal();
    }
    return starts;
  };
}

}  // namespace npd::dynamics
