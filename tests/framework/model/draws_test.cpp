#include "model/draws.hpp"

#include <npd/ops.hpp>

#include <cmath>

#include <npd/testing/catch.hpp>

using npd::model::PhiloxDraws;

// Mean and variance of n draws lie within 4 standard errors of the truth (alpha = 6e-5 each).
TEST_CASE("normal draws have mean 0 and variance 1") {
  PhiloxDraws draws(1, {"train", 0, 0}, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
  const auto x = draws.normal("posterior/co", {10, 100, 101}).to(at::kDouble);
  const auto n = static_cast<double>(x.numel());
  CHECK(std::abs(x.mean().item<double>()) < 4 / std::sqrt(n));
  CHECK(std::abs(at::square(x).mean().item<double>() - 1) < 4 * std::sqrt(2 / n));
}

TEST_CASE("masks keep the wanted share, and dropout masks keep the mean") {
  PhiloxDraws draws(2, {"train", 5, 0}, {0, 1, 2, 3});
  const auto keep = draws.keep_mask("coordinated_dropout", {4, 100, 50}, 0.7);
  const auto n = static_cast<double>(keep.numel());
  CHECK(std::abs(keep.mean().item<double>() - 0.7) < 4 * std::sqrt(0.21 / n));
  const auto mask = draws.dropout_mask("coordinated_dropout", {4, 100, 50}, 0.3);
  CHECK(at::allclose(mask * 0.7, keep));
  CHECK(draws.keep_mask("all", {4, 3}, 1.0).min().item<float>() == 1);
}

TEST_CASE("a draw depends on its trial, not on the batch that the trial is in") {
  PhiloxDraws together(3, {"train", 1, 0}, {7, 2, 9}), alone(3, {"train", 1, 0}, {9});
  const auto all = together.normal("posterior/co", {3, 20, 5});
  CHECK(at::equal(all[2], alone.normal("posterior/co", {1, 20, 5})[0]));
}

TEST_CASE("seed, phase, stream, step, sample, trial and bin each change a draw") {
  const auto draw = [](std::uint64_t seed, PhiloxDraws::Place place, std::int64_t trial,
                       const char* stream) {
    return PhiloxDraws(seed, place, {trial}).normal(stream, {1, 2, 1});
  };
  const auto reference = draw(0, {"train", 0, 0}, 0, "a");
  CHECK(at::equal(reference, draw(0, {"train", 0, 0}, 0, "a")));
  CHECK_FALSE(at::equal(reference, draw(1, {"train", 0, 0}, 0, "a")));
  CHECK_FALSE(at::equal(reference, draw(0, {"valid", 0, 0}, 0, "a")));
  CHECK_FALSE(at::equal(reference, draw(0, {"train", 1, 0}, 0, "a")));
  CHECK_FALSE(at::equal(reference, draw(0, {"train", 0, 1}, 0, "a")));
  CHECK_FALSE(at::equal(reference, draw(0, {"train", 0, 0}, 1, "a")));
  CHECK_FALSE(at::equal(reference, draw(0, {"train", 0, 0}, 0, "b")));
  CHECK(reference.flatten()[0].item<float>() != reference.flatten()[1].item<float>());
}

TEST_CASE("several samples' draws are those of each, after each other") {
  const std::vector<std::int64_t> trials{4, 9, 2};
  npd::model::SampleDraws draws(3, {"sample", 0, 5}, 2, trials);
  PhiloxDraws first(3, {"sample", 0, 5}, trials), second(3, {"sample", 0, 6}, trials);
  CHECK(at::equal(draws.normal("a", {6, 7, 5}),
                  at::cat({first.normal("a", {3, 7, 5}), second.normal("a", {3, 7, 5})})));
  CHECK(at::equal(draws.normal("b", {6, 5}),
                  at::cat({first.normal("b", {3, 5}), second.normal("b", {3, 5})})));
  CHECK(at::equal(
      draws.keep_mask("a", {6, 7, 5}, 0.4),
      at::cat({first.keep_mask("a", {3, 7, 5}, 0.4), second.keep_mask("a", {3, 7, 5}, 0.4)})));
  CHECK(at::equal(draws.dropout_mask("a", {6, 7, 5}, 0.4),
                  at::cat({first.dropout_mask("a", {3, 7, 5}, 0.4),
                           second.dropout_mask("a", {3, 7, 5}, 0.4)})));
}
