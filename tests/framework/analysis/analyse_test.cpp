#include "analysis/analyse.hpp"

#include "framework/app/run_program.hpp"

#include <npd/error.hpp>
#include <npd/hdf5.hpp>
#include <npd/ops.hpp>
#include <npd/testing/temporary_folder.hpp>

#include <limits>
#include <memory>
#include <utility>

#include <npd/testing/catch.hpp>

namespace npd::analysis {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Finds what it is told to find.
class Told final : public Analysis {
 public:
  Told(std::vector<Need> needs, AnalysisResult result)
      : needs_(std::move(needs)), result_(std::move(result)) {}

  std::vector<Need> needs() const override { return needs_; }
  std::vector<ScoreInfo> scores() const override {
    ScoreInfo info;
    info.name = "depth";
    info.doc = "How deep";
    info.headline = true;
    return {info};
  }
  AnalysisResult run(const AnalysisData&) override { return result_; }

 private:
  std::vector<Need> needs_;
  AnalysisResult result_;
};

AnalysisResult some_result() {
  AnalysisResult result;
  result.scores = {{"depth", 2.5, "all"}};
  result.tables = {{"wells",
                    "A row a well",
                    {text_column("place", {"north, left", "south"}, "where"),
                     number_column("depth", {1.5, nan}, "m", "how deep")}},
                   {"pumps", "", {number_column("power", {3}, "kW", "")}}};
  result.arrays = {{"map", at::arange(6).reshape({2, 3}), "(row, column)", "m"}};
  Figure figure{.name = "profile", .title = "Depths"};
  figure.x = {.label = "Place"};
  figure.y = {.label = "Depth", .unit = "m"};
  figure.series = {Line{.name = "wells", .x = {0, 1}, .y = {1.5, nan}}};
  result.figures = {figure};
  return result;
}

NamedAnalysis told(std::vector<Need> needs, AnalysisResult result = some_result()) {
  return {"wells",
          "analyses.wells",
          {"told", "0.1.0"},
          std::make_shared<Told>(std::move(needs), std::move(result))};
}

}  // namespace

TEST_CASE("an analysis leaves its tables, arrays and figures in files") {
  const testing::TemporaryFolder folder;
  const auto outcome = analyse(told({}), {}, folder / "analyses");
  CHECK(!outcome.obstacle);
  CHECK(outcome.files == std::vector<std::filesystem::path>{
                             folder / "analyses/wells.csv", folder / "analyses/wells.h5",
                             folder / "analyses/wells.json", folder / "analyses/wells.pumps.csv"});
  REQUIRE(outcome.scores.rows.size() == 1);
  CHECK(outcome.scores.rows[0].score.value == 2.5);
  CHECK(outcome.scores.rows[0].info.headline);
  CHECK(testing::read_text(folder / "analyses/wells.csv") ==
        "place,depth (m)\n\"north, left\",1.5\nsouth,\n");
  CHECK(testing::read_text(folder / "analyses/wells.pumps.csv") == "power (kW)\n3\n");
}

TEST_CASE("the HDF5 file of an analysis has everything with units") {
  const testing::TemporaryFolder folder;
  analyse(told({}), {}, folder.path());
  const auto file = hdf5::File::open(folder / "wells.h5");
  CHECK(file.text("", "plugin") == "told");
  CHECK(file.text("", "version") == "0.1.0");
  CHECK(at::equal(file.read("arrays/map"), at::arange(6).reshape({2, 3})));
  CHECK(file.text("arrays/map", "unit") == "m");
  CHECK(file.text("arrays/map", "doc") == "(row, column)");
  CHECK(file.read("scores/depth").item<double>() == 2.5);
  CHECK(file.read_texts("tables/wells/place") == std::vector<std::string>{"north, left", "south"});
  CHECK(file.text("tables/wells/depth", "unit") == "m");
  CHECK(file.text("tables/wells", "doc") == "A row a well");
}

TEST_CASE("what an earlier analysis had and this one has not is gone, others' files are not") {
  const testing::TemporaryFolder folder;
  analyse(told({}), {}, folder.path());
  std::ofstream(folder / "wells.txt") << "mine";
  std::ofstream(folder / "wells2.csv") << "another's";
  auto less = some_result();
  less.tables.pop_back();
  less.figures.clear();
  analyse(told({}, less), {}, folder.path());
  CHECK(!std::filesystem::exists(folder / "wells.pumps.csv"));
  CHECK(!std::filesystem::exists(folder / "wells.json"));
  CHECK(std::filesystem::exists(folder / "wells.csv"));
  CHECK(std::filesystem::exists(folder / "wells.txt"));
  CHECK(std::filesystem::exists(folder / "wells2.csv"));
}

TEST_CASE("an analysis that cannot be done says why and writes nothing") {
  const testing::TemporaryFolder folder;
  const std::pair<Need, const char*> cases[] = {
      {Need::model, "there is no model"},
      {Need::true_system, "the data set knows no true system"},
      {Need::true_latents, "the data set has no true latents"},
      {Need::conditions, "the data set has no conditions"},
      {Need::behaviour, "the data set has no behaviour"}};
  for (const auto& [need, reason] : cases) {
    const auto outcome = analyse(told({need}), {}, folder / "none");
    CHECK(outcome.obstacle == reason);
    CHECK(outcome.scores.rows.empty());
    REQUIRE(outcome.scores.skipped.size() == 1);
    CHECK(outcome.scores.skipped[0].name == "depth");
    CHECK(outcome.scores.skipped[0].reason == reason);
    CHECK(outcome.files.empty());
  }
  CHECK(!std::filesystem::exists(folder / "none"));
}

TEST_CASE("what is there is no obstacle") {
  AnalysisData data;
  data.evaluation.truth.latents = at::zeros({1, 2, 3});
  data.evaluation.behaviour.values = at::zeros({1, 2, 3});
  data.evaluation.conditions = {{0}, {"a"}};
  const auto named = told({Need::true_latents, Need::behaviour, Need::conditions});
  CHECK(!obstacle(*named.analysis, data));
}

}  // namespace npd::analysis
