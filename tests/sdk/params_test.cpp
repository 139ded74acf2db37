#include <npd/dataset.hpp>
#include <npd/generator.hpp>
#include <npd/params.hpp>

#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <npd/testing/catch.hpp>

namespace {

npd::ParameterInfo within(const npd::Bounds& bounds) {
  npd::ParameterInfo info;
  info.bounds = bounds;
  return info;
}

std::optional<std::string> check(double value, const npd::Bounds& bounds) {
  return npd::violation(within(bounds), &value);
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
  CHECK(npd::violation(within(npd::within(0, 1)), &list) == "each element must be in [0, 1]");
}

TEST_CASE("a text may be limited to some words") {
  std::string word = "red";
  npd::ParameterInfo info;
  info.choices = npd::one_of({"mvn", "ar"});
  CHECK(npd::violation(info, &word) == "must be one of \"mvn\", \"ar\"");
  word = "ar";
  CHECK_FALSE(npd::violation(info, &word));
}

namespace {

struct Window {
  std::int64_t bins = 3;
  void visit(npd::Params& p) { p("bins", bins, "Length", npd::at_least(1), "bins"); }
};

/// Notes the type and the facts of each parameter.
class Noted final : public npd::Params {
 public:
  std::string text;

 private:
  void parameter(const npd::ParameterInfo& info, npd::ParameterRef value) override {
    text += info.name + ": " + npd::type_name(value) + (info.unit.empty() ? "" : ", " + info.unit) +
            (info.may_change_while_training ? ", may change" : "") +
            (info.changes_shapes ? ", changes shapes" : "") + "\n";
    if (const auto* table = std::get_if<npd::TableRef>(&value)) table->visit(*this);
  }
};

}  // namespace

TEST_CASE("parameters have every shape, and facts in any order") {
  std::optional<double> cutoff;
  std::vector<npd::GeneratorSlot> inner;
  npd::DatasetSlot dataset;
  Window window;
  std::vector<Window> windows;
  double rate = 0;
  Noted p;
  p("cutoff", cutoff, "Not set by default", "Hz", npd::above(0.0));
  p("inner", inner, "Generators");
  p("dataset", dataset, "A data set");
  p("window", window, "A table");
  p("windows", windows, "Tables");
  p("rate", rate, "A rate", npd::may_change_while_training, npd::within(0, 1));
  p("dim", window.bins, "A size", npd::changes_shapes);
  CHECK(p.text ==
        "cutoff: number, Hz\ninner: list of generators\ndataset: dataset\nwindow: table\n"
        "bins: integer, bins\nwindows: list of tables\nrate: number, may change\n"
        "dim: integer, changes shapes\n");
}

TEST_CASE("an optional number is checked if it is set") {
  std::optional<double> value;
  CHECK_FALSE(npd::violation(within(npd::above(0)), &value));
  value = -1;
  CHECK(npd::violation(within(npd::above(0)), &value) == "must be above 0");
}

TEST_CASE("each word of a list of texts is checked") {
  std::vector<std::string> words{"mvn", "red"};
  npd::ParameterInfo info;
  info.choices = npd::choices({{"mvn", "Normal"}, {"ar", "Autoregressive"}});
  CHECK(npd::violation(info, &words) == "each element must be one of \"mvn\", \"ar\"");
}
