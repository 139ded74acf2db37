#include "report/circuit_content.hpp"

#include "report/planar_points.hpp"

#include <npd/ops.hpp>

#include <fmt/format.h>

#include <cmath>
#include <numbers>
#include <numeric>

namespace npd::report {
namespace {

using Json = nlohmann::json;

constexpr std::int64_t shown_points = 40, nullcline_points = 40;  // along each axis
constexpr int map_steps = 160;  // of speeds and directions, in 8 bits

PlanarWindow window_of(System& system, const Tensor& input, const PlanarWindow& otherwise) {
  const auto box = system.domain(input);
  if (!box) return otherwise;
  const auto value = [](const Tensor& ends, std::int64_t i) { return ends[i].item<double>(); };
  return {value(box->lowest, 0), value(box->highest, 0), value(box->lowest, 1),
          value(box->highest, 1)};
}

/// A ten-thousandth of a window is finer than a screen.
Json rounded(const std::vector<double>& values) {
  Json list = Json::array();
  for (const double value : values) list.push_back(std::round(value * 1e4) / 1e4);
  return list;
}

Json curve_json(const PlanarCurve& curve) {
  return {{"x", rounded(curve.a)}, {"y", rounded(curve.b)}};
}

Json point_json(const PlanarPoint& point) {
  Json values = Json::array();
  for (const auto& value : point.eigenvalues) values.push_back({value.real(), value.imag()});
  return {{"a", point.a}, {"b", point.b}, {"kind", point.kind()}, {"eigenvalues", values}};
}

/// log10 of the speed, (b, a). A place where the flow stands still has none.
Tensor log_speed(const Tensor& velocities) {
  const Tensor speed = at::sqrt((velocities * velocities).sum(-1));
  return at::where(speed > 0, speed.log10(), at::full_like(speed, std::nan("")));
}

/// In turns from 0 to 1: 0 and 1 left, 0.25 down, 0.5 right, 0.75 up.
Tensor direction(const Tensor& velocities) {
  const Tensor angle = velocities.select(-1, 1).atan2(velocities.select(-1, 0));
  return angle / (2 * std::numbers::pi) + 0.5;
}

/// Maps (panel, b, a) as an array of panels, whose channels are rows.
void add_maps(Json& places, const std::string& name, const std::string& unit,
              const std::vector<Tensor>& maps, ArrayStore& store) {
  std::vector<std::int64_t> panels(maps.size());
  std::iota(panels.begin(), panels.end(), 0);
  // The store has the time, here a, before the channel.
  store.add(places, name, unit, at::stack(maps).transpose(1, 2).contiguous(), panels, map_steps);
}

struct Panels {
  Json list = Json::array();
  std::vector<Tensor> speeds, directions;
};

void add_panel(Panels& panels, const CircuitColumn& column, const CircuitRow& row,
               const PlanarWindow& otherwise) {
  PlanarField field(column.system, row.input);
  const auto window = window_of(*column.system, row.input, otherwise);
  Json points = Json::array();
  for (const auto& point : fixed_points(field, window)) points.push_back(point_json(point));
  panels.list.push_back({{"column", column.label},
                         {"row", row.label},
                         {"window", {window.a_low, window.a_high, window.b_low, window.b_high}},
                         {"points", points},
                         {"nullclines",
                          {curve_json(nullcline(field, window, 0, nullcline_points)),
                           curve_json(nullcline(field, window, 1, nullcline_points))}}});
  const Tensor velocities = field.on_grid(window, shown_points);
  panels.speeds.push_back(log_speed(velocities));
  panels.directions.push_back(direction(velocities));
}

Json inputs_json(const CircuitSource& source, const CircuitInputs& inputs, ArrayStore& store) {
  Panels panels;
  for (const auto& row : inputs.rows) {
    for (const auto& column : source.columns) add_panel(panels, column, row, source.window);
  }
  Json arrays = Json::object();
  add_maps(arrays, "speed", "log10", panels.speeds, store);
  add_maps(arrays, "direction", "turns", panels.directions, store);
  return {{"label", inputs.label}, {"panels", panels.list}, {"arrays", arrays}};
}

}  // namespace

Json circuit_content(const CircuitSource& source, ArrayStore& store) {
  Json content{{"name", source.name},
               {"note", source.note},
               {"columns", source.columns.size()},
               {"points", shown_points},
               {"inputs", Json::array()}};
  auto& first = *source.columns.at(0).system;
  Json names = Json::array();
  for (const auto& dimension : first.state_dimensions()) names.push_back(dimension.name);
  content["states"] = names;
  const auto field = first.field();
  content["timeUnit"] = field ? field->time_unit() : "s";
  for (const auto& inputs : source.inputs) {
    content["inputs"].push_back(inputs_json(source, inputs, store));
  }
  return content;
}

}  // namespace npd::report
