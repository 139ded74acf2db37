#include "dynamics/root_search.hpp"

#include <Eigen/Cholesky>
#include <Eigen/LU>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <utility>
#include <vector>

namespace npd::dynamics {
namespace {

using Rows = std::vector<Eigen::Index>;

constexpr int most_iterations = 200;
constexpr double solved = 1e-30;       // q of a zero, to rounding
constexpr double least_step = 1e-15;   // of the largest coordinate
constexpr double least_slope = 1e-16;  // of q

Rows all_rows(Eigen::Index count) {
  Rows rows(static_cast<std::size_t>(count));
  std::iota(rows.begin(), rows.end(), 0);
  return rows;
}

double half_square(const Points& r, Eigen::Index i) { return 0.5 * r.row(i).squaredNorm(); }

/// M^-1 r; of a singular M nearly so.
Eigen::VectorXd newton_step(const Matrices::ConstView& slope, const Eigen::VectorXd& r) {
  Eigen::VectorXd step = slope.partialPivLu().solve(r);
  if (step.allFinite()) return step;
  Eigen::MatrixXd shifted = slope;
  shifted.diagonal().array() += 1e-12;
  return shifted.partialPivLu().solve(r);
}

/// What both methods know of every start: where it is, r, q and M there.
struct Search {
  const FrozenMap& map;
  Points g, r;
  Eigen::VectorXd q;
  Matrices m;

  Search(const FrozenMap& frozen, Points starts)
      : map(frozen),
        g(std::move(starts)),
        r(map.residual(g)),
        q(0.5 * r.rowwise().squaredNorm()),
        m(map.slopes(g)) {}

  /// Puts starts where a trial has been; M is of the place before until update_slopes.
  void move(Eigen::Index start, const Points& to, const Points& residual, Eigen::Index row) {
    g.row(start) = to.row(row);
    r.row(start) = residual.row(row);
    q(start) = half_square(residual, row);
  }

  void update_slopes(const Rows& moved) {
    const auto there = map.slopes(rows_of(g, moved));
    for (std::size_t i = 0; i < moved.size(); ++i) {
      m[moved[i]] = there[static_cast<Eigen::Index>(i)];
    }
  }
};

class LevenbergMarquardt {
 public:
  LevenbergMarquardt(const FrozenMap& map, Points starts)
      : search_(map, std::move(starts)),
        damping_(static_cast<std::size_t>(search_.g.rows())),
        active_(all_rows(search_.g.rows())) {
    for (const auto start : active_) {
      const Eigen::VectorXd columns = std::as_const(search_.m)[start].colwise().squaredNorm();
      of(start).mu = 1e-3 * columns.maxCoeff();
    }
  }

  bool done() const { return active_.empty(); }

  void iterate() {
    Points trials(static_cast<Eigen::Index>(active_.size()), search_.g.cols());
    Rows going;
    for (const auto start : active_) {
      if (!propose(start)) continue;
      trials.row(static_cast<Eigen::Index>(going.size())) =
          search_.g.row(start) + of(start).step.transpose();
      going.push_back(start);
    }
    active_ = going;
    if (active_.empty()) return;
    trials.conservativeResize(static_cast<Eigen::Index>(going.size()), Eigen::NoChange);
    judge(trials, search_.map.residual(trials));
  }

  Points ends() && { return std::move(search_.g); }

 private:
  struct Damping {
    double mu = 0, nu = 2, promised = 0;
    Eigen::VectorXd step;
  };
  Damping& of(Eigen::Index start) { return damping_[static_cast<std::size_t>(start)]; }

  /// The next step of a start; false: it has arrived somewhere.
  bool propose(Eigen::Index start) {
    auto& d = of(start);
    if (search_.q(start) <= solved || d.mu > 1e18) return false;
    const auto m = std::as_const(search_.m)[start];
    const Eigen::VectorXd slope = m.transpose() * search_.r.row(start).transpose();
    if (slope.cwiseAbs().maxCoeff() <= least_slope) return false;
    Eigen::MatrixXd h = m.transpose() * m;
    h.diagonal().array() += d.mu;
    d.step = -h.llt().solve(slope);
    if (!d.step.allFinite()) return false;
    d.promised = 0.5 * d.step.dot(d.mu * d.step - slope);
    return d.step.cwiseAbs().maxCoeff() >
           least_step * (1 + search_.g.row(start).cwiseAbs().maxCoeff());
  }

  /// Takes the steps that go down, and sets the damping of all.
  void judge(const Points& trials, const Points& residual) {
    Rows moved;
    for (std::size_t i = 0; i < active_.size(); ++i) {
      const auto row = static_cast<Eigen::Index>(i);
      auto& d = of(active_[i]);
      const double q = half_square(residual, row), before = search_.q(active_[i]);
      if (!(q < before)) {
        d.mu *= d.nu;
        d.nu *= 2;
        continue;
      }
      const double gain = (before - q) / d.promised;
      d.mu *= std::max(1.0 / 3, 1 - std::pow(2 * gain - 1, 3));
      d.nu = 2;
      search_.move(active_[i], trials, residual, row);
      moved.push_back(active_[i]);
    }
    search_.update_slopes(moved);
  }

  Search search_;
  std::vector<Damping> damping_;
  Rows active_;
};

class DampedNewton {
 public:
  DampedNewton(const FrozenMap& map, Points starts)
      : search_(map, std::move(starts)), active_(all_rows(search_.g.rows())) {}

  bool done() const { return active_.empty(); }

  void iterate() {
    std::erase_if(active_, [&](Eigen::Index start) { return search_.q(start) <= solved; });
    steps_.resize(static_cast<Eigen::Index>(active_.size()), search_.g.cols());
    for (std::size_t i = 0; i < active_.size(); ++i) {
      const auto start = active_[i];
      steps_.row(static_cast<Eigen::Index>(i)) =
          -newton_step(std::as_const(search_.m)[start], search_.r.row(start).transpose())
               .transpose();
    }
    Rows moved = halve_until_down();
    search_.update_slopes(moved);
    active_ = std::move(moved);
  }

  Points ends() && { return std::move(search_.g); }

 private:
  /// Moves the starts whose q falls along some fraction of their step. \return those
  Rows halve_until_down() {
    constexpr int halvings = 30;
    Rows moved, waiting = all_rows(static_cast<Eigen::Index>(active_.size()));
    double t = 1;
    for (int halving = 0; halving <= halvings && !waiting.empty(); ++halving, t /= 2) {
      Rows starts;
      for (const auto i : waiting) starts.push_back(active_[static_cast<std::size_t>(i)]);
      const Points trials = rows_of(search_.g, starts) + t * rows_of(steps_, waiting);
      const Points residual = search_.map.residual(trials);
      Rows still;
      for (std::size_t i = 0; i < starts.size(); ++i) {
        const auto row = static_cast<Eigen::Index>(i);
        if (half_square(residual, row) <= (1 - 1e-4 * t) * search_.q(starts[i])) {
          search_.move(starts[i], trials, residual, row);
          moved.push_back(starts[i]);
        } else {
          still.push_back(waiting[i]);
        }
      }
      waiting = std::move(still);
    }
    std::sort(moved.begin(), moved.end());
    return moved;
  }

  Search search_;
  Points steps_;  // of the active starts
  Rows active_;
};

template <class Method>
Points search(const FrozenMap& map, Points starts, const BetweenIterations& between) {
  Method method(map, std::move(starts));
  for (int i = 0; i < most_iterations && !method.done(); ++i) {
    if (between) between();
    method.iterate();
  }
  return std::move(method).ends();
}

/// Full Newton steps, each kept only if |r|_1 falls and it is short.
void polish(const FrozenMap& map, Points& g) {
  constexpr int steps = 6;
  constexpr double longest = 1e-3;
  Search search(map, std::move(g));
  auto active = all_rows(search.g.rows());
  for (int i = 0; i < steps && !active.empty(); ++i) {
    Points trials = rows_of(search.g, active);
    for (std::size_t k = 0; k < active.size(); ++k) {
      trials.row(static_cast<Eigen::Index>(k)) -=
          newton_step(std::as_const(search.m)[active[k]], search.r.row(active[k]).transpose())
              .transpose();
    }
    const Points residual = map.residual(trials);
    Rows moved;
    for (std::size_t k = 0; k < active.size(); ++k) {
      const auto row = static_cast<Eigen::Index>(k);
      const bool is_short = (trials.row(row) - search.g.row(active[k])).norm() < longest;
      if (!is_short || !(residual.row(row).lpNorm<1>() < search.r.row(active[k]).lpNorm<1>())) {
        continue;
      }
      search.move(active[k], trials, residual, row);
      moved.push_back(active[k]);
    }
    search.update_slopes(moved);
    active = std::move(moved);
  }
  g = std::move(search.g);
}

}  // namespace

Points levenberg_marquardt(const FrozenMap& map, Points starts, const BetweenIterations& between) {
  Points ends = search<LevenbergMarquardt>(map, std::move(starts), between);
  polish(map, ends);
  return ends;
}

Points damped_newton(const FrozenMap& map, Points starts, const BetweenIterations& between) {
  return search<DampedNewton>(map, std::move(starts), between);
}

}  // namespace npd::dynamics
