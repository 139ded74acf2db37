#include "metric_fixture.hpp"

#include <cmath>

#include <npd/testing/catch.hpp>

using npd::testing::Approx;

namespace {

double similarity(const npd::Tensor& a, const npd::Tensor& b, const std::string& form) {
  return scores_of("similarity", latents_only(b, a)).at("latent_" + form).value;
}

// Four bins whose columns are centred and orthogonal to each other.
const std::vector<double> first = {1, 1, -1, -1};
const std::vector<double> second = {1, -1, 1, -1};
const std::vector<double> third = {1, -1, -1, 1};

npd::Tensor columns(const std::vector<std::vector<double>>& of) {
  std::vector<npd::Tensor> parts;
  for (const auto& values : of) parts.push_back(recording({1, 4, 1}, values));
  return at::cat(parts, 2);
}

}  // namespace

TEST_CASE(
    "canonical correlations see through any invertible linear map, kernel alignment does not") {
  const npd::Tensor x = random_recording({5, 20, 3}, "x");
  const npd::Tensor y = at::matmul(x, recording({3, 3}, {1, 2, 0, 0, 1, 5, 0, 0, 0.3})) + 4;
  CHECK(similarity(x, y, "cca") == Approx(1).epsilon(1e-12));
  CHECK(similarity(x, y, "cka") < 0.95);
  CHECK(similarity(x, 2 * x + 1, "cka") == Approx(1).epsilon(1e-12));
}

TEST_CASE("canonical correlations are a mean over the narrower side") {
  // One of the two dimensions is shared, the other not at all; further dimensions cost nothing.
  CHECK(similarity(columns({first, second}), columns({first, third}), "cca") == Approx(0.5));
  CHECK(similarity(columns({first, second, third}), columns({first}), "cca") == Approx(1));
  // A dimension twice is one dimension.
  CHECK(similarity(columns({first, first}), columns({first, third}), "cca") == Approx(0.5));
}

TEST_CASE("kernel alignment of orthogonal columns in closed form") {
  // X'X = 4 diag(1, 1), Y'Y = 4, X'Y = (4, 0): 16 / (sqrt(32) 4).
  CHECK(similarity(columns({first, second}), columns({first}), "cka") == Approx(std::sqrt(0.5)));
  CHECK(similarity(columns({second}), columns({first}), "cka") == Approx(0).margin(1e-12));
}

TEST_CASE("similarity is symmetric") {
  const npd::Tensor x = random_recording({5, 20, 3}, "x");
  const npd::Tensor y = random_recording({5, 20, 5}, "y");
  CHECK(similarity(x, y, "cca") == Approx(similarity(y, x, "cca")).epsilon(1e-12));
  CHECK(similarity(x, y, "cka") == Approx(similarity(y, x, "cka")).epsilon(1e-12));
}

TEST_CASE("similarity is undefined where a side does not vary") {
  const npd::Tensor x = random_recording({5, 20, 2}, "x");
  CHECK(std::isnan(similarity(x, at::ones_like(x), "cca")));
  CHECK(std::isnan(similarity(x, at::ones_like(x), "cka")));
}

TEST_CASE("trajectories with many dimensions for their samples are noted to look alike") {
  const auto note = [](std::int64_t dims) {
    return scores_of("similarity", latents_only(random_recording({2, 20, dims}, "truth"),
                                                random_recording({2, 20, dims}, "estimate")))
        .at("latent_cca")
        .note;
  };
  CHECK(note(15) ==
        "15 true and 15 estimated dimensions on 40 samples: unrelated trajectories look "
        "alike, too");
  CHECK(note(1).empty());
}
