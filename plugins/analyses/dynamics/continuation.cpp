#include "dynamics/continuation.hpp"

#include "dynamics/spectrum.hpp"

#include <Eigen/LU>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace npd::dynamics {
namespace {

constexpr double shortest_step = 1e-9;
constexpr double converged = 1e-13;  // of a correction, in spreads
constexpr int corrections = 10;
constexpr int bisections = 50;
constexpr double same_event = 1e-6;   // in s and in spreads
constexpr double same_branch = 1e-6;  // in spreads

/// A point (g / spread, s) and the branch through it.
struct Place {
  Eigen::VectorXd y, tangent;
  double determinant = 0;  ///< of J - I
  Eigen::Index unstable = 0;
  bool is_complex = false;  ///< whether the leading eigenvalue is
};

/// The equations r(g, s) = 0 in scaled coordinates.
class Curve {
 public:
  Curve(System& system, InputLine line, double spread)
      : system_(system), line_(std::move(line)), spread_(spread) {}

  Eigen::Index dim() const { return system_.state_dim(); }
  Point state(const Eigen::VectorXd& y) const { return spread_ * y.head(dim()).transpose(); }
  Eigen::VectorXd place(const Point& state, double s) const {
    Eigen::VectorXd y(dim() + 1);
    y << state.transpose() / spread_, s;
    return y;
  }

  /// r / spread and its derivatives (state, state + 1).
  std::pair<Eigen::VectorXd, Eigen::MatrixXd> linearised(const Eigen::VectorXd& y) const {
    const auto n = dim();
    const FrozenMap map(system_, line_.at(y(n)));
    const Point g = state(y);
    const auto derivatives = map.derivatives(g);
    Eigen::MatrixXd slope(n, n + 1);
    slope.leftCols(n) = derivatives.state - Eigen::MatrixXd::Identity(n, n);
    slope.col(n) = derivatives.input * (line_.to - line_.from).transpose() / spread_;
    return {map.residual(g).row(0).transpose() / spread_, slope};
  }

  /// The point near y whose distance along the tangent is that of y, or nothing.
  std::optional<Eigen::VectorXd> corrected(Eigen::VectorXd y,
                                           const Eigen::VectorXd& tangent) const {
    const auto n = dim();
    const Eigen::VectorXd predicted = y;
    for (int i = 0; i < corrections; ++i) {
      const auto [r, slope] = linearised(y);
      Eigen::VectorXd error(n + 1);
      error << r, tangent.dot(y - predicted);
      const Eigen::VectorXd step = bordered(slope, tangent).partialPivLu().solve(error);
      if (!step.allFinite()) return std::nullopt;
      y -= step;
      if (step.norm() <= converged * (1 + y.norm())) return y;
    }
    return std::nullopt;
  }

  /// \param along  a direction that the tangent goes with
  Place examined(const Eigen::VectorXd& y, const Eigen::VectorXd& along) const {
    const auto n = dim();
    const auto [r, slope] = linearised(y);
    Place place;
    place.y = y;
    Eigen::VectorXd one = Eigen::VectorXd::Zero(n + 1);
    one(n) = 1;
    place.tangent = bordered(slope, along).partialPivLu().solve(one).normalized();
    const Eigen::MatrixXd m = slope.leftCols(n);
    place.determinant = m.determinant();
    const auto mu = sorted_eigenvalues(m + Eigen::MatrixXd::Identity(n, n));
    place.unstable = unstable_directions(mu);
    place.is_complex = n > 0 && mu(0).imag() != 0;
    return place;
  }

  /// The point at arc length h from a place, or nothing.
  std::optional<Place> at(const Place& from, double h) const {
    const auto y = corrected(from.y + h * from.tangent, from.tangent);
    if (!y) return std::nullopt;
    return examined(*y, from.tangent);
  }

 private:
  static Eigen::MatrixXd bordered(const Eigen::MatrixXd& slope, const Eigen::VectorXd& last) {
    Eigen::MatrixXd matrix(slope.cols(), slope.cols());
    matrix << slope, last.transpose();
    return matrix;
  }

  System& system_;
  InputLine line_;
  double spread_;
};

double rising(const Place& place) { return place.tangent(place.tangent.size() - 1); }

/// What happens between two places, or nothing.
std::optional<Bifurcation> between_places(const Place& a, const Place& b) {
  const bool determinant_changes = a.determinant * b.determinant < 0;
  if (determinant_changes) {
    return rising(a) * rising(b) < 0 ? Bifurcation::fold : Bifurcation::branch_point;
  }
  const bool pair_crosses =
      std::abs(a.unstable - b.unstable) == 2 && (a.is_complex || b.is_complex);
  return pair_crosses ? std::optional(Bifurcation::hopf) : std::nullopt;
}

bool is_behind(Bifurcation kind, const Place& from, const Place& place) {
  switch (kind) {
    case Bifurcation::fold:
      return rising(from) * rising(place) < 0;
    case Bifurcation::branch_point:
      return from.determinant * place.determinant < 0;
    case Bifurcation::hopf:
      break;
  }
  return from.unstable != place.unstable;
}

Event located(const Curve& curve, Bifurcation kind, const Place& from, double h) {
  double before = 0, behind = h;
  Eigen::VectorXd y = from.y;
  for (int i = 0; i < bisections && behind - before > 1e-15; ++i) {
    const double middle = (before + behind) / 2;
    const auto place = curve.at(from, middle);
    if (!place) break;  // at a branch point itself the equations are singular
    y = place->y;
    (is_behind(kind, from, *place) ? behind : before) = middle;
  }
  return {kind, y(curve.dim()), curve.state(y)};
}

/// A branch from one point on in one direction.
class Follower {
 public:
  Follower(const Curve& curve, const ContinuationOptions& options)
      : curve_(curve), options_(options) {}

  Branch follow(const Place& start, const BetweenIterations& between) const {
    Branch branch;
    add(branch, start);
    Place here = start;
    double h = options_.longest_step / 4;
    for (int i = 0; i < options_.most_steps; ++i) {
      if (between) between();
      const auto next = step(here, h);
      if (!next) break;
      if (const auto kind = between_places(here, *next)) {
        branch.events.push_back(located(curve_, *kind, here, h));
      }
      here = *next;
      add(branch, here);
      const double s = here.y(curve_.dim());
      if (s < 0 || s > 1) break;
      if (i > 10 && (here.y - start.y).norm() < h) break;  // around
      h = std::min(1.3 * h, options_.longest_step);
    }
    return branch;
  }

 private:
  /// The next place, at a distance that is made shorter until the branch hardly turns.
  std::optional<Place> step(const Place& here, double& h) const {
    constexpr double least_cosine = 0.98;
    for (; h >= shortest_step; h /= 2) {
      auto next = curve_.at(here, h);
      if (next && next->tangent.dot(here.tangent) >= least_cosine) return next;
    }
    return std::nullopt;
  }

  void add(Branch& branch, const Place& place) const {
    branch.points.push_back({place.y(curve_.dim()), curve_.state(place.y), place.unstable});
  }

  const Curve& curve_;
  const ContinuationOptions& options_;
};

/// The exact point of a branch at s near a state, or nothing.
std::optional<Point> at_input(const Curve& curve, const Point& state, double s) {
  Eigen::VectorXd upwards = Eigen::VectorXd::Zero(curve.dim() + 1);
  upwards(curve.dim()) = 1;
  const auto y = curve.corrected(curve.place(state, s), upwards);
  if (!y) return std::nullopt;
  return curve.state(*y);
}

bool passes(const Curve& curve, const Branch& branch, const Point& state, double s, double spread) {
  for (std::size_t i = 1; i < branch.points.size(); ++i) {
    const auto &a = branch.points[i - 1], &b = branch.points[i];
    if ((a.s - s) * (b.s - s) > 0) continue;
    const double share = a.s == b.s ? 0 : (s - a.s) / (b.s - a.s);
    const Point near = a.state + share * (b.state - a.state);
    if ((near - state).norm() > 0.1 * spread) continue;
    const auto exact = at_input(curve, near, s);
    if (exact && (*exact - state).norm() <= same_branch * spread) return true;
  }
  return false;
}

/// Backwards, then forwards, as one.
Branch joined(Branch backwards, Branch forwards) {
  std::reverse(backwards.points.begin(), backwards.points.end());
  backwards.points.insert(backwards.points.end(), forwards.points.begin() + 1,
                          forwards.points.end());
  backwards.events.insert(backwards.events.end(), forwards.events.begin(), forwards.events.end());
  return backwards;
}

}  // namespace

std::vector<Branch> follow_branches(System& system, const InputLine& line,
                                    const std::vector<KnownPoints>& known,
                                    const ContinuationOptions& options,
                                    const BetweenIterations& between) {
  const Curve curve(system, line, options.spread);
  const Follower follower(curve, options);
  Eigen::VectorXd upwards = Eigen::VectorXd::Zero(curve.dim() + 1);
  upwards(curve.dim()) = 1;
  std::vector<Branch> branches;
  for (const auto& [s, states] : known) {
    for (const auto& state : states) {
      const bool is_known =
          std::any_of(branches.begin(), branches.end(), [&, s = s](const Branch& branch) {
            return passes(curve, branch, state, s, options.spread);
          });
      if (is_known) continue;
      const auto start = curve.examined(curve.place(state, s), upwards);
      Place turned = start;
      turned.tangent = -turned.tangent;
      branches.push_back(joined(follower.follow(turned, between), follower.follow(start, between)));
    }
  }
  return branches;
}

std::vector<Event> events_of(const std::vector<Branch>& branches, double spread) {
  std::vector<Event> events;
  for (const auto& branch : branches) {
    for (const auto& event : branch.events) {
      const bool is_known = std::any_of(events.begin(), events.end(), [&](const Event& other) {
        return other.kind == event.kind && std::abs(other.s - event.s) <= same_event &&
               (other.state - event.state).norm() <= 1e3 * same_event * spread;
      });
      if (!is_known) events.push_back(event);
    }
  }
  std::sort(events.begin(), events.end(), [](const Event& a, const Event& b) { return a.s < b.s; });
  return events;
}

}  // namespace npd::dynamics
