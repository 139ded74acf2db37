#include "table.hpp"
#include "workbench.hpp"

#include <string>

#include <npd/testing/catch.hpp>

using namespace npd::testing;

TEST_CASE("the quickstart finds the true rates") {
  const Workbench bench;
  const auto finished = bench.npd("run " NPD_CONFIGS "/quickstart.toml --out out");
  INFO(finished.err);
  REQUIRE(finished.exit_code == 0);
  const auto scores = parse_table(read_text(bench / "out/scores.csv"));
  REQUIRE(scores.rows.at(0).at("metric") == "rate_r2");
  CHECK(std::stod(scores.rows.at(0).at("value")) >= 0.9);
}
