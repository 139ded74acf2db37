#include "murray/circuit_system.hpp"
#include "report/planar_points.hpp"

#include "base/csv.hpp"

#include <npd/ops.hpp>

#include <cmath>
#include <memory>
#include <utility>
#include <vector>

#include <npd/testing/catch.hpp>

/// What the published notebook shows of an area alone, as the circuit page computes it.

namespace {

using npd::Tensor;
using npd::report::PlanarField;

constexpr npd::report::PlanarWindow cube{0, 1, 0, 1};
constexpr double notebook_step_s = 0.001;

PlanarField area(double structure_na, std::pair<double, double> input_na = {0, 0}) {
  const auto circuit = murray::single_area({structure_na, 0.28387}, 0.334);
  return {std::make_shared<murray::CircuitSystem>(murray::whole_circuit(circuit, 0, 2),
                                                  murray::Integration{}, murray::RateMap{}),
          at::tensor({input_na.first, input_na.second}, at::kDouble)};
}

/// log of the length of an Euler step, on the notebook's grid, (b, a).
Tensor log_lengths(double structure_na) {
  const Tensor steps = notebook_step_s * area(structure_na).on_grid(cube, 100);
  return (steps * steps).sum(-1).sqrt().log();
}

}  // namespace

TEST_CASE("golden fixed points of an area alone for four couplings and fifteen inputs") {
  const auto table =
      npd::base::read_csv(NPD_TEST_DATA "/goldens/studies/single_area_fixed_points.csv");
  REQUIRE(table.rows.size() > 100);
  for (std::size_t row = 0; row < table.rows.size();) {
    const auto cell = [&](std::size_t at, const char* name) {
      return table.number(at, table.column(name));
    };
    auto field = area(cell(row, "Js"), {cell(row, "I_app_a"), cell(row, "I_app_b")});
    const auto points = fixed_points(field, cube);
    INFO("structure " << cell(row, "Js") << ", input " << cell(row, "I_app_a"));
    REQUIRE(static_cast<double>(points.size()) == cell(row, "n_fixed_points"));
    double stable = 0;
    for (const auto& point : points) stable += point.is_stable() ? 1 : 0;
    CHECK(stable == cell(row, "n_stable"));
    for (const auto& point : points) {
      // Ten digits of states and six of eigenvalues are stored.
      CHECK(std::abs(point.a - cell(row, "S_a")) < 0.51e-10);
      CHECK(std::abs(point.b - cell(row, "S_b")) < 0.51e-10);
      CHECK(std::abs(point.eigenvalues[0].real() - cell(row, "eig1_per_s")) < 0.51e-6);
      CHECK(std::abs(point.eigenvalues[1].real() - cell(row, "eig2_per_s")) < 0.51e-6);
      CHECK(point.kind() == table.rows[row][table.column("kind")]);
      ++row;
    }
  }
}

TEST_CASE("golden: how long an Euler step is on the notebook's grid") {
  struct Extreme {
    double structure_na, lowest;
    std::int64_t row, column;
  };
  for (const auto& [structure_na, lowest, row, column] :
       {Extreme{0.2, -10.01369, 8, 8}, {0.35, -11.42459, 5, 35}, {0.4187, -10.84317, -1, -1}}) {
    const Tensor lengths = log_lengths(structure_na);
    INFO("structure " << structure_na);
    CHECK(std::abs(lengths.min().item<double>() - lowest) < 0.51e-5);
    if (row >= 0) CHECK(lengths[row][column].item<double>() == lengths.min().item<double>());
    CHECK(std::abs(lengths.max().item<double>() - -3.78064) < 0.51e-5);
  }
}

TEST_CASE("golden: an Euler step at one state") {
  const std::vector<std::pair<double, std::pair<double, double>>> printed{
      {0.2, {2.34159e-4, -2.427054e-3}},
      {0.35, {-1.154845e-3, -6.886346e-4}},
      {0.4187, {-1.636201e-3, 1.43347e-4}}};
  for (const auto& [structure_na, step] : printed) {
    auto field = area(structure_na);
    const Tensor found =
        notebook_step_s * field.velocity(at::tensor({0.2, 0.5}, at::kDouble).unsqueeze(0));
    CHECK(std::abs(found[0][0].item<double>() - step.first) < 0.51e-9);
    CHECK(std::abs(found[0][1].item<double>() - step.second) < 0.51e-9);
  }
}
