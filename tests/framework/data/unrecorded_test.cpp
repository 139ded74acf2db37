#include "data/unrecorded.hpp"

#include <npd/error.hpp>
#include <npd/ops.hpp>

#include <cmath>

#include <npd/testing/catch.hpp>

using npd::data::hide_unrecorded;

namespace {

/// Two trials of three bins of two neurons; the last bin of trial 0 was not recorded, nor neuron 1
/// in the first bin of trial 1.
npd::Evaluation with_gaps() {
  npd::Evaluation e;
  e.spikes = at::ones({2, 3, 2}, at::kDouble);
  e.spikes[0][2].fill_(NAN);
  e.spikes[1][0][1] = NAN;
  e.truth = {at::ones({2, 3, 2}, at::kDouble), at::ones({2, 3, 4}, at::kDouble),
             at::ones({2, 3, 1}, at::kDouble)};
  return e;
}

std::int64_t gaps(const npd::Tensor& x) { return at::isnan(x).sum().item<std::int64_t>(); }

}  // namespace

TEST_CASE("truth is hidden where nothing was recorded, known or not") {
  auto e = with_gaps();
  e.truth.inputs[0][2].fill_(NAN);
  hide_unrecorded(e, "");
  CHECK(at::equal(at::isnan(e.truth.rates), at::isnan(e.spikes)));
  CHECK(gaps(e.truth.latents) == 4);
  CHECK(gaps(e.truth.latents[0][2]) == 4);
  CHECK(gaps(e.truth.inputs) == 1);
}

TEST_CASE("truth that is unknown where something was recorded is an error") {
  auto e = with_gaps();
  e.truth.latents[1][0][3] = NAN;  // one neuron was recorded there
  CHECK_THROWS_WITH(hide_unrecorded(e, "a.h5: "),
                    "a.h5: latents: NaN or infinity at index (1, 0, 3); 1 of 24 elements are not "
                    "finite");
  e = with_gaps();
  e.spikes = at::ones({2, 3, 2}, at::kDouble);
  e.truth.rates[0][2][0] = NAN;
  CHECK_THROWS_AS(hide_unrecorded(e, ""), npd::NumericalError);
}

TEST_CASE("without gaps the truth is what it was") {
  auto e = with_gaps();
  e.spikes = at::ones({2, 3, 2}, at::kDouble);
  const auto rates = e.truth.rates;
  hide_unrecorded(e, "");
  CHECK(e.truth.rates.is_same(rates));
}
