#include "table.hpp"
#include "workbench.hpp"

#include <npd/hdf5.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <npd/testing/catch.hpp>

using namespace npd::testing;

namespace {

std::vector<std::string> score_names(const Workbench& bench) {
  std::vector<std::string> names;
  for (const auto& row : parse_table(read_text(bench / "out/scores.csv")).rows) {
    CHECK(std::isfinite(std::stod(row.at("value"))));
    names.push_back(row.at("metric"));
  }
  return names;
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

TEST_CASE("every data set, prior and recorded region runs to its scores") {
  const std::vector<std::string> variants{
      "model.co_prior=mvn",
      "dataset.region=all",
      "dataset.region=ppc model.co_prior=mvn",
      small_data("murray_recnf_pfc"),
      small_data("murray_recnf_pfc_ext"),
      small_data("murray_single_area"),
  };
  for (const auto& variant : variants) {
    const Workbench bench;
    INFO(variant);
    const auto finished = bench.npd("run small.toml --out out " + variant);
    INFO(finished.err);
    CHECK(finished.exit_code == 0);
    CHECK(score_names(bench).size() == 38);
  }
}

TEST_CASE("given inputs without a controller: what the model does not infer is not scored") {
  const Workbench bench;
  const auto finished =
      bench.npd("run small.toml --out out model.co_dim=0 " + small_data("murray_rec_pfc_ext"));
  CHECK(finished.exit_code == 0);
  CHECK_THAT(finished.err, ContainsSubstring("readout linear, no controller\n"));
  CHECK_THAT(
      finished.out,
      ContainsSubstring("\nskipped, the model infers no inputs:\n  fwd_input_r2 bwd_input_r2\n"));
  const auto names = score_names(bench);
  CHECK(names.size() == 26);
  CHECK(contains(names, "rate_r2"));
  CHECK(!contains(names, "fwd_input_r2"));
  const auto file = npd::hdf5::File::open(bench / "out/lfads_output_sess0.h5");
  CHECK(!file.has("train_co_means"));
  CHECK(!file.has("train_con_states"));
  CHECK(file.info("train_gen_inputs").shape == std::vector<std::int64_t>{16, 12, 2});
}

TEST_CASE("an experiment without metrics runs and has no scores") {
  Workbench bench;
  std::string text = small_experiment;
  bench.write("small.toml", text.substr(0, text.find("[metrics")));
  const auto finished = bench.npd("run small.toml --out out");
  CHECK(finished.exit_code == 0);
  CHECK(read_text(bench / "out/scores.csv") == "metric,value,split,direction,perfect,note,doc\n");
}

TEST_CASE("a simulated file is read back and gives the scores of its data set") {
  const Workbench bench;
  const auto simulated = bench.npd("simulate small.toml -o data.h5");
  CHECK(simulated.exit_code == 0);
  CHECK(simulated.out == "wrote data.h5\n");
  CHECK(bench.files() == std::set<std::string>{"small.toml", "data.h5", "data_trial_info.csv"});
  REQUIRE(bench.npd("run small.toml --out direct").exit_code == 0);
  const auto read = bench.npd(
      "run small.toml --out out dataset.plugin=lfads_hdf5 "
      "dataset.file=data.h5");
  INFO(read.err);
  CHECK(read.exit_code == 0);
  CHECK(read_text(bench / "out/scores.csv") == read_text(bench / "direct/scores.csv"));

  const auto given = bench.npd(
      "run small.toml --out given dataset.plugin=lfads_hdf5 dataset.file=data.h5 "
      "dataset.use_ext_input=true");
  CHECK(given.exit_code == 0);
  const auto file = npd::hdf5::File::open(bench / "given/lfads_output_sess0.h5");
  // Two inputs that the controller infers, and two that are given.
  CHECK(file.info("train_gen_inputs").shape == std::vector<std::int64_t>{16, 12, 4});
}

TEST_CASE("simulate writes a trial table, and describe says what is in the file") {
  const Workbench bench;
  // A file of its own with nothing but a data set.
  bench.write("data.toml",
              "[dataset]\nplugin = \"murray_rec_pfc\"\ntrials = 10\nbins = 12\n"
              "stimulus_first_bin = 2\nstimulus_bins = 8\nneurons = 5\n");
  CHECK(bench.npd("simulate data.toml -o data.h5 dataset.neurons=4").exit_code == 0);
  const auto trials = parse_table(read_text(bench / "data_trial_info.csv"));
  CHECK(trials.columns == std::vector<std::string>{"stim1_hz", "stim2_hz", "ground_truth",
                                                   "decision", "correct", "decided", "reaction_bin",
                                                   "seed"});
  CHECK(trials.rows.size() == 10);

  const auto described = bench.npd("data describe data.h5");
  CHECK(described.exit_code == 0);
  CHECK_THAT(described.out, StartsWith("data.h5\n"));
  CHECK_THAT(described.out, ContainsSubstring("\n  train_encod_data         (8, 12, 4)  uint8\n"));
  CHECK_THAT(described.out,
             ContainsSubstring("\ntrials   10 (8 train, 2 valid), 12 bins of 0.01 s, 4 neurons\n"));
  CHECK_THAT(described.out, ContainsSubstring("\nrates    mean "));
  CHECK_THAT(described.out, ContainsSubstring("\nsilent   "));
  CHECK_THAT(described.out,
             ContainsSubstring("\ntruth    rates (train_truth), latents (train_latents), inputs "
                               "to PFC (train_eff_pfc_inputs)\n"));
}
