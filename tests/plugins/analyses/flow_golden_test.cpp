#include "dynamics/affine_map.hpp"
#include "dynamics/comparison.hpp"
#include "dynamics/fixed_points.hpp"
#include "dynamics/flow.hpp"
#include "plugins/analyses/goldens.hpp"
#include "plugins/analyses/systems.hpp"

#include <npd/hdf5.hpp>
#include <npd/ops.hpp>

#include <fmt/format.h>

#include <Eigen/LU>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <utility>
#include <vector>

#include <npd/testing/catch.hpp>

using namespace npd::dynamics;
using npd::testing::Approx;
namespace hdf5 = npd::hdf5;

namespace {

/// A system in other coordinates: x = g M + m.
class Moved final : public npd::System {
 public:
  Moved(std::shared_ptr<npd::System> inner, npd::Tensor matrix, npd::Tensor offset)
      : inner_(std::move(inner)),
        matrix_(std::move(matrix)),
        inverse_(tensor_of(points_of(matrix_).inverse())),
        offset_(std::move(offset)) {}

  std::int64_t state_dim() const override { return inner_->state_dim(); }
  std::int64_t input_dim() const override { return inner_->input_dim(); }
  double bin_s() const override { return inner_->bin_s(); }
  npd::Tensor step(const npd::Tensor& input, const npd::Tensor& state) override {
    return at::matmul(inner_->step(input, at::matmul(state - offset_, inverse_)), matrix_) +
           offset_;
  }
  npd::Tensor outputs(const npd::Tensor& state) override { return state; }

 private:
  std::shared_ptr<npd::System> inner_;
  npd::Tensor matrix_, inverse_, offset_;
};

/// The golden pair of a model and the truth.
struct Pair {
  explicit Pair(const std::filesystem::path& path) : file(hdf5::File::open(path)) {
    const auto generator = hdf5::File::open(path.parent_path() / "fixed_points_mlp_rnn_1.h5");
    model = std::make_shared<Moved>(npd::testing::golden_generator(generator),
                                    file.read("latent_matrix"), file.read("latent_offset"));
    truth = npd::testing::pfc_alone();
  }

  npd::Tensor rows(const char* name) const { return file.read(name); }

  hdf5::File file;
  std::shared_ptr<npd::System> model, truth;
};

Points flat(const npd::Tensor& rows) { return points_of(rows.flatten(0, 1)); }

std::vector<PlacedPoint> placed(npd::System& system, const Point& input, const Points& starts,
                                double spread, const AffineMap* map, const Points& latents,
                                double true_spread) {
  const FrozenMap frozen(system, input);
  std::vector<PlacedPoint> all;
  for (const auto& point : find_fixed_points(frozen, starts, {spread, 1e-4}).points) {
    const Point place = map == nullptr ? point.state : Point((*map)(point.state).row(0));
    if (distances_to(place, latents)(0) / true_spread <= 0.5) {
      all.push_back({place, point.multipliers});
    }
  }
  return all;
}

/// Starts on a grid, so that what is found depends on nothing else.
Points grid_around(const Points& states) {
  const Point low = states.colwise().minCoeff(), high = states.colwise().maxCoeff();
  Points starts(400, 2);
  for (Eigen::Index i = 0; i < 400; ++i) {
    const double x = static_cast<double>(i % 20) / 19, y = static_cast<double>(i / 20) / 19;
    starts(i, 0) = low(0) + (1.4 * x - 0.2) * (high(0) - low(0));
    starts(i, 1) = low(1) + (1.4 * y - 0.2) * (high(1) - low(1));
  }
  return starts;
}

}  // namespace

TEST_CASE("golden: flow_r2 and flow_cos") {
  for (const auto& path : npd::testing::dynamics_goldens("fp_compare_")) {
    const Pair pair(path);
    const auto truth = pair.rows("true_latents"), inputs = pair.rows("model_inputs");
    const auto states = pair.rows("model_latents");
    const auto last = truth.size(1) - 1;
    const double unit = pair.file.number("", "input_unit_nA");
    const npd::Tensor from = truth.narrow(1, 0, last).flatten(0, 1);
    const npd::Tensor next = inputs.narrow(1, 1, last).flatten(0, 1);
    const TrueMoves moves{points_of(from), points_of(pair.truth->step(unit * next, from)),
                          points_of(next)};
    const auto found = compare_flow(*pair.model, moves, fit_affine_map(flat(truth), flat(states)),
                                    fit_affine_map(flat(states), flat(truth)));
    CHECK(found.r2 == Approx(pair.file.number("", "flow_r2")).epsilon(1e-9));
    CHECK(found.cosine == Approx(pair.file.number("", "flow_cos")).epsilon(1e-9));
  }
}

TEST_CASE("golden: the six scores of fixed points") {
  for (const auto& path : npd::testing::dynamics_goldens("fp_compare_")) {
    const Pair pair(path);
    const Points truth = flat(pair.rows("true_latents")), states = flat(pair.rows("model_latents"));
    const auto map = fit_affine_map(states, truth);
    const double spread = spread_of(truth), unit = pair.file.number("", "input_unit_nA");
    CHECK(spread == Approx(pair.file.number("", "spread")).epsilon(1e-12));
    const Points inputs = points_of(pair.rows("inputs_nA"));
    std::vector<Condition> conditions;
    for (Eigen::Index i = 0; i < inputs.rows(); ++i) {
      conditions.push_back(
          {placed(*pair.truth, inputs.row(i), grid_around(truth), spread, nullptr, truth, spread),
           placed(*pair.model, inputs.row(i) / unit, grid_around(states), spread_of(states), &map,
                  truth, spread)});
    }
    const auto found = compare(conditions, spread, pair.file.number("", "d_match"), 0.01);
    CHECK(static_cast<double>(found.truth) == pair.file.number("", "fp_count_true"));
    CHECK(static_cast<double>(found.model) == pair.file.number("", "fp_count_model"));
    CHECK(static_cast<double>(found.matches.size()) == pair.file.number("", "fp_matched"));
    const std::pair<const char*, double> scores[] = {
        {"fp_recall", found.recall()},
        {"fp_precision", found.precision()},
        {"fp_f1", found.f1()},
        {"fp_distance", found.distance()},
        {"fp_stability_agreement", found.stability_agreement()},
        {"fp_spectrum_distance", found.spectrum_distance()}};
    for (const auto& [name, value] : scores) {
      CAPTURE(name);
      CHECK(value == Approx(pair.file.number("", name)).epsilon(1e-8));
    }
  }
}

TEST_CASE("the flow of a system agrees with itself in all coordinates") {
  const auto truth = npd::testing::pfc_alone();
  const at::TensorOptions float64(at::kDouble);
  const Moved model(truth, at::tensor({2.0, 1.0, -1.0, 3.0}, float64).reshape({2, 2}),
                    at::tensor({0.3, -2.0}, float64));
  npd::RandomStream random(2, "states");
  Points from(200, 2), inputs(200, 2);
  for (Eigen::Index i = 0; i < from.size(); ++i) {
    from.data()[i] = random.uniform();
    inputs.data()[i] = 0.02 * random.normal();
  }
  const Points to = points_of(truth->step(tensor_of(inputs), tensor_of(from)));
  Eigen::Matrix2d m;
  m << 2, 1, -1, 3;
  const Points states = (from * m).rowwise() + (Point(2) << 0.3, -2).finished();
  auto moved = model;
  const auto found = compare_flow(moved, {from, to, inputs}, fit_affine_map(from, states),
                                  fit_affine_map(states, from));
  CHECK(found.r2 == Approx(1).epsilon(1e-9));
  CHECK(found.cosine == Approx(1).epsilon(1e-9));
  // A system that stands still explains nothing.
  CHECK(agreement_of(Points::Zero(200, 2), to - from).r2 == 0);
}
