#include "report/array_store.hpp"
#include "report/correlation.hpp"
#include "report/inputs_selection.hpp"
#include "report/study_content.hpp"
#include "report/study_source.hpp"

#include "base/csv.hpp"

#include <npd/atomic_file.hpp>
#include <npd/testing/temporary_folder.hpp>

#include <cmath>
#include <filesystem>
#include <limits>
#include <map>

#include <npd/testing/catch.hpp>

using npd::testing::Approx;

namespace {

using npd::base::read_csv;
using npd::report::correlation;
using npd::report::read_study_source;
using npd::report::StudySource;
using npd::testing::TemporaryFolder;

constexpr const char* goldens = NPD_TEST_DATA "/goldens/studies/";

/// A study of four trials as study.csv has it: one failed, one is going on.
void write_study(const TemporaryFolder& folder) {
  npd::write_text(folder / "study.csv",
                  "trial,state,objective,at_best_epoch,at_last_epoch,best_epoch,epochs,failure,"
                  "model,model.kl,score/r2,score/st_r2\n"
                  "0,finished,3,3,3,1,2,,a,0.001,0.5,-125324\n"
                  "1,finished,2,2,2,1,2,,b,0.01,0.7,\n"
                  "2,failed,,,,,,\"left the \"\"finite\"\" numbers, twice\",a,0.1,,\n"
                  "3,running,,,,,,,b,0.02,,\n");
  npd::write_text(folder / "study.toml", "name = \"x\"\n");
  std::filesystem::create_directories(folder / "trials/0001");
  npd::write_text(folder / "trials/0001/metrics.csv", "epoch,valid/recon\n0,5\n1,4\n2,\n");
  npd::write_text(folder / "trials/0001/log.txt", "the end\n");
}

nlohmann::json study_content(const StudySource& study,
                             const std::filesystem::path& page_folder = ".") {
  npd::report::ArrayStore store(1000);
  return npd::report::study_content(study, {}, store, page_folder);
}

/// Rows of a table of published runs, by data set and tag.
std::vector<std::size_t> rows_of(const npd::base::CsvTable& table, const std::string& dataset,
                                 const std::string& tag) {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    if (table.rows[i][0] == dataset && table.rows[i][1] == tag) rows.push_back(i);
  }
  return rows;
}

}  // namespace

TEST_CASE("correlations leave out pairs with a gap, and ranks share ties") {
  const double gap = std::nan(""), infinite = std::numeric_limits<double>::infinity();
  const auto found = correlation({1, 2, 2, 4, gap, 6}, {1, 3, 3, 100, 5, infinite});
  CHECK(found.n == 4);
  CHECK(found.spearman == Approx(1));
  CHECK(found.pearson == Approx(172.25 / std::sqrt(4.75 * 7156.75)));
  CHECK(std::isnan(correlation({1, 2}, {1, 2}).pearson));
  CHECK(std::isnan(correlation({1, 2, 3}, {4, 4, 4}).spearman));
}

TEST_CASE("golden: scores of the published runs correlate as published") {
  const auto points = read_csv(std::string(goldens) + "figure_correlation_points.csv");
  const auto printed = read_csv(std::string(goldens) + "figure_correlation_coefficients.csv");
  REQUIRE(points.rows.size() == 198);
  REQUIRE(printed.rows.size() > 100);
  for (std::size_t row = 0; row < printed.rows.size(); ++row) {
    const auto& cells = printed.rows[row];
    std::vector<double> x, y;
    for (std::size_t i = 0; i < points.rows.size(); ++i) {
      if (points.rows[i][0] != cells[0] || points.rows[i][1] != cells[1]) continue;
      x.push_back(points.number(i, points.column(cells[2])));
      y.push_back(points.number(i, points.column(cells[3])));
    }
    const auto found = correlation(x, y);
    INFO(cells[1] << ": " << cells[2] << ", " << cells[3]);
    CHECK(static_cast<double>(found.n) == printed.number(row, printed.column("n")));
    CHECK(std::abs(found.pearson - printed.number(row, printed.column("pearson"))) < 0.50001e-4);
    CHECK(std::abs(found.spearman - printed.number(row, printed.column("spearman"))) < 0.50001e-4);
  }
}

TEST_CASE("golden: bad, ok and good inputs are those of the published figures, title by title") {
  const auto points = read_csv(std::string(goldens) + "figure_correlation_points.csv");
  const auto printed = read_csv(std::string(goldens) + "figure_inputs_selection.csv");
  REQUIRE(printed.rows.size() == 21);
  for (const auto& cells : printed.rows) {
    const auto cell = [&](const char* name) { return cells[printed.column(name)]; };
    const auto rows = rows_of(points, cell("dataset"), cell("tag"));
    const auto score = [&](const char* name) {
      std::vector<double> values;
      for (const auto row : rows) values.push_back(points.number(row, points.column(name)));
      return values;
    };
    const auto selection = npd::report::select_inputs(score("rate_r2"), score("fwd_input_r2"));
    REQUIRE(selection);
    const auto figure = cell("figure");
    const auto chosen = figure == "bad"  ? selection->bad
                        : figure == "ok" ? selection->ok
                                         : selection->good;
    INFO(cell("tag") << ", " << figure);
    CHECK(points.rows[rows[chosen]][points.column("name")] == cell("name"));
    CHECK(npd::report::inputs_title(score("rate_r2")[chosen], score("fwd_input_r2")[chosen],
                                    score("bwd_input_r2")[chosen],
                                    score("input_procrustes_rot")[chosen]) == cell("title"));
  }
}

TEST_CASE("inputs are chosen among trials whose rates came back and whose inputs have a score") {
  const double gap = std::nan("");
  const auto selection =
      npd::report::select_inputs({0.9, 0.4, 0.9, 0.9, 0.9, 0.9}, {0.5, 0.0, 0.1, gap, 0.9, 0.5});
  REQUIRE(selection);
  CHECK(selection->bad == 2);
  CHECK(selection->ok == 0);
  CHECK(selection->good == 4);
  CHECK_FALSE(npd::report::select_inputs({0.4, 0.9}, {0.9, gap}));
}

TEST_CASE("golden: rank correlations of scores and hyperparameters are the published ones") {
  const auto runs = read_csv(std::string(goldens) + "hp_effects_runs.csv");
  const auto printed = read_csv(std::string(goldens) + "hp_effects_spearman.csv");
  REQUIRE(printed.rows.size() == 334);
  for (std::size_t row = 0; row < printed.rows.size(); ++row) {
    const auto& cells = printed.rows[row];
    std::vector<double> x, y;
    for (std::size_t i = 0; i < runs.rows.size(); ++i) {
      if (runs.rows[i][0] != cells[0]) continue;
      x.push_back(runs.number(i, runs.column(cells[2])));
      y.push_back(runs.number(i, runs.column(cells[1])));
    }
    INFO(cells[0] << ": " << cells[1] << ", " << cells[2]);
    CHECK(std::abs(correlation(x, y).spearman - printed.number(row, 3)) < 0.50001e-3);
  }
}

TEST_CASE("a trial's own report is linked from where the page will stand, if it is there") {
  const TemporaryFolder folder;
  write_study(folder);
  npd::write_text(folder / "trials/0001/report.html", "");
  const auto study = read_study_source(folder.path());
  const auto beside = study_content(study, folder.path());
  CHECK(beside["trials"][0]["report"].is_null());
  CHECK(beside["trials"][1]["report"] == "trials/0001/report.html");
  std::filesystem::create_directories(folder / "pages");
  CHECK(study_content(study, folder / "pages")["trials"][1]["report"] ==
        "../trials/0001/report.html");
}

TEST_CASE("a study is read with its failures and gaps") {
  const TemporaryFolder folder;
  CHECK_FALSE(npd::report::is_study(folder.path()));
  write_study(folder);
  CHECK(npd::report::is_study(folder.path()));
  const auto study = read_study_source(folder.path());
  CHECK(study.keys == std::vector<std::string>{"model", "model.kl"});
  CHECK(study.scores == std::vector<std::string>{"r2", "st_r2"});
  REQUIRE(study.trials.size() == 4);
  CHECK(study.trials[1].name == "0001");
  CHECK(study.trials[1].losses.size() == 3);
  CHECK(study.trials[1].log == "the end\n");
  CHECK(study.trials[2].failure == "left the \"finite\" numbers, twice");
  CHECK(std::isnan(study.trials[3].objective));
  CHECK(study.minimises);
}

TEST_CASE("the best trial of a study is told by the direction of its objective") {
  const TemporaryFolder folder;
  write_study(folder);
  const auto sentence = [&] {
    return study_content(read_study_source(folder.path()))["sentence"].get<std::string>();
  };
  CHECK_THAT(sentence(),
             npd::testing::ContainsSubstring("4 trials: 1 failed, 2 finished, 1 running."));
  CHECK_THAT(sentence(), npd::testing::ContainsSubstring("trial 0001 with an objective of 2."));
  npd::write_text(folder / "study.toml", "direction = \"max\"\n");
  CHECK_THAT(sentence(), npd::testing::ContainsSubstring("trial 0000 with an objective of 3."));
}

TEST_CASE("what does not vary in a study has no effect to show") {
  const TemporaryFolder folder;
  write_study(folder);
  const auto content = study_content(read_study_source(folder.path()));
  // The model is a text; st_r2 has one value.
  CHECK(content["effects"]["columns"] == nlohmann::json({"model.kl"}));
  CHECK(content["effects"]["rows"] == nlohmann::json({"objective", "r2"}));
  CHECK(content["effects"]["pairs"][0]["n"] == 2);
}
