#include "results/compare.hpp"

#include "base/wrap.hpp"

#include <limits>
#include <sstream>

#include <npd/testing/catch.hpp>

namespace npd::results {
namespace {

FinishedRun run(const std::string& name, const std::string& seed, double score) {
  FinishedRun run;
  run.name = name;
  run.folder = "/runs/" + name;
  run.experiment = "quickstart";
  run.parameters = {{"datamodule", "murray_rec_pfc"},
                    {"model", "base_mvnprior"},
                    {"model.gen_dim", seed},  // of the original's names, and not shown
                    {"dataset.plugin", "murray_rec_pfc"},
                    {"model.generator.plugin", "gru"},
                    {"model.readout.plugin", "linear"},
                    {"model.co_dim", "4"},
                    {"threads", seed},
                    {"seed", seed}};
  run.scores = {{"rate_r2", score}, {"latent_r2", std::numeric_limits<double>::quiet_NaN()}};
  return run;
}

Published published() {
  return {
      {{"lfads_base", {{"model.generator.plugin", {"gru"}}, {"model.readout.plugin", {"linear"}}}}},
      {{"murray_rec_pfc/lfads_base", {{"rate_r2", {20, 0.5, 0.25, 0.75, 0.4, 0.6}}}}}};
}

std::vector<FinishedRun> two_runs() {
  auto second = run("b", "1", 0.25);
  second.parameters["model.co_dim"] = "2";
  return {run("a", "0", 0.5), second};
}

}  // namespace

TEST_CASE("a comparison tells which run is which, what differs, and the scores") {
  CHECK(
      comparison_table(two_runs(), published(), 200) ==
      R"(run                  a               b               published median (min to max) of murray_rec_pfc/lfads_base
experiment           quickstart      quickstart
data                 murray_rec_pfc  murray_rec_pfc
model                gru, linear     gru, linear
the original's name  base_mvnprior   base_mvnprior
seed                 0               1
model.co_dim         4               2
rate_r2              0.5000          0.2500          0.5000 (0.2500 to 0.7500)
latent_r2            -               -               -
)");
}

TEST_CASE("published runs of several kinds are told apart in a row a run") {
  auto runs = two_runs();
  runs[1].parameters["model.generator.plugin"] = "low_rank";
  const Published figures(
      {{"lfads_base", {{"model.generator.plugin", {"gru"}}}},
       {"lfads_lr", {{"model.generator.plugin", {"low_rank"}}}}},
      {{"murray_rec_pfc/lfads_base", {{"rate_r2", {20, 0.5, 0.25, 0.75, 0.4, 0.6}}}},
       {"murray_rec_pfc/lfads_lr", {{"rate_r2", {20, 0.4, 0.125, 0.625, 0.3, 0.5}}}}});
  const auto text = comparison_table(runs, figures, 60);
  CHECK_THAT(text, testing::ContainsSubstring("A median, min, max: of the published runs of\n"
                                              "  murray_rec_pfc/lfads_base\n"
                                              "B median, min, max: of the published runs of\n"
                                              "  murray_rec_pfc/lfads_lr\n"));
  CHECK_THAT(text, testing::ContainsSubstring("\nA max      0.7500          -\n"
                                              "B median   0.4000          -\n"));
}

TEST_CASE("a comparison that is too wide has a row a run") {
  auto runs = two_runs();
  runs[0].parameters["dataset.file"] = "/data/a recording of some days.h5";
  const auto text = comparison_table(runs, published(), 60);
  CHECK_THAT(text,
             testing::StartsWith("1  a\n"
                                 "    experiment           quickstart\n"
                                 "    data                 murray_rec_pfc /data/a recording of\n"
                                 "                         some days.h5\n"
                                 "    model                gru, linear\n"));
  CHECK_THAT(text, testing::ContainsSubstring("\n    folder               /runs/a\n2  b\n"));
  CHECK_THAT(text, testing::ContainsSubstring("\nrun     rate_r2  latent_r2\n"
                                              "1        0.5000          -\n"
                                              "2        0.2500          -\n"
                                              "median   0.5000          -\n"
                                              "min      0.2500          -\n"
                                              "max      0.7500          -\n"));
  std::istringstream in(comparison_table(runs, published(), 24));
  int tables = 0;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("run ")) {
      ++tables;
      CHECK(base::text_width(line) <= 24);
    }
  }
  CHECK(tables == 2);
}

TEST_CASE("a comparison for programs") {
  const auto json = comparison_json(two_runs(), published());
  CHECK_THAT(json, testing::ContainsSubstring("\"folder\": \"/runs/a\"") &&
                       testing::ContainsSubstring("\"seed\": \"1\"") &&
                       testing::ContainsSubstring("\"model.co_dim\": \"2\"") &&
                       testing::ContainsSubstring("\"rate_r2\": 0.25") &&
                       testing::ContainsSubstring("\"latent_r2\": null") &&
                       testing::ContainsSubstring("\"median\": 0.5"));
  CHECK_THAT(json,
             !testing::ContainsSubstring("gen_dim") && !testing::ContainsSubstring("threads"));
}

TEST_CASE("what a run noted about a score stands beside it in every form of a comparison") {
  auto runs = two_runs();
  runs[0].notes = {{"rate_r2", "3 regressors, 4 samples"}};
  runs[1].notes = {{"rate_r2", "unlucky"}};
  for (const std::size_t width : {200, 40}) {
    const auto table = comparison_table(runs, published(), width);
    CHECK_THAT(table, testing::ContainsSubstring("0.5000 (1)"));
    CHECK_THAT(table, testing::ContainsSubstring("0.2500 (2)"));
    CHECK_THAT(table, testing::ContainsSubstring(
                          "\nnotes:\n  (1) 3 regressors, 4 samples\n  (2) unlucky\n"));
  }
  const auto csv = comparison_csv(runs, published());
  CHECK_THAT(csv, testing::ContainsSubstring(",note\nrate_r2,0.5,0.25,"));
  CHECK_THAT(csv, testing::ContainsSubstring(",\"a: 3 regressors, 4 samples; b: unlucky\"\n"));
  CHECK_THAT(comparison_json(runs, published()),
             testing::ContainsSubstring("\"rate_r2\": \"unlucky\""));
}

}  // namespace npd::results
