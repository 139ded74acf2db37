#include "report/planar_points.hpp"

#include <npd/ops.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace npd::report {
namespace {

constexpr int newton_steps = 60;
constexpr std::int64_t coarse_starts = 15;  // along each axis
/// Of the window: a Newton step is not longer, equal points are not further apart.
constexpr double longest_step = 0.1, same_place = 1e-7;
/// A point stands still if its last Newton step was shorter, as a part of the window.
constexpr double still = 1e-11;

struct Place {
  double a, b;
};
using Places = std::vector<Place>;

Tensor tensor_of(const Places& places) {
  Tensor states = at::empty({static_cast<std::int64_t>(places.size()), 2}, at::kDouble);
  double* value = states.data_ptr<double>();
  for (const auto& place : places) {
    *value++ = place.a;
    *value++ = place.b;
  }
  return states;
}

/// Velocities at the corners of cells that cover the window.
class Grid {
 public:
  Grid(PlanarField& field, const PlanarWindow& window, std::int64_t cells)
      : window_(window), cells_(cells), velocities_(corners(field)) {}

  std::int64_t cells() const { return cells_; }
  Place corner(std::int64_t row, std::int64_t column) const {
    const auto part = [&](std::int64_t i) {
      return static_cast<double>(i) / static_cast<double>(cells_);
    };
    return {window_.a_low + window_.width() * part(column),
            window_.b_low + window_.height() * part(row)};
  }
  double velocity(std::int64_t row, std::int64_t column, std::int64_t component) const {
    return velocities_.data_ptr<double>()[2 * (row * (cells_ + 1) + column) + component];
  }
  bool changes_sign(std::int64_t row, std::int64_t column, std::int64_t component) const {
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (const auto& [r, c] :
         {std::pair{row, column}, {row + 1, column}, {row, column + 1}, {row + 1, column + 1}}) {
      low = std::min(low, velocity(r, c, component));
      high = std::max(high, velocity(r, c, component));
    }
    return low <= 0 && high >= 0;
  }

 private:
  Tensor corners(PlanarField& field) const {
    Places places;
    for (std::int64_t row = 0; row <= cells_; ++row) {
      for (std::int64_t column = 0; column <= cells_; ++column) {
        places.push_back(corner(row, column));
      }
    }
    return field.velocity(tensor_of(places)).contiguous();
  }

  PlanarWindow window_;
  std::int64_t cells_;
  Tensor velocities_;
};

Places starts_in(const Grid& grid) {
  Places starts;
  const std::int64_t every = std::max<std::int64_t>(1, grid.cells() / coarse_starts);
  for (std::int64_t row = 0; row < grid.cells(); ++row) {
    for (std::int64_t column = 0; column < grid.cells(); ++column) {
      const bool crossing = grid.changes_sign(row, column, 0) && grid.changes_sign(row, column, 1);
      if (crossing || (row % every == 0 && column % every == 0)) {
        starts.push_back(grid.corner(row, column));
      }
    }
  }
  return starts;
}

/// Where Newton's method ends from each start; NaN if it does not come to rest.
Places at_rest(PlanarField& field, const PlanarWindow& window, Places places) {
  std::vector<bool> rests(places.size());
  const double longest = longest_step * std::max(window.width(), window.height());
  for (int step = 0; step < newton_steps; ++step) {
    const Tensor states = tensor_of(places);
    const Tensor velocities = field.velocity(states).contiguous(),
                 jacobians = field.jacobian(states).contiguous();
    const double* v = velocities.data_ptr<double>();
    const double* j = jacobians.data_ptr<double>();
    for (std::size_t i = 0; i < places.size(); ++i, v += 2, j += 4) {
      const double determinant = j[0] * j[3] - j[1] * j[2];
      const double a = -(j[3] * v[0] - j[1] * v[1]) / determinant,
                   b = -(j[0] * v[1] - j[2] * v[0]) / determinant;
      const double size = std::hypot(a, b);
      rests[i] = size < still * std::max(window.width(), window.height());
      const double part = size > longest ? longest / size : 1;
      places[i] = {places[i].a + part * a, places[i].b + part * b};
    }
  }
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (!rests[i]) places[i] = {std::nan(""), std::nan("")};
  }
  return places;
}

/// Those inside, each once.
Places different(const Places& places, const PlanarWindow& window) {
  Places kept;
  const double margin = same_place * std::max(window.width(), window.height());
  for (const auto& place : places) {
    const bool inside = place.a >= window.a_low - margin && place.a <= window.a_high + margin &&
                        place.b >= window.b_low - margin && place.b <= window.b_high + margin;
    const bool known = std::any_of(kept.begin(), kept.end(), [&](const Place& other) {
      return std::hypot(place.a - other.a, place.b - other.b) < margin;
    });
    if (inside && !known) kept.push_back(place);
  }
  return kept;
}

PlanarPoint point_at(const Place& place, const double* j) {
  const double half = (j[0] + j[3]) / 2, determinant = j[0] * j[3] - j[1] * j[2];
  const std::complex<double> root = std::sqrt(std::complex(half * half - determinant));
  return {place.a, place.b, {half - root, half + root}};
}

/// Where a line between two corners crosses 0.
Place crossing(const Place& p, double at_p, const Place& q, double at_q) {
  const double part = at_p / (at_p - at_q);
  return {p.a + part * (q.a - p.a), p.b + part * (q.b - p.b)};
}

/// The crossings of a cell's sides, in the order of the sides: an even number of them.
Places crossings(const Grid& grid, std::int64_t row, std::int64_t column, std::int64_t component) {
  const std::array<std::pair<std::int64_t, std::int64_t>, 4> corners{
      {{row, column}, {row, column + 1}, {row + 1, column + 1}, {row + 1, column}}};
  Places found;
  for (std::size_t i = 0; i < corners.size(); ++i) {
    const auto& [r, c] = corners[i];
    const auto& [next_r, next_c] = corners[(i + 1) % corners.size()];
    const double here = grid.velocity(r, c, component),
                 there = grid.velocity(next_r, next_c, component);
    if ((here < 0) != (there < 0)) {
      found.push_back(crossing(grid.corner(r, c), here, grid.corner(next_r, next_c), there));
    }
  }
  return found;
}

}  // namespace

std::string PlanarPoint::kind() const {
  if (is_stable()) return "stable";
  return eigenvalues[0].real() < 0 ? "saddle" : "unstable";
}

std::vector<PlanarPoint> fixed_points(PlanarField& field, const PlanarWindow& window,
                                      std::int64_t points) {
  auto places = different(at_rest(field, window, starts_in(Grid(field, window, points))), window);
  std::sort(places.begin(), places.end(), [](const Place& p, const Place& q) {
    return std::pair(p.a, p.b) < std::pair(q.a, q.b);
  });
  std::vector<PlanarPoint> found;
  if (places.empty()) return found;
  const Tensor jacobians = field.jacobian(tensor_of(places)).contiguous();
  for (std::size_t i = 0; i < places.size(); ++i) {
    found.push_back(point_at(places[i], jacobians.data_ptr<double>() + 4 * i));
  }
  return found;
}

PlanarCurve nullcline(PlanarField& field, const PlanarWindow& window, std::int64_t component,
                      std::int64_t points) {
  const Grid grid(field, window, points);
  PlanarCurve curve;
  for (std::int64_t row = 0; row < grid.cells(); ++row) {
    for (std::int64_t column = 0; column < grid.cells(); ++column) {
      const auto ends = crossings(grid, row, column, component);
      for (std::size_t i = 0; i + 1 < ends.size(); i += 2) {
        for (const auto& end : {ends[i], ends[i + 1]}) {
          curve.a.push_back(end.a);
          curve.b.push_back(end.b);
        }
        curve.a.push_back(std::nan(""));
        curve.b.push_back(std::nan(""));
      }
    }
  }
  return curve;
}

}  // namespace npd::report
