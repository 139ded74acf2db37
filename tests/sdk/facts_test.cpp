#include <npd/facts.hpp>

#include <cmath>

#include <npd/testing/catch.hpp>

using npd::Column;
using npd::conditions_of;

TEST_CASE("columns hold numbers or texts and are found by name") {
  const std::vector<Column> columns = {{"id", std::vector<double>{3, NAN}},
                                       {"area", std::vector<std::string>{"pfc", "ppc"}}};
  const Column* area = npd::find_column(columns, "area");
  REQUIRE(area != nullptr);
  REQUIRE(area->texts() != nullptr);
  CHECK(area->numbers() == nullptr);
  CHECK(area->texts()->at(1) == "ppc");
  CHECK(area->size() == 2);
  CHECK(npd::find_column(columns, "depth") == nullptr);
}

TEST_CASE("equal columns have equal names and cells, empty ones too") {
  const Column column("id", std::vector<double>{3, NAN});
  CHECK(column == Column("id", std::vector<double>{3, NAN}));
  CHECK_FALSE(column == Column("id", std::vector<double>{3, 4}));
  CHECK_FALSE(column == Column("number", std::vector<double>{3, NAN}));
  CHECK_FALSE(column == Column("id", std::vector<std::string>{"3", ""}));
}

TEST_CASE("each different cell is a condition, an empty one is none") {
  const auto of_numbers = conditions_of({"choice", std::vector<double>{1, -2.5, NAN, 1}});
  CHECK(of_numbers.names == std::vector<std::string>{"-2.5", "1"});
  CHECK(of_numbers.labels == std::vector<std::int64_t>{1, 0, -1, 1});
  const auto of_texts = conditions_of({"side", std::vector<std::string>{"right", "", "left"}});
  CHECK(of_texts.names == std::vector<std::string>{"left", "right"});
  CHECK(of_texts.labels == std::vector<std::int64_t>{1, -1, 0});
}
