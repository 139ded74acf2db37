#include "framework/report/output_arrays.hpp"
#include "report/report_page.hpp"

#include <npd/atomic_file.hpp>
#include <npd/testing/temporary_folder.hpp>

#include <cmath>

#include <npd/testing/catch.hpp>

using npd::testing::Approx;

/// Runs and files that lack what others have, or have it in another way: each is drawn as far as it
/// goes, and what is not there is not pretended.

namespace {

using npd::Tensor;
using npd::testing::Arrays;
using npd::testing::content_of;
using npd::testing::output_arrays;
using npd::testing::tells;
using npd::testing::TemporaryFolder;
using npd::testing::write_arrays;

/// What the page shows of a file with these arrays.
nlohmann::json content_of_arrays(const Arrays& arrays) {
  const TemporaryFolder folder;
  write_arrays(folder / "out.h5", arrays);
  // The whole page, too: nothing that is odd stops it.
  CHECK(npd::report::report_page({folder / "out.h5"}, {}).size() > 1000);
  return content_of(folder / "out.h5");
}

/// Each array cut to some of its first rows, or of its last columns.
Arrays cut(Arrays arrays, std::int64_t dim, std::int64_t count) {
  for (auto& [key, array] : arrays) {
    if (array.dim() > dim) array = array.slice(dim, 0, count).contiguous();
  }
  return arrays;
}

std::vector<std::string> data_figures(const nlohmann::json& content) {
  std::vector<std::string> names;
  for (const auto& family : content["dataFigures"]) names.push_back(family["name"]);
  return names;
}

bool has(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void write_run(const TemporaryFolder& folder, const std::string& outcome, const std::string& log) {
  npd::write_text(folder / "run.json",
                  R"({"experiment": "x", "outcome": ")" + outcome + R"(", "best_epoch": 0})");
  npd::write_text(folder / "metrics.csv", "epoch,valid/recon,train/r2\n0,2,\n1,1.5,\n");
  npd::write_text(folder / "log.txt", log);
}

}  // namespace

TEST_CASE("a model without a controller has no inferred inputs to show") {
  auto arrays = output_arrays();
  for (const std::string part : {"train_", "valid_"}) {
    arrays[part + "inputs"] = arrays[part + "latents"];
    arrays[part + "gen_inputs"] = arrays[part + "latents"];
  }
  const auto content = content_of_arrays(arrays);
  CHECK(content["data"]["arrays"].contains("true_inputs"));
  CHECK_FALSE(content["data"]["arrays"].contains("inputs"));
  CHECK_FALSE(content["data"]["arrays"].contains("mapped_inputs"));
}

TEST_CASE("one trial is shown, without what only several trials can tell") {
  Arrays arrays;
  for (const auto& [key, array] : cut(output_arrays(), 0, 1)) {
    if (key.starts_with("train_") && key != "train_inds") arrays[key] = array;
  }
  const auto content = content_of_arrays(arrays);
  CHECK(content["data"]["trials"] == 1);
  CHECK(content["data"]["arrays"].contains("mapped_latents"));
  CHECK_THAT(content["sentence"].get<std::string>(),
             npd::testing::ContainsSubstring("1 trial of 6 bins"));
  CHECK_FALSE(has(data_figures(content), "pca"));
  for (const auto& figure : content["posterior"]) {
    for (const auto& value : figure["series"][0]["values"]) CHECK(value == 0);
  }
}

TEST_CASE("one neuron is shown") {
  const auto content = content_of_arrays(cut(output_arrays(), 2, 1));
  CHECK(content["data"]["neurons"] == 1);
  CHECK(content["data"]["seenNeurons"] == 1);
  CHECK_THAT(content["sentence"].get<std::string>(), npd::testing::ContainsSubstring("1 neuron)"));
  CHECK(has(data_figures(content), "mean_rates"));
}

TEST_CASE("values of a Gaussian output are no counts: they keep their unit, and may be negative") {
  auto arrays = output_arrays();
  for (const std::string part : {"train_", "valid_"}) {
    for (const std::string name : {"recon_data", "encod_data"}) {
      arrays[part + name] = arrays[part + name].to(at::kDouble) - 1.25;
    }
    arrays[part + "output_variances"] = at::ones_like(arrays[part + "output_params"]);
  }
  const auto content = content_of_arrays(arrays);
  CHECK(content["data"]["realValued"] == true);
  CHECK(content["data"]["rateUnit"] == "as recorded");
  const auto names = data_figures(content);
  CHECK_FALSE(has(names, "fano"));
  REQUIRE(names[0] == "mean_rates");
  const auto& histogram = content["dataFigures"][0]["members"][0]["figure"];
  CHECK(histogram["title"] == "Mean values of the neurons");
  // Means below 0, too, are counted.
  CHECK(histogram["categories"][0].get<std::string>().front() == '-');
  double neurons = 0;
  for (const auto& count : histogram["series"][0]["values"]) neurons += count.get<double>();
  CHECK(neurons == 3);
  CHECK(content_of_arrays(output_arrays())["data"]["realValued"] == false);
}

TEST_CASE("held-out neurons and predicted bins are marked") {
  const auto content = content_of_arrays(output_arrays());
  CHECK(content["data"]["seenNeurons"] == 2);
  CHECK(content["data"]["neurons"] == 3);
  CHECK(content["data"]["seenBins"] == 5);
  CHECK(content["data"]["bins"] == 6);
}

TEST_CASE("a file that tells the width of its bins is drawn in seconds and Hz") {
  const TemporaryFolder folder;
  npd::hdf5::Writer writer(folder / "out.h5");
  for (const auto& [key, array] : output_arrays()) writer.write(key, array);
  SECTION("a width") {
    writer.attribute("", "bin_s", 0.02);
    writer.commit();
    const auto content = content_of(folder / "out.h5");
    CHECK(content["data"]["bin_ms"] == Approx(20));
    CHECK(content["data"]["rateUnit"] == "Hz");
  }
  SECTION("none that can be") {
    writer.attribute("", "bin_s", -1.0);
    writer.commit();
    const auto content = content_of(folder / "out.h5");
    CHECK(content["data"]["bin_ms"].is_null());
    CHECK(tells(content, "width of a bin is -1"));
  }
}

TEST_CASE("a run that was interrupted shows how far it came") {
  const TemporaryFolder folder;
  write_run(folder, "interrupted", "");
  const auto content = content_of(folder.path());
  CHECK_THAT(content["sentence"].get<std::string>(),
             npd::testing::ContainsSubstring("The run is interrupted after 2 epochs."));
  CHECK(content["epochs"]["valid/recon"] == nlohmann::json({2, 1.5}));
  CHECK(tells(content, "no output file"));
  CHECK(tells(content, "no scores.csv"));
}

TEST_CASE("a run that failed says why") {
  const TemporaryFolder folder;
  write_run(folder, "failed",
            "12:00:00 error: something older\n12:00:01 error: training, epoch 2, step 9: the loss "
            "is not finite\n12:00:02 bye\n");
  CHECK_THAT(content_of(folder.path())["sentence"].get<std::string>(),
             npd::testing::ContainsSubstring(
                 "failed after 2 epochs: training, epoch 2, step 9: the loss is not "
                 "finite."));
  npd::write_text(folder / "log.txt", "");
  CHECK_THAT(content_of(folder.path())["sentence"].get<std::string>(),
             npd::testing::ContainsSubstring("failed after 2 epochs."));
}
