#include "framework/report/output_arrays.hpp"
#include "report/report_page.hpp"
#include "report/run_source.hpp"
#include "results/figures.hpp"

#include <npd/atomic_file.hpp>
#include <npd/error.hpp>
#include <npd/ops.hpp>
#include <npd/testing/temporary_folder.hpp>

#include <cmath>

#include <npd/testing/catch.hpp>

using npd::testing::Approx;

namespace {

using npd::report::read_run_source;
using npd::testing::content_of;
using npd::testing::output_arrays;
using npd::testing::tells;
using npd::testing::TemporaryFolder;
using npd::testing::write_arrays;

}  // namespace

TEST_CASE("an output file alone is shown with the parts of its trials in their order") {
  const TemporaryFolder folder;
  write_arrays(folder / "out.h5", output_arrays());
  const auto content = content_of(folder / "out.h5");
  const auto& data = content["data"];
  CHECK(data["trials"] == 4);
  CHECK(data["parts"] == nlohmann::json({"train", "train", "valid", "train"}));
  CHECK(data["seenNeurons"] == 2);
  CHECK(data["seenBins"] == 5);
  CHECK(data["rateUnit"] == "counts per bin");
  for (const char* name : {"counts", "rates", "true_rates", "latents_pca", "mapped_latents"}) {
    CHECK(data["arrays"].contains(name));
  }
  CHECK_FALSE(data["arrays"].contains("inputs"));
  CHECK_FALSE(content["isRun"].get<bool>());
  CHECK_THAT(content["sentence"].get<std::string>(),
             npd::testing::ContainsSubstring("4 trials of 6 bins"));
}

TEST_CASE("trials come in the order of their numbers") {
  const TemporaryFolder folder;
  write_arrays(folder / "out.h5", output_arrays());
  const auto arrays = npd::report::read_run_arrays(folder / "out.h5");
  // Trial 0 is the second training trial, trial 2 the one that validates.
  CHECK(arrays.rates[0][0][0].item<double>() == Approx(0.18));
  CHECK(arrays.rates[2][0][0].item<double>() == Approx(0.54));
  CHECK(arrays.rates[3][0][0].item<double>() == Approx(0));
}

TEST_CASE("what an output file lacks is left out") {
  auto arrays = output_arrays();
  for (const char* part : {"train_", "valid_"}) {
    for (const char* name : {"truth", "latents", "ic_mean", "encod_data"})
      arrays.erase(part + std::string(name));
  }
  const TemporaryFolder folder;
  write_arrays(folder / "out.h5", arrays);
  const auto content = content_of(folder / "out.h5");
  CHECK(content["posterior"].empty());
  CHECK_FALSE(content["data"]["arrays"].contains("true_rates"));
  CHECK(content["data"]["arrays"].contains("rates"));
}

TEST_CASE("an array of a wrong shape is left out, and that is said") {
  auto arrays = output_arrays();
  arrays["train_truth"] = at::zeros({3, 6, 2});
  arrays["valid_truth"] = at::zeros({1, 6, 2});
  arrays["valid_latents"] = at::zeros({1, 6, 5});
  const TemporaryFolder folder;
  write_arrays(folder / "out.h5", arrays);
  const auto content = content_of(folder / "out.h5");
  CHECK(tells(content, "truth"));
  CHECK(tells(content, "latents"));
}

TEST_CASE("counts that do not belong to the rates are left out, and that is said") {
  auto arrays = output_arrays();
  arrays["train_recon_data"] = at::zeros({3, 6, 4}, at::kByte);
  arrays["valid_recon_data"] = at::zeros({1, 6, 4}, at::kByte);
  const TemporaryFolder folder;
  write_arrays(folder / "out.h5", arrays);
  const auto content = content_of(folder / "out.h5");
  CHECK(tells(content, "the counts have other bins or neurons than the rates"));
  CHECK_FALSE(content["data"]["arrays"].contains("counts"));
  CHECK(content["data"]["arrays"].contains("rates"));
}

TEST_CASE("rates are in Hz where the width of a bin is known") {
  const TemporaryFolder folder;
  npd::write_text(folder / "run.json", R"({"experiment": "x", "outcome": "finished"})");
  npd::write_text(folder / "params.json", R"({"dataset.bin_s": 0.25})");
  write_arrays(folder / "lfads_output_sess0.h5", output_arrays());
  const auto data = content_of(folder.path())["data"];
  CHECK(data["rateUnit"] == "Hz");
  CHECK(data["bin_ms"] == 250);
}

TEST_CASE("a parameter is told as a text, one that is not there as none") {
  npd::report::RunSource source;
  source.parameters = {{"model.co_dim", 4}, {"training.engine", "fused"}};
  CHECK(source.text("training.engine") == "fused");
  CHECK(source.text("model.co_dim") == "4");
  CHECK(source.text("seed").empty());
}

TEST_CASE("a run in its first epoch shows what there is, and says what there is not") {
  const TemporaryFolder folder;
  npd::write_text(folder / "run.json", R"({"experiment": "x", "outcome": "running"})");
  const auto content = content_of(folder.path());
  CHECK(content["outcome"] == "running");
  CHECK(content["data"].is_null());
  CHECK(tells(content, "Learning curves"));
  CHECK(tells(content, "Scores"));
  CHECK(tells(content, "Rates, latents and inputs"));
  CHECK_THAT(content["sentence"].get<std::string>(),
             npd::testing::ContainsSubstring("0 epochs are done"));
}

TEST_CASE("a run whose files are damaged is shown, too") {
  const TemporaryFolder folder;
  npd::write_text(folder / "run.json", "{");
  npd::write_text(folder / "metrics.csv", "epoch,a\n1\n");
  npd::write_text(folder / "lfads_output_sess0.h5", "no file");
  const auto content = content_of(folder.path());
  CHECK(tells(content, "run.json"));
  CHECK(tells(content, "metrics.csv"));
  CHECK(tells(content, "lfads_output_sess0.h5"));
}

TEST_CASE("facts about trials group them") {
  const TemporaryFolder folder;
  write_arrays(folder / "out.h5", output_arrays());
  npd::write_text(folder / "out_trial_info.csv", "side,seed\nleft,1\nright,2\nleft,3\nright,4\n");
  const auto content = content_of(folder / "out.h5");
  CHECK(content["data"]["groupings"][0]["name"] == "side");
  CHECK(content["data"]["groupings"][0]["labels"] ==
        nlohmann::json({"left", "right", "left", "right"}));
  npd::write_text(folder / "out_trial_info.csv", "side\nleft\n");
  CHECK(tells(content_of(folder / "out.h5"), "1 rows for 4 trials"));
}

TEST_CASE("of more trials than a page holds, some go in, spread evenly") {
  const TemporaryFolder folder;
  write_arrays(folder / "out.h5", output_arrays());
  // A trial has 6 bins of 3 x 3 + 12 numbers.
  CHECK(content_of(folder / "out.h5", 2 * 6 * 21)["data"]["sample"] == nlohmann::json({0, 2}));
  CHECK(content_of(folder / "out.h5", 1)["data"]["sample"] == nlohmann::json({0}));
}

TEST_CASE("what is neither a run nor a data file is refused with what is expected") {
  const TemporaryFolder folder;
  CHECK_THROWS_WITH(read_run_source(folder.path()), npd::testing::ContainsSubstring("run.json"));
  write_arrays(folder / "x.h5", {{"rates", at::zeros({2})}});
  CHECK_THROWS_WITH(read_run_source(folder / "x.h5"), npd::testing::ContainsSubstring("train_"));
}

TEST_CASE("several runs are one page") {
  const TemporaryFolder folder;
  write_arrays(folder / "a.h5", output_arrays());
  write_arrays(folder / "b.h5", output_arrays());
  const auto html = npd::report::report_page({folder / "a.h5", folder / "b.h5"}, {});
  CHECK_THAT(html, npd::testing::ContainsSubstring("a.h5 and 1 more</title>"));
}

TEST_CASE("figures that metrics and analyses declared are shown under their names") {
  const TemporaryFolder folder;
  npd::write_text(folder / "run.json", R"({"experiment": "x", "outcome": "running"})");
  std::filesystem::create_directory(folder / "figures");
  npd::Line line;
  line.name = "<truth>";
  line.x = {1, 2};
  line.y = {3, std::nan("")};
  npd::Figure figure;
  figure.name = "spectrum";
  figure.title = "A spectrum";
  figure.x = {"Lag", "ms"};
  figure.y = {"Power", ""};
  figure.series = {line};
  npd::write_text(folder / "figures/mine.json", npd::results::figures_json({figure}));
  npd::write_text(folder / "figures/other.json", "{}");
  const auto content = content_of(folder.path());
  REQUIRE(content["declared"].size() == 1);
  CHECK(content["declared"][0]["name"] == "mine");
  CHECK(content["declared"][0]["figures"][0]["series"][0]["name"] == "<truth>");
  CHECK(content["declared"][0]["figures"][0]["series"][0]["y"][1].is_null());
  CHECK(tells(content, "Figures of other"));
}
