#include "models.hpp"

#include "common/recording.hpp"
#include "common/short_steps.hpp"
#include "fields.hpp"

#include <npd/ops.hpp>

#include <ATen/ops/linalg_inv.h>

#include <numbers>
#include <utility>

namespace toy {

using npd::Tensor;

namespace {

Tensor matrix(const std::vector<double>& values, std::int64_t size) {
  return at::tensor(values, float64).reshape({size, size});
}

Tensor diagonal(const std::vector<double>& values) { return at::tensor(values, float64).diag(); }

/// B of a linear system that begins as A = O diag(-1, -3, -5) O'.
Tensor changed(const std::string& name, const Tensor& basis, npd::RandomStream& random) {
  if (name == "linear_nonnormal") {
    const Tensor drawn = simulated::normals({3, 3}, random);
    const Tensor vectors = drawn / drawn.norm(2, {0}, /*keepdim=*/true);
    return at::matmul(at::matmul(vectors, diagonal({-1, -3, -5})), at::linalg_inv(vectors));
  }
  constexpr double turn = 2 * std::numbers::pi;  // 1 Hz
  const Tensor inner = name == "linear_rotation" ? matrix({-2, -turn, 0, turn, -2, 0, 0, 0, -5}, 3)
                                                 : diagonal({-2, -4, -6});
  return at::matmul(at::matmul(basis, inner), basis.t());
}

void make_linear_system(Model& model, const Time& time, std::int64_t basis_seed) {
  npd::RandomStream random(static_cast<std::uint64_t>(basis_seed), "toy_dynamics_basis");
  const Tensor basis = random_orthogonal(3, random);
  model.before = at::matmul(at::matmul(basis, diagonal({-1, -3, -5})), basis.t());
  model.field =
      std::make_shared<LinearField>(model.before, changed(model.name, basis, random), time.bin_s);
  model.noise_per_s = 12.5;  // 12500 (1 ms)^2 a step, which the paper's Poisson neurons have
  model.states = {{"x", ""}, {"y", ""}, {"z", ""}};
  model.inputs = {{"into x", "1/s"}, {"into y", "1/s"}, {"into z", "1/s"}, {"change", ""}};
}

void make_orbit(Model& model, const Time& time, double pull_per_s) {
  const Orbit orbit{pull_per_s};
  model.field = std::make_shared<OrbitField>(orbit, time.bin_s);
  model.short_step = std::make_shared<OrbitStep>(orbit, time.step_s());
}

// The paper's variances are those of a step of 1 ms.
void make_planar(Model& model, const Time& time) {
  model.states = {{"x", ""}, {"y", ""}};
  model.inputs = {{"into x", "1/s"}, {"into y", "1/s"}};
  const auto linear = [&](const Tensor& a) {
    model.field = std::make_shared<LinearField>(a, Tensor(), time.bin_s);
  };
  if (model.name == "saddle") {
    model.field = std::make_shared<SaddleField>(time.bin_s);
    model.short_step = std::make_shared<SaddleStep>(model.field, time.step_s());
    model.noise_per_s = 0.1;
  } else if (model.name == "line_attractor") {
    linear(matrix({0, -5, 0, -5}, 2));
    model.noise_per_s = 0.03;
  } else if (model.name == "rotation") {
    make_orbit(model, time, 0);
    model.noise_per_s = 0.03;
  } else if (model.name == "channel") {
    make_orbit(model, time, 20);
    model.noise_per_s = 0.1;
  } else {
    linear(diagonal({-20, -40}));
    model.noise_per_s = 0.3;
  }
}

}  // namespace

npd::Choices model_choices() {
  return npd::choices(
      {{"saddle", "two choices and the saddle between them, under a constant input of either sign"},
       {"line_attractor", "a non-normal line attractor whose input makes it decide as the saddle"},
       {"point_attractor", "one stable point whose input moves it as the saddle decides"},
       {"rotation", "circles around the origin, without input"},
       {"channel", "a circle that attracts, without input"},
       {"moving_point_attractor", "one stable point whose input moves it as the rotation moves"},
       {"linear", "three modes, all of which become faster at once"},
       {"linear_nonnormal", "three modes whose directions cease to be orthogonal at once"},
       {"linear_rotation", "three modes, two of which become a rotation of 1 Hz at once"}});
}

bool Model::is_movement() const {
  return name == "rotation" || name == "channel" || name == "moving_point_attractor";
}

std::string Model::leader() const {
  if (name == "moving_point_attractor") return "rotation";
  return name == "line_attractor" || name == "point_attractor" ? "saddle" : "";
}

Model make_model(const std::string& name, const Time& time, std::int64_t basis_seed) {
  Model model;
  model.name = name;
  if (name.starts_with("linear")) {
    make_linear_system(model, time, basis_seed);
  } else {
    make_planar(model, time);
  }
  if (model.short_step == nullptr) {
    model.short_step = std::make_shared<simulated::EulerStep>(model.field, time.step_s());
  }
  return model;
}

Tensor random_orthogonal(std::int64_t size, npd::RandomStream& random) {
  Tensor basis = simulated::normals({size, size}, random);
  for (std::int64_t i = 0; i < size; ++i) {
    Tensor column = basis.select(1, i);
    for (std::int64_t j = 0; j < i; ++j) {
      const Tensor other = basis.select(1, j);
      column -= (other * column).sum() * other;
    }
    column /= column.norm();
  }
  return basis;
}

}  // namespace toy
