#include "runs/metric_figures.hpp"

#include "results/figures.hpp"

#include <npd/error.hpp>
#include <npd/testing/temporary_folder.hpp>

#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include <npd/testing/catch.hpp>

namespace npd::runs {
namespace {

class Drawing final : public Metric {
 public:
  explicit Drawing(std::vector<Figure> figures) : figures_(std::move(figures)) {}
  std::vector<ScoreInfo> scores() const override { return {}; }
  std::vector<Score> evaluate(const Evaluation&) override { return {}; }
  std::vector<Figure> figures(const Evaluation&) override {
    if (figures_.size() == 2) throw NumericalError("metric \"m\": no line to draw");
    return figures_;
  }

 private:
  std::vector<Figure> figures_;
};

Figure figure() {
  Figure figure{.name = "f", .title = "What to see"};
  figure.x = figure.y = {"Rate", "Hz"};
  figure.series = {Points{.name = "neurons", .x = {1}, .y = {2}}};
  return figure;
}

std::vector<std::string> write(const std::filesystem::path& folder, const std::string& table,
                               std::vector<Figure> figures) {
  return write_metric_figures(results::RunFolder(folder), {table},
                              {{"metrics", std::make_shared<Drawing>(std::move(figures))}}, {});
}

}  // namespace

TEST_CASE("a metric's figures get a file of its table's name") {
  const testing::TemporaryFolder folder;
  CHECK(write(folder.path(), "regression", {figure()}).empty());
  const auto read = results::read_figures(folder / "figures/regression.json");
  REQUIRE(read.size() == 1);
  CHECK(read[0].title == "What to see");
}

TEST_CASE("without figures a run folder has no folder for them") {
  const testing::TemporaryFolder folder;
  CHECK(write(folder.path(), "regression", {}).empty());
  CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("a metric that cannot draw spoils nothing") {
  const testing::TemporaryFolder folder;
  CHECK(write(folder.path(), "m", {figure(), figure()}) ==
        std::vector<std::string>{"metric \"m\": no line to draw"});
  CHECK(std::filesystem::is_empty(folder.path()));
}

}  // namespace npd::runs
