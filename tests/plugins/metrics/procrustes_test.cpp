#include "metric_fixture.hpp"

#include <cmath>

#include <npd/testing/catch.hpp>

using npd::testing::Approx;
using npd::testing::ContainsSubstring;

namespace {

double distance(const npd::Tensor& a, const npd::Tensor& b, const std::string& form) {
  return scores_of("procrustes", latents_only(b, a)).at("latent_procrustes_" + form).value;
}

// A rotation by `angle` in the plane of the first two of three dimensions, mirrored in the third.
npd::Tensor orthogonal(double angle) {
  const double c = std::cos(angle), s = std::sin(angle);
  return recording({3, 3}, {c, -s, 0, s, c, 0, 0, 0, -1});
}

}  // namespace

TEST_CASE("the distance of a recording to itself is 0") {
  const npd::Tensor x = random_recording({5, 20, 3}, "x");
  for (const std::string form : {"lin", "rot", "pca_lin", "pca_rot", "lin_floor"}) {
    INFO(form);
    CHECK(distance(x, x, form) < 1e-12);
  }
}

TEST_CASE("rotation, shift and scale make no distance") {
  const npd::Tensor x = random_recording({5, 20, 3}, "x");
  const npd::Tensor y = 3 * at::matmul(x, orthogonal(0.7)) + 2;
  // The whitening of lin is not quite full: its alpha of 1e-6 lets that much of the scale through.
  for (const std::string form : {"lin", "rot", "pca_lin", "pca_rot"}) {
    INFO(form);
    CHECK(distance(x, y, form) < 1e-5);
  }
}

TEST_CASE("an invertible linear map makes a distance for rot only") {
  const npd::Tensor x = random_recording({5, 20, 3}, "x");
  const npd::Tensor y = at::matmul(x, recording({3, 3}, {1, 2, 0, 0, 1, 5, 0, 0, 0.3}));
  CHECK(distance(x, y, "lin") < 1e-3);
  CHECK(distance(x, y, "rot") > 0.1);
}

TEST_CASE("Procrustes distances are symmetric") {
  const npd::Tensor x = random_recording({5, 20, 3}, "x");
  const npd::Tensor y = random_recording({5, 20, 5}, "y");
  for (const std::string form : {"lin", "rot", "pca_lin", "pca_rot", "lin_floor"}) {
    INFO(form);
    CHECK(distance(x, y, form) == Approx(distance(y, x, form)).epsilon(1e-12));
  }
}

TEST_CASE("rot does not change when either side is rotated") {
  const npd::Tensor x = random_recording({5, 20, 3}, "x");
  const npd::Tensor y = x + random_recording({5, 20, 3}, "noise");
  const double before = distance(x, y, "rot");
  CHECK(before > 0.1);
  CHECK(distance(at::matmul(x, orthogonal(1.1)), y, "rot") == Approx(before).epsilon(1e-10));
  CHECK(distance(x, at::matmul(y, orthogonal(2.3)), "rot") == Approx(before).epsilon(1e-10));
}

TEST_CASE("Procrustes distances keep the triangle inequality") {
  // Recordings of different widths, from near to each other to unrelated.
  std::vector<npd::Tensor> recordings;
  const npd::Tensor base = random_recording({4, 15, 3}, "base");
  for (int i = 0; i < 6; ++i) {
    const std::string name = std::to_string(i);
    const npd::Tensor wide = at::matmul(base, random_recording({3, 2 + i % 3}, "map" + name));
    recordings.push_back(wide + 0.3 * i * random_recording(wide.sizes(), "noise" + name));
  }
  for (const std::string form : {"lin", "rot"}) {
    for (const auto& a : recordings) {
      for (const auto& b : recordings) {
        for (const auto& c : recordings) {
          CHECK(distance(a, c, form) <= distance(a, b, form) + distance(b, c, form) + 1e-9);
        }
      }
    }
  }
}

TEST_CASE("rot of two lines is the angle between them") {
  // One dimension each: arccos |<x, y>| = arccos(1 / 2) for centred x = (1, -1, 0), y = (0, -1, 1).
  const npd::Tensor x = recording({1, 3, 1}, {1, -1, 0});
  const npd::Tensor y = recording({1, 3, 1}, {0, -1, 1});
  CHECK(distance(x, y, "rot") == Approx(std::acos(0.5)));
}

TEST_CASE("alpha goes from full whitening to none") {
  const npd::Evaluation evaluation =
      latents_only(random_recording({5, 20, 3}, "x"), random_recording({5, 20, 3}, "y"));
  const auto none = scores_of("procrustes", evaluation, {{"alpha_lin", 1.0}});
  CHECK(none.at("latent_procrustes_lin").value == none.at("latent_procrustes_rot").value);
  CHECK_THROWS_WITH(load_metric("procrustes", {{"alpha_rot", 1.5}}),
                    ContainsSubstring("in [0, 1]"));
}

TEST_CASE("the floor of lin is reached by padding the truth with white dimensions") {
  // The truth is contained exactly in the estimate, yet lin cannot go below arccos(sqrt(2 / 8)).
  const npd::Tensor truth = random_recording({10, 20, 2}, "truth");
  const npd::Tensor estimate = at::cat({truth, random_recording({10, 20, 6}, "more")}, 2);
  const double floor = distance(estimate, truth, "lin_floor");
  CHECK(floor == Approx(std::acos(0.5)));
  CHECK(distance(estimate, truth, "lin") == Approx(floor).epsilon(1e-4));
}

TEST_CASE("PCA to the true dimension takes away the penalty for weak extra dimensions") {
  const npd::Tensor truth = random_recording({10, 20, 2}, "truth");
  const npd::Tensor estimate = at::cat({truth, 1e-4 * random_recording({10, 20, 6}, "more")}, 2);
  CHECK(distance(estimate, truth, "lin") > 1);
  CHECK(distance(estimate, truth, "pca_lin") < 1e-3);
  CHECK(distance(estimate, truth, "pca_rot") < 1e-3);
}

TEST_CASE("Procrustes is undefined where a side does not vary") {
  const npd::Tensor x = random_recording({5, 20, 2}, "x");
  CHECK(std::isnan(distance(x, at::ones_like(x), "rot")));
}

TEST_CASE("Procrustes scores inputs too") {
  const npd::Tensor x = random_recording({5, 20, 2}, "x");
  npd::Evaluation evaluation;
  evaluation.truth.inputs = x;
  evaluation.estimates.inputs = at::cat({x, x}, 2);
  const auto scores = scores_of("procrustes", evaluation);
  CHECK(scores.size() == 5);
  CHECK(scores.at("input_procrustes_rot").value < 1e-6);
  CHECK(scores.at("input_procrustes_lin_floor").value == Approx(std::acos(std::sqrt(0.5))));
}
