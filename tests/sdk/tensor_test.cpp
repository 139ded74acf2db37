#include <npd/error.hpp>
#include <npd/ops.hpp>

#include <cmath>

#include <npd/testing/catch.hpp>

using npd::testing::ContainsSubstring;

TEST_CASE("check_shape names expected and found") {
  const auto spikes = at::zeros({4, 10, 3});
  CHECK_NOTHROW(npd::check_shape(spikes, {npd::any_size, 10, 3}, "spikes"));
  CHECK_THROWS_WITH(npd::check_shape(spikes, {npd::any_size, 10, 5}, "spikes"),
                    "spikes: expected shape (any, 10, 5), found (4, 10, 3)");
  CHECK_THROWS_WITH(npd::check_shape(spikes, {4, 10}, "spikes"),
                    ContainsSubstring("expected shape (4, 10)"));
  CHECK_THROWS_WITH(npd::check_shape({}, {4}, "rates"),
                    "rates: expected shape (4), found no array");
}

TEST_CASE("check_finite names the first bad index") {
  auto rates = at::zeros({2, 3});
  CHECK_NOTHROW(npd::check_finite(rates, "rates"));
  rates.select(0, 1).select(0, 2).fill_(NAN);
  CHECK_THROWS_WITH(npd::check_finite(rates, "rates"),
                    "rates: NaN or infinity at index (1, 2); 1 of 6 elements are not finite");
}
