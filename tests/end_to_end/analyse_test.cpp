#include "table.hpp"
#include "workbench.hpp"

#include <npd/hdf5.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>

#include <npd/testing/catch.hpp>

using namespace npd::testing;

namespace {

constexpr const char* points = R"([analyses.points]
plugin = "fixed_points"
starts = 32
slow = false
)";

std::string cell(const std::string& scores_csv, const std::string& name) {
  for (const auto& row : parse_table(scores_csv).rows) {
    if (row.at("metric") == name) return row.at("value");
  }
  return "absent";
}

/// One run with an analysis, and one of the same without.
struct AnalysedRun : Workbench {
  AnalysedRun() {
    write("with.toml", std::string(small_experiment) + points);
    write("points.toml", points);
    write("twice.toml", std::string(points) + "[analyses.again]\nplugin = \"fixed_points\"\n");
    with = npd("run with.toml --out with");
    without = npd("run small.toml --out without");
  }
  std::string text(const std::string& file) const { return read_text(*this / file); }
  Finished with, without;
};

const AnalysedRun& runs() {
  static const AnalysedRun all;
  return all;
}

}  // namespace

TEST_CASE("analyses of an experiment run after its scores") {
  const auto& bench = runs();
  REQUIRE(bench.with.exit_code == 0);
  CHECK_THAT(bench.with.err, ContainsSubstring("\nanalysed    points in "));
  CHECK_THAT(bench.with.out, ContainsSubstring("\nfp_f1 "));
  const auto files = bench.files("with/analyses");
  CHECK(files == std::set<std::string>{"points.csv", "points.h5", "points.inputs.csv",
                                       "points.json", "points.modes.csv"});
  const auto record = nlohmann::json::parse(bench.text("with/run.json"));
  CHECK(record["files"].contains("analyses/points.h5"));
  CHECK(cell(bench.text("with/scores.csv"), "flow_r2") != "absent");
}

TEST_CASE("a run that is analysed later ends as one that was analysed at its end") {
  const auto& bench = runs();
  REQUIRE(bench.without.exit_code == 0);
  const auto done = bench.npd("analyse without --config points.toml");
  INFO(done.err);
  REQUIRE(done.exit_code == 0);
  CHECK(bench.text("without/scores.csv") == bench.text("with/scores.csv"));
  for (const auto& file : bench.files("with/analyses")) {
    CAPTURE(file);
    CHECK(bench.text("without/analyses/" + file) == bench.text("with/analyses/" + file));
  }
  // Its scores are still those that it has on record.
  CHECK(bench.npd("compare without with").exit_code == 0);
  CHECK_THAT(bench.text("without/log.txt"), ContainsSubstring("analysed    points in "));
}

TEST_CASE("the report of an analysed run can be drawn") {
  const auto& bench = runs();
  REQUIRE(bench.npd("report with -o with.html").exit_code == 0);
  // Figures that cannot be read are named; the page's data are packed.
  CHECK_THAT(bench.text("with.html"), !ContainsSubstring("Figures of points: "));
}

TEST_CASE("data alone are analysed without a model") {
  const auto& bench = runs();
  const auto done = bench.npd("analyse with.toml --out alone");
  INFO(done.err);
  REQUIRE(done.exit_code == 0);
  const auto table = parse_table(bench.text("alone/points.csv"));
  REQUIRE(!table.rows.empty());
  CHECK(std::all_of(table.rows.begin(), table.rows.end(),
                    [](const auto& row) { return row.at("system") == "truth"; }));
  CHECK(!std::filesystem::exists(bench / "alone/run.json"));
}

TEST_CASE("what cannot be analysed is told") {
  const auto& bench = runs();
  const auto message = [&](const std::string& arguments, int code) {
    const auto done = bench.npd(arguments);
    CHECK(done.exit_code == code);
    return done.err;
  };
  CHECK_THAT(message("analyse with --only point", 3),
             ContainsSubstring("--only point: there is no such analysis; there are: points; did "
                               "you mean \"points\"?"));
  CHECK_THAT(message("analyse small.toml", 3),
             ContainsSubstring("analyses: names no analysis; add a table [analyses.NAME]"));
  CHECK_THAT(message("analyse with --config twice.toml", 3),
             ContainsSubstring("gives the score \"fp_recall\", which "));
  CHECK_THAT(message("analyse with --out elsewhere", 3), ContainsSubstring("--out elsewhere"));
}

TEST_CASE("a study may search for what an analysis says") {
  const auto& bench = runs();
  bench.write("study.toml", bench.text("with.toml") +
                                "\n[study]\nobjective = \"score/flow_r2\"\ntrials = 1\n"
                                "[[study.search]]\nkey = \"training.lr_init\"\n"
                                "choice = [0.001]\n");
  const auto checked = bench.npd("study check study.toml");
  INFO(checked.err);
  CHECK(checked.exit_code == 0);
}
