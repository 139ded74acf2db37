#include "base/text_table.hpp"

#include <npd/testing/catch.hpp>

namespace npd::base {
namespace {

TextTable table_of_parameters() {
  TextTable table;
  table.add_row({"name", "default", "meaning"});
  table.add_row({"clip", "5", "largest size of a state, beyond it is cut"});
  table.add_row({"rank", "", "of the weights"});
  return table;
}

}  // namespace

TEST_CASE("a table that fits has a line for each row") {
  const std::string whole =
      "name  default  meaning\n"
      "clip  5        largest size of a state, beyond it is cut\n"
      "rank           of the weights";
  CHECK(table_of_parameters().text() == whole);
  CHECK(table_of_parameters().text(56) == whole);
}

TEST_CASE("where a table does not fit, its last column is broken") {
  CHECK(table_of_parameters().text(40) ==
        "name  default  meaning\n"
        "clip  5        largest size of a state,\n"
        "               beyond it is cut\n"
        "rank           of the weights");
}

TEST_CASE("where there is no room for a last column, cells stand below each other") {
  CHECK(table_of_parameters().text(30) ==
        "clip\n"
        "    default: 5\n"
        "    meaning: largest size of a\n"
        "      state, beyond it is cut\n"
        "rank\n"
        "    meaning: of the weights");
}

TEST_CASE("cells below each other: a row without a name goes on with the one above") {
  TextTable table;
  table.add_row({"name", "allowed", "meaning"});
  table.add_row({"start", "", "where a long and winding road of words begins"});
  table.add_row({"", "\"zero\"", "at nothing"});
  CHECK(table.text(24) ==
        "start\n"
        "    meaning: where a\n"
        "      long and winding\n"
        "      road of words\n"
        "      begins\n"
        "    allowed: \"zero\"\n"
        "    meaning: at nothing");
}

TEST_CASE("numbers end below each other") {
  TextTable table;
  table.align_right(1);
  table.add_row({"score", "value", "of"});
  table.add_row({"r2", "-1.5", "all"});
  table.add_row({"\u00b5", "0.5", "valid"});
  CHECK(table.text() ==
        "score  value  of\n"
        "r2      -1.5  all\n"
        "\u00b5        0.5  valid");
}

}  // namespace npd::base
