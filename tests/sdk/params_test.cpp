#include <npd/params.hpp>

#include <cmath>

#include <npd/testing/catch.hpp>

namespace {

std::optional<std::string> check(double value, const npd::Bounds& bounds) {
  return npd::violation({"x", "", "", bounds, {}}, &value);
}

}  // namespace

TEST_CASE("bounds say what is allowed") {
  CHECK_FALSE(check(0, npd::within(0, 1)));
  CHECK_FALSE(check(1, npd::within(0, 1)));
  CHECK(check(1.5, npd::within(0, 1)) == "must be in [0, 1]");
  CHECK_FALSE(check(0, npd::from_below(0, 1)));
  CHECK(check(1, npd::from_below(0, 1)) == "must be in [0, 1)");
  CHECK(check(0, npd::above(0)) == "must be above 0");
  CHECK_FALSE(check(1e-300, npd::above(0)));
  CHECK(check(0, npd::at_least(1)) == "must be at least 1");
}

TEST_CASE("NaN and infinity are never a number") {
  CHECK(check(std::nan(""), {}) == "must be a finite number");
  CHECK(check(INFINITY, npd::above(0)) == "must be above 0");
}

TEST_CASE("each element of a list is checked") {
  std::vector<double> list{0.5, 2};
  CHECK(npd::violation({"x", "", "", npd::within(0, 1), {}}, &list) ==
        "each element must be in [0, 1]");
}

TEST_CASE("a text may be limited to some words") {
  std::string word = "red";
  const npd::ParameterInfo info{"prior", "", "", {}, npd::one_of({"mvn", "ar"})};
  CHECK(npd::violation(info, &word) == "must be one of \"mvn\", \"ar\"");
  word = "ar";
  CHECK_FALSE(npd::violation(info, &word));
}
