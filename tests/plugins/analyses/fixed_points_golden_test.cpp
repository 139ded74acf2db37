#include "dynamics/fixed_points.hpp"
#include "plugins/analyses/goldens.hpp"
#include "plugins/analyses/systems.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include <npd/hdf5.hpp>
#include <npd/testing/catch.hpp>

using namespace npd::dynamics;
namespace hdf5 = npd::hdf5;

namespace {

constexpr double ill_conditioned = 1e3;

Points rows(const hdf5::File& file, const std::string& key) { return points_of(file.read(key)); }

/// The nearest of the points that were found, whose distance is checked.
const FixedPoint& found_near(const FoundPoints& found, const Point& golden, double spread) {
  const auto nearest = std::min_element(
      found.points.begin(), found.points.end(), [&](const FixedPoint& a, const FixedPoint& b) {
        return (a.state - golden).norm() < (b.state - golden).norm();
      });
  CHECK((nearest->state - golden).norm() <= 1e-9 * spread);
  return *nearest;
}

/// |mu| of both, mode by mode.
void check_spectrum(const FixedPoint& point, const hdf5::File& file, const std::string& group,
                    Eigen::Index k) {
  const auto re = rows(file, group + "/eig_re"), im = rows(file, group + "/eig_im");
  const auto modes = modes_of(point.jacobian);
  for (Eigen::Index i = 0; i < point.multipliers.size(); ++i) {
    const double golden = std::hypot(re(k, i), im(k, i));
    const double tolerance = modes.conditions(i) > ill_conditioned ? 1e-6 : 1e-8;
    CHECK(std::abs(std::abs(point.multipliers(i)) - golden) <= tolerance);
  }
}

void check_point(const FixedPoint& point, const hdf5::File& file, const std::string& group,
                 Eigen::Index k) {
  CHECK(point.q <= 1e-22);
  CHECK(npd::testing::relative_error(npd::dynamics::tensor_of(point.jacobian),
                                     file.read(group + "/J")[k]) <= 1e-9);
  CHECK(npd::testing::relative_error(npd::dynamics::tensor_of(point.by_input),
                                     file.read(group + "/Ju")[k]) <= 1e-9);
  CHECK(point.index == file.read(group + "/index")[k].item<std::int64_t>());
  CHECK(point.unstable() == file.read(group + "/n_unstable")[k].item<std::int64_t>());
  check_spectrum(point, file, group, k);
}

/// All fixed points of a file from its own starts, and no other.
void check_file(const hdf5::File& file, npd::System& system, double spread) {
  const auto inputs = rows(file, "inputs"), starts = rows(file, "initial_states");
  for (Eigen::Index i = 0; i < inputs.rows(); ++i) {
    const auto group = fmt::format("input_{}", i);
    CAPTURE(group);
    const FrozenMap map(system, inputs.row(i));
    const auto found = find_fixed_points(map, starts, {spread, 1e-4});
    const auto golden = rows(file, group + "/g");
    REQUIRE(found.points.size() == static_cast<std::size_t>(golden.rows()));
    CHECK(static_cast<double>(found.index_sum()) == file.number(group, "index_sum"));
    CHECK(static_cast<double>(found.stable()) == file.number(group, "n_stable"));
    for (Eigen::Index k = 0; k < golden.rows(); ++k) {
      check_point(found_near(found, golden.row(k), spread), file, group, k);
    }
  }
}

bool is_circuit(const std::filesystem::path& path) {
  return path.filename().string().find("murray") != std::string::npos;
}

}  // namespace

TEST_CASE("golden: all fixed points of generators are found from the stored starts, none false") {
  for (const auto& path : npd::testing::dynamics_goldens("fixed_points_")) {
    if (is_circuit(path)) continue;
    CAPTURE(path);
    const auto file = hdf5::File::open(path);
    check_file(file, *npd::testing::golden_generator(file), file.number("", "spread"));
  }
}

TEST_CASE("golden: all fixed points of the circuit are found from the stored starts") {
  for (const auto& path : npd::testing::dynamics_goldens("fixed_points_murray")) {
    CAPTURE(path);
    const auto file = hdf5::File::open(path);
    if (file.text("", "desc").find("negative") != std::string::npos) continue;
    const bool alone = file.read("inputs").size(1) == 2;
    const auto system = alone ? npd::testing::pfc_alone()
                              : npd::testing::circuit_system(
                                    murray::whole_circuit(npd::testing::decision_circuit(), 2, 2));
    check_file(file, *system, 1);
  }
}

TEST_CASE("golden: a search of its own finds every set, and its indices add up") {
  for (const auto& path : npd::testing::dynamics_goldens("fixed_points_")) {
    if (is_circuit(path)) continue;
    CAPTURE(path);
    const auto file = hdf5::File::open(path);
    const auto system = npd::testing::golden_generator(file);
    const auto states = rows(file, "initial_states"), inputs = rows(file, "inputs");
    for (Eigen::Index i = 0; i < inputs.rows(); ++i) {
      npd::RandomStream random(7, "starts");
      const FrozenMap map(*system, inputs.row(i));
      const auto search = find_all_fixed_points(map, starts_near(states, 0.3, random), 512,
                                                {file.number("", "spread"), 1e-4});
      CHECK(!search.is_incomplete());
      CHECK(static_cast<double>(search.found.points.size()) ==
            file.number(fmt::format("input_{}", i), "count"));
    }
  }
}
