#include "toy_dynamics/course.hpp"
#include "plugins/datasets/toy_dynamics/toys.hpp"

#include <npd/ops.hpp>
#include <npd/testing/gradcheck.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <string>
#include <utility>

#include <npd/testing/catch.hpp>

using npd::Tensor;
using npd::testing::Approx;

namespace {

/// The mean course of a noise-free toy, starts included, of a trial with choice 1.
Tensor quiet_course(toy::ToyDynamics::Config config) {
  config.noise_per_s = 0;
  const auto made = toy::make(config);
  const Tensor choices = at::tensor(*made.trials.trial_info.at(0).numbers(), toy::float64);
  const Tensor course =
      toy::mean_course(choices, made.truth.starts, made.trials.trial_arrays.at("states"));
  return course[at::nonzero(choices == 1)[0][0].item<std::int64_t>()];
}

}  // namespace

TEST_CASE("toys that follow another go on its mean course, bins of any length") {
  const std::pair<std::string, std::string> pairs[] = {{"line_attractor", "saddle"},
                                                       {"point_attractor", "saddle"},
                                                       {"moving_point_attractor", "rotation"}};
  for (const auto& [follower, leader] : pairs) {
    for (const auto& time : {toy::ten_steps, toy::one_step}) {
      CAPTURE(follower, time.bin_s);
      auto config = toy::small(follower);
      config.time = time;
      const Tensor course = quiet_course(config);
      config.model = leader;
      CHECK(toy::largest(course - quiet_course(config)) < 1e-12);
      CHECK(toy::largest(course[100] - course[0]) > 0.1);
    }
  }
}

TEST_CASE("at bins of one step the input is (m' - m) / dt - A m") {
  auto config = toy::small("line_attractor");
  config.time = toy::one_step;
  const auto made = toy::make(config);
  config.model = "saddle";
  const Tensor m = quiet_course(config);
  const Tensor a = at::tensor({0.0, -5.0, 0.0, -5.0}, toy::float64).reshape({2, 2});
  const Tensor expected =
      (m.narrow(0, 1, 100) - m.narrow(0, 0, 100)) / 0.001 - at::matmul(m.narrow(0, 0, 100), a.t());
  const auto trial = static_cast<std::int64_t>(std::distance(
      made.trials.conditions.labels.begin(),
      std::find(made.trials.conditions.labels.begin(), made.trials.conditions.labels.end(), 1)));
  CHECK(toy::largest(made.trials.truth.inputs[trial] - expected) < 1e-9);
}

TEST_CASE("a mean course is that of the trials with the same label") {
  const Tensor labels = at::tensor({1.0, -1.0, 1.0}, toy::float64);
  const Tensor starts = at::tensor({1.0, 2.0, 5.0}, toy::float64).reshape({3, 1});
  const Tensor states = at::tensor({10.0, 20.0, 30.0}, toy::float64).reshape({3, 1, 1});
  const Tensor course = toy::mean_course(labels, starts, states);
  CHECK(at::equal(course.flatten(), at::tensor({3.0, 20.0, 2.0, 20.0, 3.0, 20.0}, toy::float64)));
}

TEST_CASE("a linear system begins where its noise keeps it") {
  const auto system = toy::system_of("linear_rotation", toy::ten_steps);
  const Tensor input = at::tensor({2.0, 2.0, 2.0, 0.0}, toy::float64);
  constexpr double noise = 12.5 / 0.01;
  // Rows of the identity and of zeros read out the map of the draws.
  const Tensor normals = at::cat({at::eye(3, toy::float64), at::zeros({1, 3}, toy::float64)});
  const Tensor states = toy::stationary_states(*system, input, noise, normals);
  const Tensor mean = states[3], factor = (states.narrow(0, 0, 3) - mean).t();
  CHECK(toy::largest(system->step(input.unsqueeze(0), mean.unsqueeze(0)) - mean) < 1e-13);

  // In the orthogonal basis each mode of rate l is a process of its own: p = (1 + dt l)^10,
  // variance q^2 N / (1 - p^2) with q = (p - 1) / l.
  const Tensor a = system->field()->jacobian(input.unsqueeze(0), mean.unsqueeze(0)).state[0];
  const Tensor covariance = at::matmul(factor, factor.t());
  double trace = 0;
  for (const double l : {-1.0, -3.0, -5.0}) {
    const double p = std::pow(1 + 0.001 * l, 10), q = (p - 1) / l;
    trace += q * q * noise / (1 - p * p);
  }
  CHECK(covariance.trace().item<double>() == Approx(trace).epsilon(1e-12));
  CHECK(toy::largest(at::matmul(a, covariance) - at::matmul(covariance, a)) < 1e-11);

  CHECK(toy::largest(toy::stationary_states(*system, input, 0, normals) - mean) == 0);
}
