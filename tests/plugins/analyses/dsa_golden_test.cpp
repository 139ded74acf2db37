#include "dynamics/delay_operator.hpp"
#include "dynamics/points.hpp"
#include "dynamics/similarity.hpp"
#include "plugins/analyses/goldens.hpp"

#include <npd/hdf5.hpp>
#include <npd/ops.hpp>

#include <cmath>
#include <cstdint>
#include <string>

#include <npd/testing/catch.hpp>

using namespace npd::dynamics;
namespace hdf5 = npd::hdf5;

namespace {

constexpr double angle_tolerance = 1e-8;

DelayOptions options_of(const hdf5::File& file) {
  DelayOptions options;
  options.delays = static_cast<std::int64_t>(file.number("", "n_delays"));
  options.interval = static_cast<std::int64_t>(file.number("", "delay_interval"));
  options.rule = file.text("", "rank_rule") == "rank" ? RankRule::given : RankRule::explained;
  options.rank = file.number("", "rank_value");
  options.ridge = file.number("", "lamb");
  return options;
}

/// Up to the signs of coordinates.
void check_operator(const hdf5::File& file, const std::string& name, const DelayOperator& found) {
  const auto a = points_of(file.read(name + "_A"));
  REQUIRE(found.a.rows() == a.rows());
  CHECK((found.a.cwiseAbs() - a.cwiseAbs()).cwiseAbs().maxCoeff() < 1e-9);
  const auto s = file.read(name + "_S");
  for (Eigen::Index i = 0; i < found.singular.size(); ++i) {
    const double golden = s[i].item<double>();
    CHECK(std::abs(found.singular(i) - golden) < 1e-10 * s[0].item<double>());
  }
}

void check_minimum(const hdf5::File& file, const std::string& group, const Similarity& found) {
  CHECK(std::abs(found.angle - file.number(group, "min_angle_O")) < angle_tolerance);
  CHECK(std::abs(found.rotation_angle - file.number(group, "min_angle_SO")) < angle_tolerance);
  CHECK(std::abs(found.bound - file.number(group, "bound_angle")) < angle_tolerance);
}

}  // namespace

TEST_CASE("golden: delay operators, their least angle and the distance of their spectra") {
  for (const auto& path : npd::testing::dynamics_goldens("dsa_case")) {
    CAPTURE(path);
    const auto file = hdf5::File::open(path);
    const auto x = delay_operator(file.read("X"), options_of(file));
    const auto y = delay_operator(file.read("Y"), options_of(file));
    check_operator(file, "X", x);
    check_operator(file, "Y", y);
    npd::RandomStream random(0, "dsa");
    const auto found = similarity(x.a, y.a, random);
    check_minimum(file, "", found);
    const double euclidean = 2 * std::sin(found.angle / 2);
    CHECK(std::abs(euclidean - file.number("", "min_euclidean_O")) < angle_tolerance);
    CHECK(std::abs(spectral_distance(x.a, y.a) - file.number("", "wasserstein_sq_unpadded")) <
          1e-9);
  }
}

TEST_CASE("golden: the least angle of operators with many local minima") {
  for (const auto& path : npd::testing::dynamics_goldens("dsa_operators_")) {
    const auto file = hdf5::File::open(path);
    for (const std::string group : {"n8", "n12"}) {
      CAPTURE(path, group);
      npd::RandomStream random(0, "dsa");
      check_minimum(file, group,
                    similarity(points_of(file.read(group + "/A")),
                               points_of(file.read(group + "/B")), random));
    }
  }
}
