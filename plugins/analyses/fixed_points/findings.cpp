#include "findings.hpp"

#include <npd/ops.hpp>

#include <c10/core/GradMode.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

namespace npd::dynamics {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr Eigen::Index most_shown_states = 2000;

/// Columns under construction.
struct NumberColumn {
  const char* name;
  const char* unit;
  const char* doc;
  std::vector<double> values = {};
};

ResultTable table_of(std::string name, std::string title, std::vector<TableColumn> texts,
                     std::vector<NumberColumn> numbers) {
  ResultTable table{std::move(name), std::move(title), std::move(texts)};
  for (auto& column : numbers) {
    table.columns.push_back(
        number_column(column.name, std::move(column.values), column.unit, column.doc));
  }
  return table;
}

/// The distance to the nearest state of its own system, in spreads.
double nearness(const Point& state, const Points& states, double spread) {
  if (states.rows() == 0) return nan;
  return distances_to(state, states)(0) / spread;
}

ResultTable points_table(const Findings& findings) {
  std::vector<std::string> systems, inputs, types;
  std::vector<NumberColumn> columns{
      {"point", "", "number of the fixed point under its input"},
      {"unstable", "", "directions that grow"},
      {"index", "", "sign det(I - J)"},
      {"tau", "ms", "time constant of the slowest mode; negative: it grows"},
      {"frequency", "Hz", "of that mode"},
      {"near", "", "distance to the nearest state of a trial, in spreads of the states"},
      {"q", "", "|F(g) - g|^2 / 2"},
      {"error", "", "distance of the exact point, to first order"},
      {"hits", "", "searches that ended here"}};
  for (const auto& one : findings.searched) {
    const bool is_model = one.side == "model";
    const auto& states = is_model ? findings.model_states : findings.true_states;
    const double spread = is_model ? findings.model_spread : findings.true_spread;
    double number = 0;
    for (const auto& point : one.search.found.points) {
      systems.push_back(one.side);
      inputs.push_back(one.input);
      types.push_back(type_of(point.multipliers));
      const double bin_ms = 1000 * findings.bin_s;
      const double values[] = {number++,
                               static_cast<double>(point.unstable()),
                               static_cast<double>(point.index),
                               time_constant(point.multipliers(0), bin_ms),
                               frequency(point.multipliers(0), findings.bin_s),
                               nearness(point.state, states, spread),
                               point.q,
                               point.error,
                               static_cast<double>(point.hits)};
      for (std::size_t i = 0; i < columns.size(); ++i) columns[i].values.push_back(values[i]);
    }
  }
  return table_of("points", "Fixed points of model and truth under each input",
                  {text_column("system", systems, "whose"),
                   text_column("input", inputs, "which input stays as it is"),
                   text_column("type", types, "stable, saddle or source")},
                  std::move(columns));
}

ResultTable inputs_table(const Findings& findings) {
  std::vector<std::string> systems, inputs, complete, line;
  std::vector<NumberColumn> columns{
      {"points", "", "fixed points"},
      {"stable", "", "of these"},
      {"index_sum", "", "1 of a complete set, where the system maps a box into itself"},
      {"starts", "", "of the search"},
      {"slow_points", "", "states that take longer than slow_s to cross one spread"},
      {"line_length", "", "along slow points, in spreads"},
      {"line_alignment", "", "median |cos| of the slowest mode with the line"},
      {"line_tau_slow", "ms", "median time constant of the slowest mode there"},
      {"line_tau_fast", "ms", "of the next"}};
  for (const auto& one : findings.searched) {
    const auto& search = one.search;
    systems.push_back(one.side);
    inputs.push_back(one.input);
    complete.push_back(search.is_incomplete() ? "points are missing"
                       : search.is_bounded    ? "as the indices allow"
                                              : "not known");
    line.push_back(!one.line.is_tested ? "not tested" : one.line.is_line ? "yes" : "no");
    const double values[] = {static_cast<double>(search.found.points.size()),
                             static_cast<double>(search.found.stable()),
                             static_cast<double>(search.found.index_sum()),
                             static_cast<double>(search.starts),
                             one.slow ? static_cast<double>(one.slow->rows()) : nan,
                             one.line.is_tested ? one.line.length : nan,
                             one.line.is_tested ? one.line.alignment : nan,
                             one.line.is_tested ? 1000 * one.line.slow_s : nan,
                             one.line.is_tested ? 1000 * one.line.fast_s : nan};
    for (std::size_t i = 0; i < columns.size(); ++i) columns[i].values.push_back(values[i]);
  }
  return table_of("inputs", "Searches for fixed and slow points",
                  {text_column("system", systems, "whose"),
                   text_column("input", inputs, "which input stays as it is"),
                   text_column("complete", complete, "whether all fixed points were found"),
                   text_column("line_attractor", line, "whether slow points are one")},
                  std::move(columns));
}

ResultTable modes_table(const Findings& findings) {
  std::vector<std::string> systems, inputs;
  std::vector<NumberColumn> columns{
      {"point", "", "number of the fixed point under its input"},
      {"mode", "", "by falling modulus"},
      {"re", "", "real part of the eigenvalue of the Jacobian"},
      {"im", "", "imaginary part"},
      {"tau", "ms", "time constant; negative: it grows"},
      {"frequency", "Hz", "|arg mu| / (2 pi bin)"},
      {"condition", "", "how much the eigenvalue may move for a unit change of the Jacobian"}};
  for (const auto& one : findings.searched) {
    double number = 0;
    for (const auto& point : one.search.found.points) {
      const auto modes = modes_of(point.jacobian);
      for (Eigen::Index k = 0; k < modes.multipliers.size(); ++k) {
        const Complex mu = modes.multipliers(k);
        systems.push_back(one.side);
        inputs.push_back(one.input);
        const double values[] = {number,
                                 static_cast<double>(k),
                                 mu.real(),
                                 mu.imag(),
                                 time_constant(mu, 1000 * findings.bin_s),
                                 frequency(mu, findings.bin_s),
                                 modes.conditions(k)};
        for (std::size_t i = 0; i < columns.size(); ++i) columns[i].values.push_back(values[i]);
      }
      ++number;
    }
  }
  return table_of("modes", "Eigenvalues of the Jacobian at each fixed point",
                  {text_column("system", systems, "whose"),
                   text_column("input", inputs, "which input stays as it is")},
                  std::move(columns));
}

/// States and Jacobians of one side's points, in the order of the table `points`.
void add_arrays(const Findings& findings, const std::string& side, AnalysisResult& result) {
  std::vector<Tensor> states, jacobians, slow;
  for (const auto& one : findings.searched) {
    if (one.side != side) continue;
    for (const auto& point : one.search.found.points) {
      states.push_back(tensor_of(point.state));
      jacobians.push_back(tensor_of(point.jacobian).unsqueeze(0));
    }
    if (one.slow && one.slow->rows() > 0) slow.push_back(tensor_of(*one.slow));
  }
  if (!states.empty()) {
    result.arrays.push_back(
        {side + "_points", at::cat(states), "fixed points, as in the table (point, state)"});
    result.arrays.push_back(
        {side + "_jacobians", at::cat(jacobians), "their Jacobians (point, state, state)"});
  }
  if (!slow.empty()) {
    result.arrays.push_back(
        {side + "_slow_points", at::cat(slow), "slow points, input after input (point, state)"});
  }
}

/// Two coordinates of some points.
::npd::Points points_series(std::string name, std::string group, const Points& points) {
  ::npd::Points series{.name = std::move(name), .group = std::move(group)};
  for (Eigen::Index i = 0; i < points.rows(); ++i) {
    series.x.push_back(points(i, 0));
    series.y.push_back(points.cols() > 1 ? points(i, 1) : 0);
  }
  return series;
}

Points some_of(const Points& points) {
  std::vector<Eigen::Index> rows;
  const auto step = std::max<Eigen::Index>(1, points.rows() / most_shown_states);
  for (Eigen::Index i = 0; i < points.rows(); i += step) rows.push_back(i);
  return rows_of(points, rows);
}

/// Fixed points of one side, stable ones and others, as points of true latents, or of the model's
/// own space.
void add_points(const Findings& findings, const std::string& side, Figure& figure) {
  for (const bool stable : {true, false}) {
    std::vector<Point> places;
    for (const auto& one : findings.searched) {
      if (one.side != side) continue;
      for (const auto& point : one.search.found.points) {
        if ((point.unstable() == 0) != stable) continue;
        const bool is_mapped = side == "model" && findings.maps;
        places.push_back(is_mapped ? Point(findings.maps->states_to_truth(point.state).row(0))
                                   : point.state);
      }
    }
    if (places.empty()) continue;
    Points all(static_cast<Eigen::Index>(places.size()), places.front().size());
    for (std::size_t i = 0; i < places.size(); ++i) {
      all.row(static_cast<Eigen::Index>(i)) = places[i];
    }
    figure.series.push_back(points_series(side + (stable ? ", stable" : ", unstable"), side, all));
  }
}

Figure plane_figure(const Findings& findings) {
  Figure figure{.name = "plane", .title = "Fixed points under all inputs, and states of trials"};
  const bool in_truth = findings.maps.has_value() || findings.model_states.rows() == 0;
  const char* what = in_truth ? "True latent" : "Model state";
  figure.x = {.label = std::string(what) + " 0"};
  figure.y = {.label = std::string(what) + " 1"};
  const Points& states = findings.maps ? findings.maps->true_latents
                         : in_truth    ? findings.true_states
                                       : findings.model_states;
  if (states.rows() > 0)
    figure.series.push_back(points_series("states", "states", some_of(states)));
  add_points(findings, "truth", figure);
  if (findings.maps || !in_truth) add_points(findings, "model", figure);
  if (findings.maps) {
    figure.notes.push_back("Points of the model are shown where a linear map puts them.");
  }
  return figure;
}

Figure spectrum_figure(const Findings& findings) {
  Figure figure{.name = "spectrum", .title = "Rates of the modes at all fixed points"};
  figure.x = {.label = "Real part", .unit = "1/s"};
  figure.y = {.label = "Imaginary part", .unit = "1/s"};
  for (const char* side : {"truth", "model"}) {
    ::npd::Points points{.name = side, .group = side};
    for (const auto& one : findings.searched) {
      if (one.side != side) continue;
      for (const auto& point : one.search.found.points) {
        const auto rates = rates_of(point.multipliers, findings.bin_s);
        for (const Complex rate : rates) {
          if (!std::isfinite(rate.real())) continue;
          points.x.push_back(rate.real());
          points.y.push_back(rate.imag());
        }
      }
    }
    if (!points.x.empty()) figure.series.push_back(std::move(points));
  }
  return figure;
}

}  // namespace

std::vector<PlacedPoint> placed_points(const Searched& searched, System& system,
                                       const Findings& findings) {
  const c10::AutoGradMode no_gradient(false);
  const auto& maps = *findings.maps;
  std::vector<PlacedPoint> placed;
  for (const auto& point : searched.search.found.points) {
    const Points latents = points_of(system.latents(tensor_of(point.state)));
    const Point place =
        searched.side == "model" ? Point(maps.to_truth(latents).row(0)) : Point(latents.row(0));
    const double distance = distances_to(place, maps.true_latents)(0) / maps.spread;
    if (distance <= findings.near) placed.push_back({place, point.multipliers});
  }
  return placed;
}

void show(const Findings& findings, AnalysisResult& result) {
  result.tables.push_back(points_table(findings));
  result.tables.push_back(inputs_table(findings));
  result.tables.push_back(modes_table(findings));
  for (const char* side : {"truth", "model"}) add_arrays(findings, side, result);
  for (auto figure : {plane_figure(findings), spectrum_figure(findings)}) {
    if (!figure.series.empty()) result.figures.push_back(std::move(figure));
  }
}

}  // namespace npd::dynamics
