#include "model/initialise.hpp"

#include <npd/gru_cell.hpp>
#include <npd/ops.hpp>

#include <cmath>

#include <npd/testing/catch.hpp>

TEST_CASE("weights start with the deviation of their Init, biases exactly") {
  npd::GruCell cell(30, 100, 5.0);
  npd::model::initialise(cell, 0);
  const auto w = cell.recurrent_weight().detach().to(at::kDouble);
  const auto n = static_cast<double>(w.numel());
  // Within 4 standard errors of variance 1/100 (alpha = 6e-5).
  CHECK(std::abs(at::square(w).mean().item<double>() * 100 - 1) < 4 * std::sqrt(2 / n));
  CHECK(at::equal(cell.bias().detach(), at::cat({at::ones({200}), at::zeros({100})})));
}

TEST_CASE("a weight's start depends on the seed and its name only") {
  npd::GruCell narrow(3, 4, 5.0), same(3, 4, 5.0), other(3, 4, 5.0);
  npd::model::initialise(narrow, 1);
  npd::model::initialise(same, 1);
  npd::model::initialise(other, 2);
  CHECK(at::equal(narrow.input_weight(), same.input_weight()));
  CHECK_FALSE(at::equal(narrow.input_weight(), other.input_weight()));
  CHECK(narrow.input_weight().requires_grad());
}
