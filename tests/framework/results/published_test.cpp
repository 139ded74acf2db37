#include "results/published.hpp"

#include <npd/testing/catch.hpp>

using npd::results::FinishedRun;

namespace {

/// As the program is shipped with.
std::string cell_of(const FinishedRun& run) {
  static const auto published = npd::results::read_published(NPD_PUBLISHED);
  return published.cell_of(run);
}

FinishedRun run_of(const std::string& generator, const std::string& readout) {
  FinishedRun run;
  run.parameters = {{"datamodule", "murray_rec_pfc"},  {"model.generator.plugin", generator},
                    {"model.readout.plugin", readout}, {"model.output", "poisson"},
                    {"model.factor_dim", "0"},         {"model.ic_enc_seq_len", "0"},
                    {"dataset.heldout_neurons", "0"},  {"dataset.forward_bins", "0"}};
  return run;
}

}  // namespace

TEST_CASE("a run's published cell is its data set and its kind of model") {
  CHECK(cell_of(run_of("gru", "linear")) == "murray_rec_pfc/lfads_base");
  CHECK(cell_of(run_of("low_rank", "linear")) == "murray_rec_pfc/lfads_lr");
  CHECK(cell_of(run_of("mlp_rnn", "flow")) == "murray_rec_pfc/lfads_odin");
  auto frozen = run_of("frozen", "linear");
  frozen.parameters["model.generator.inner.plugin"] = "gru";
  CHECK(cell_of(frozen) == "murray_rec_pfc/lfads_frozen");
}

TEST_CASE("a run with other parts belongs to no published cell") {
  CHECK(cell_of(run_of("gru", "flow")).empty());
  CHECK(cell_of(run_of("mlp_rnn", "linear")).empty());
  CHECK(cell_of(run_of("my_rnn", "linear")).empty());
  auto frozen = run_of("frozen", "linear");
  frozen.parameters["model.generator.inner.plugin"] = "low_rank";
  CHECK(cell_of(frozen).empty());
}

TEST_CASE("a run that uses what the published models do not have belongs to no published cell") {
  for (const char* key : {"model.factor_dim", "model.ic_enc_seq_len", "dataset.heldout_neurons",
                          "dataset.forward_bins"}) {
    INFO(key);
    auto run = run_of("gru", "linear");
    run.parameters[key] = "2";
    CHECK(cell_of(run).empty());
    run.parameters.erase(key);
    CHECK(cell_of(run) == "murray_rec_pfc/lfads_base");
  }
  auto gaussian = run_of("gru", "linear");
  gaussian.parameters["model.output"] = "gaussian";
  CHECK(cell_of(gaussian).empty());
}
