#include "app/true_circuit.hpp"

#include "base/csv.hpp"
#include "config/document.hpp"
#include "runs/experiment.hpp"
#include "runs/simulate.hpp"

#include <npd/ops.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <sstream>
#include <utility>
#include <variant>

namespace npd::app {
namespace {

using report::CircuitInputs;
using report::CircuitSource;

constexpr std::int64_t plane = 2;       // state dimensions of a page
constexpr double same_coupling = 1e-9;  // relative
constexpr int strengths = 7;            // 0, 0.1, ..., 0.6 of a scale
constexpr int own_strengths = 4;        // 0, 1/3, 2/3 and all of the largest input
constexpr double window_margin = 0.1;   // beyond what the states of trials reach

/// A data set, and what it says about itself.
struct Made {
  std::string id;
  std::vector<config::FlatValue> parameters;
  Trials trials;
  std::shared_ptr<System> system;  ///< what the neurons see; null: not known
};

/// A row of published/circuits.csv.
struct Grid {
  std::string coupling;  ///< the parameter that differs between columns
  std::vector<double> values, scales;
};

Made make(const std::filesystem::path& file, const std::vector<std::string>& overrides,
          config::ComponentSource& plugins, std::filesystem::path* grids = nullptr) {
  const auto concerns_data = [](const std::string& key) {
    return key == "dataset" || key == "name" || key == "seed" || key == "threads" ||
           key == "report";
  };
  auto document = config::Document::load(file, overrides, plugins).keeping(concerns_data);
  runs::General general;
  document.root().read([&](Params& p) { general.visit(p); });
  const auto table = document.root().table("dataset").component(Kind::dataset);
  document.finish();
  if (grids) *grids = document.shipped("published/circuits.csv");
  auto made = runs::make_trials(table, general.seed);
  return {table.component().id, document.flat(), std::move(made.trials),
          made.dataset->system().recorded.system};
}

const config::Value* parameter(const Made& made, const std::string& name) {
  const auto found = std::find_if(made.parameters.begin(), made.parameters.end(),
                                  [&](const auto& one) { return one.key == "dataset." + name; });
  return found == made.parameters.end() ? nullptr : &found->value;
}

std::vector<double> numbers(const std::string& cell) {
  std::istringstream words(cell);
  std::vector<double> values;
  for (double value = 0; words >> value;) values.push_back(value);
  return values;
}

/// The row of the first grid that is for this data set.
std::optional<Grid> grid_for(const Made& made, const std::filesystem::path& file) {
  if (file.empty()) return {};
  const auto table = base::read_csv(file);
  for (const auto& row : table.rows) {
    const auto cell = [&](const char* name) { return row[table.column(name)]; };
    if (cell("dataset") != made.id) continue;
    const auto* value = parameter(made, cell("parameter"));
    const auto* text = value ? std::get_if<std::string>(value) : nullptr;
    if (!cell("parameter").empty() && (!text || *text != cell("value"))) continue;
    return Grid{cell("coupling"), numbers(cell("couplings_na")), numbers(cell("inputs_na"))};
  }
  return {};
}

std::optional<double> number(const Made& made, const std::string& name) {
  const auto* value = parameter(made, name);
  const auto* number = value ? std::get_if<double>(value) : nullptr;
  return number ? std::optional(*number) : std::nullopt;
}

/// (x, -x) for a number of strengths x.
CircuitInputs opposed(const std::string& unit, double scale, double step, int count) {
  CircuitInputs inputs;
  for (int i = 0; i < count; ++i) {
    const double x = scale * step * i;
    inputs.rows.push_back({fmt::format("x = {:.4g}{}", x, unit), at::tensor({x, -x}, at::kDouble)});
  }
  inputs.label = fmt::format("(x, -x) up to x = {:.3g}{}", scale * step * (count - 1), unit);
  return inputs;
}

std::string unit_of(System& system) {
  const auto dimensions = system.input_dimensions();
  return dimensions.empty() || dimensions[0].unit.empty() ? "" : " " + dimensions[0].unit;
}

/// What there is to look at where nothing is published: no input, and what the trials received.
CircuitInputs own_inputs(const Made& made) {
  auto& system = *made.system;
  const auto& received = made.trials.truth.inputs;
  const double largest =
      received.defined() ? at::nan_to_num(received.to(at::kDouble), 0.0).abs().max().item<double>()
                         : 0;
  if (system.input_dim() == plane && largest > 0) {
    return opposed(unit_of(system), largest, 1.0 / (own_strengths - 1), own_strengths);
  }
  return {"no input", {{"no input", at::zeros({system.input_dim()}, at::kDouble)}}};
}

report::PlanarWindow window_of(const Made& made) {
  const auto& latents = made.trials.truth.latents;
  if (!latents.defined() || latents.size(2) != plane) return {-1, 1, -1, 1};
  const Tensor states = latents.to(at::kDouble).reshape({-1, plane});
  const auto range = [&](std::int64_t i) {
    const double low = states.select(1, i).min().item<double>(),
                 high = states.select(1, i).max().item<double>();
    const double margin = high > low ? window_margin * (high - low) : 1;
    return std::pair(low - margin, high + margin);
  };
  const auto [a_low, a_high] = range(0);
  const auto [b_low, b_high] = range(1);
  return {a_low, a_high, b_low, b_high};
}

bool is_planar(const Made& made) { return made.system && made.system->state_dim() == plane; }

bool has_own(const std::vector<double>& values, double own) {
  return std::any_of(values.begin(), values.end(), [&](double value) {
    return std::abs(value - own) <= same_coupling * std::abs(own);
  });
}

}  // namespace

std::optional<CircuitSource> true_circuit(const std::filesystem::path& file,
                                          const std::vector<std::string>& overrides,
                                          config::ComponentSource& plugins) {
  std::filesystem::path grids;
  const auto own = make(file, overrides, plugins, &grids);
  if (!is_planar(own)) return {};
  CircuitSource source{own.id, window_of(own), {}, {}};
  auto grid = grid_for(own, grids);
  const auto coupling = grid ? number(own, grid->coupling) : std::nullopt;
  if (!coupling) {
    source.columns = {{own.id, own.system}};
    source.inputs = {own_inputs(own)};
    return source;
  }
  if (!has_own(grid->values, *coupling)) grid->values.push_back(*coupling);
  std::sort(grid->values.begin(), grid->values.end());
  for (const double value : grid->values) {
    auto with_value = overrides;
    with_value.push_back(fmt::format("dataset.{}={}", grid->coupling, value));
    const bool is_own = has_own({value}, *coupling);
    source.columns.push_back({fmt::format("coupling {:.4g}", value),
                              is_own ? own.system : make(file, with_value, plugins).system});
  }
  source.note = fmt::format("The coupling is {}; that of these data is {:.4g} nA.", grid->coupling,
                            *coupling);
  for (const double scale : grid->scales) {
    source.inputs.push_back(opposed(unit_of(*own.system), scale, 0.1, strengths));
  }
  return source;
}

}  // namespace npd::app
