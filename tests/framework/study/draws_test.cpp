#include "study/draws.hpp"

#include "base/csv.hpp"
#include "framework/study/study_files.hpp"

#include <cmath>
#include <cstdlib>
#include <map>

#include <npd/testing/catch.hpp>

namespace npd::study {
namespace {

using study::testing::study_of;
using study::testing::TestFolder;
using study::testing::TestPlugins;

/// The draws of a published search; its experiment is not read.
Draws published(const std::string& cell) {
  TestPlugins plugins;
  const auto file = std::filesystem::path(NPD_CONFIGS "/studies/published") / (cell + ".toml");
  const auto document = config::Document::load(file, {}, plugins);
  const auto settings = read_settings(document.root());
  return make_draws(settings, settings.trials);
}

/// What the original calls a key of npd.
std::string original_key(const std::string& key) {
  static const std::map<std::string, std::string> names{
      {"model.generator.state_dim", "model.gen_dim"},
      {"model.generator.rank", "model.gen_cell.rank"},
      {"model.co_prior", "model"}};
  const auto found = names.find(key);
  return found == names.end() ? key : found->second;
}

/// Apart by at most two units in the last place.
bool near(double a, double b) { return std::abs(a - b) <= 4e-16 * std::abs(b); }

bool agree(const std::string& key, const std::string& ours, const std::string& theirs) {
  if (key == "model.co_prior") return theirs.ends_with("_" + ours + "prior");
  return near(std::strtod(ours.c_str(), nullptr), std::strtod(theirs.c_str(), nullptr));
}

constexpr const char* experiment = R"(
[model]
co_dim = 1
)";

}  // namespace

TEST_CASE("the published searches are drawn again with study seed 0 (golden)") {
  const auto table = base::read_csv(NPD_TEST_DATA "/goldens/studies/draws_20_per_cell.csv");
  const auto cell_column = table.column("cell"), draw_column = table.column("draw");
  std::map<std::string, Draws> cells;
  std::size_t compared = 0;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const auto& row = table.rows[i];
    const auto& cell = row[cell_column];
    if (!cells.contains(cell)) cells[cell] = published(cell);
    const auto& draws = cells[cell];
    REQUIRE(draws.rows.size() == 20);
    const auto& drawn = draws.rows.at(std::stoul(row[draw_column]));
    for (std::size_t k = 0; k < draws.keys.size(); ++k) {
      INFO(cell << " " << row[draw_column] << " " << draws.keys[k]);
      const auto& theirs = row[table.column(original_key(draws.keys[k]))];
      CHECK_FALSE(theirs.empty());
      CHECK(agree(draws.keys[k], drawn[k], theirs));
      ++compared;
    }
  }
  CHECK(cells.size() == 10);
  CHECK(compared == 140 * 8 + 60 * 6);
}

TEST_CASE("more trials only add rows, and the training's seed changes nothing") {
  const TestFolder folder;
  const auto file = folder.write("s.toml", std::string(experiment) + R"(
[study]
trials = 5
seed = 4
[[study.search]]
key = "model.co_dim"
choice = [1, 2, 4]
[[study.search]]
key = "model.dropout"
uniform = [0.2, 0.6]
)");
  const auto five = study_of(file).draws;
  const auto seven = study_of(file, {"study.trials=7"}).draws;
  REQUIRE(five.rows.size() == 5);
  REQUIRE(seven.rows.size() == 7);
  CHECK(std::equal(five.rows.begin(), five.rows.end(), seven.rows.begin()));
  CHECK(study_of(file, {"study.seed=5"}).draws.rows != five.rows);
  CHECK(five.overrides(0) == std::vector<std::string>{"model.co_dim=" + five.rows[0][0],
                                                      "model.dropout=" + five.rows[0][1]});
}

TEST_CASE("a grid: its first axis is the fastest, other keys are drawn anew at each point") {
  const TestFolder folder;
  const auto file = folder.write("s.toml", std::string(experiment) + R"(
[study]
sampler = "grid"
[[study.search]]
key = "model.co_dim"
grid = [1, 2, 4]
[[study.search]]
key = "model.dropout"
uniform = [0.2, 0.6]
[[study.search]]
key = "model.prior"
grid = ["ar", "mvn"]
)");
  const auto draws = study_of(file).draws;
  REQUIRE(draws.rows.size() == 6);
  std::vector<std::string> points;
  for (const auto& row : draws.rows) points.push_back(row[0] + row[2]);
  CHECK(points == std::vector<std::string>{"1ar", "2ar", "4ar", "1mvn", "2mvn", "4mvn"});
  CHECK(draws.rows[0][1] != draws.rows[1][1]);

  const auto more = study_of(file, {"study.trials=8"}).draws;  // the grid again
  REQUIRE(more.rows.size() == 8);
  CHECK(more.rows[7][0] + more.rows[7][2] == "2ar");
  CHECK(more.rows[7][1] != draws.rows[1][1]);
}

TEST_CASE("a list: what a study wrote is read back, cell by cell") {
  const TestFolder folder;
  const auto file = folder.write("s.toml", std::string(experiment) + R"(
[model.generator]
plugin = "leaky"
[study]
trials = 4
[[study.search]]
key = "model.generator"
choice = [{ plugin = "leaky", rank = 3 }, { plugin = "wrapper", inner = { plugin = "leaky" } }]
[[study.search]]
key = "model.tags"
choice = [["a", "b"], ["1, 2"]]
[[study.search]]
key = "model.output"
choice = ["true", "a b", "x\"y"]
)");
  const auto draws = study_of(file).draws;
  folder.write("draws.csv", draws_csv(draws));
  const auto list = folder.write("l.toml", std::string(experiment) +
                                               "[study]\nsampler = \"list\"\nlist = \"draws.csv\"\n"
                                               "[model.generator]\nplugin = \"leaky\"\n");
  const auto again = study_of(list).draws;
  CHECK(again.keys == draws.keys);
  CHECK(again.rows == draws.rows);
  CHECK(study_of(list, {"study.trials=2"}).draws.rows.size() == 2);
}

TEST_CASE("a study's text reads back to the same study") {
  const TestFolder folder;
  const auto file = folder.write("s.toml", std::string(experiment) + R"(
[study]
trials = 6
[[study.search]]
key = "model.prior"
choice = ["ar", "mvn"]
[[study.search]]
key = "model.dropout"
normal = [0.3, 0.2]
limits = [0.1, 0.5]
)");
  const auto first = study_of(file, {"model.co_dim=3"});
  const auto second = study_of(folder.write("again.toml", first.text));
  CHECK(second.text == first.text);
  CHECK(second.draws.rows == first.draws.rows);
  CHECK(second.experiment == first.experiment);
  CHECK_THAT(first.experiment, npd::testing::ContainsSubstring("co_dim = 3"));
  CHECK_THAT(first.experiment, !npd::testing::ContainsSubstring("study"));
}

}  // namespace npd::study
