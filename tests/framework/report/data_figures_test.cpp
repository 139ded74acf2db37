#include "report/data_figures.hpp"

#include <npd/ops.hpp>

#include <algorithm>
#include <string>
#include <variant>
#include <vector>

#include <npd/testing/catch.hpp>

namespace npd::report {
namespace {

/// Three groups of two trials each, of 8 bins of 2 neurons.
DataFacts facts_of_groups() {
  DataFacts facts;
  facts.counts = at::arange(6 * 8 * 2, at::kDouble).remainder(3).reshape({6, 8, 2});
  facts.groupings = {{"hz", {"4", "8", "16"}, {0, 0, 1, 1, 2, 2}}};
  facts.numbers = {{"correct", {0, 1, 1, 1, 1, 4}}};
  return facts;
}

FigureFamily family(const std::string& name) {
  const auto families = data_figures(facts_of_groups());
  const auto found = std::find_if(families.begin(), families.end(),
                                  [&](const auto& family) { return family.name == name; });
  REQUIRE(found != families.end());
  return *found;
}

}  // namespace

TEST_CASE("a fact has a bar for each group, from a standard error below its mean to one above") {
  const auto facts = family("facts");
  REQUIRE(facts.members.size() == 1);
  const auto& [choice, figure] = facts.members[0];
  CHECK(choice == "correct by hz");
  CHECK(figure.categories == std::vector<std::string>{"4", "8", "16"});
  const auto& bars = std::get<Bars>(figure.series.at(0));
  CHECK(bars.values == std::vector<double>{0.5, 1, 2.5});
  CHECK(bars.low == std::vector<double>{0, 1, 1});
  CHECK(bars.high == std::vector<double>{1, 1, 4});
}

}  // namespace npd::report
