#include "base/csv.hpp"

#include <npd/error.hpp>
#include <npd/testing/temporary_folder.hpp>

#include <cmath>
#include <fstream>

#include <npd/testing/catch.hpp>

namespace npd::base {
namespace {

using testing::ContainsSubstring;
using testing::TemporaryFolder;

struct File {
  explicit File(const std::string& text) { std::ofstream(path()) << text; }
  std::filesystem::path path() const { return folder / "table.csv"; }
  TemporaryFolder folder;
};

}  // namespace

TEST_CASE("a table is read by rows, without its comments") {
  const File file("# source\nmetric,value,split\na,0.25,all\nb,,\nc,-inf,all\n");
  const auto table = read_csv(file.path());
  CHECK(table.columns == std::vector<std::string>{"metric", "value", "split"});
  REQUIRE(table.rows.size() == 3);
  CHECK(table.rows[1] == std::vector<std::string>{"b", "", ""});
  CHECK(table.number(0, table.column("value")) == 0.25);
  CHECK(std::isnan(table.number(1, 1)));
  CHECK(std::isinf(table.number(2, 1)));
}

TEST_CASE("quoted cells are read back as they were written") {
  const std::vector<std::string> cells{"a", "b,c", "say \"x\"", "", "\"\"", "{ k = \"v\" }"};
  const File file(csv_line({"1", "2", "3", "4", "5", "6"}) + csv_line(cells));
  REQUIRE(read_csv(file.path()).rows.size() == 1);
  CHECK(read_csv(file.path()).rows[0] == cells);
}

TEST_CASE("a table from DOS is read as any other") {
  const File file("metric,value\r\na,1\r\n");
  CHECK(read_csv(file.path()).columns.back() == "value");
  CHECK(read_csv(file.path()).number(0, 1) == 1);
}

TEST_CASE("mistakes in a table are told with file and line") {
  const File file("metric,value\na,high\n");
  const auto table = read_csv(file.path());
  CHECK_THROWS_WITH(table.number(0, 1),
                    file.path().string() + ":2: value: expected a number, found \"high\"");
  CHECK_THROWS_WITH(table.column("vale"),
                    file.path().string() + ": no column \"vale\"; there are metric, value");
  const File torn("# c\nmetric,value\na,1\nb\n");
  CHECK_THROWS_WITH(read_csv(torn.path()), torn.path().string() + ":4: expected 2 cells, found 1");
  CHECK_THROWS_AS(read_csv(torn.folder / "no.csv"), DataError);
}

TEST_CASE("lines are quoted where needed, numbers keep their bits") {
  CHECK(csv_line({"a", "b,c", "say \"x\"", ""}) == "a,\"b,c\",\"say \"\"x\"\"\",\n");
  CHECK(csv_number(0.1 + 0.2) == "0.30000000000000004");
  CHECK(csv_number(NAN).empty());
}

}  // namespace npd::base
