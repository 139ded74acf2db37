#include "runs/parameters_file.hpp"

#include "framework/app/run_program.hpp"
#include "framework/runs/read_experiment.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

#include <npd/testing/catch.hpp>

using namespace npd;
using npd::testing::shortest_experiment;
using npd::testing::TemporaryFolder;
using Json = nlohmann::json;

namespace {

/// params.json of an experiment.
Json written(const std::vector<std::string>& overrides) {
  const TemporaryFolder folder;
  auto document = npd::testing::load_document(folder, shortest_experiment, overrides);
  const auto experiment = runs::read_experiment(document, folder / "first.toml");
  static const auto names = runs::read_original_generators(NPD_PUBLISHED "/generators.csv");
  runs::write_params_json(folder / "params.json", experiment, 2, document.flat(), names);
  return Json::parse(npd::testing::read_text(folder / "params.json"));
}

}  // namespace

TEST_CASE("params.json calls models as the original analysis does") {
  const auto model = [](const std::vector<std::string>& overrides) {
    return written(overrides)["model"].get<std::string>();
  };
  CHECK(model({}) == "base_mvnprior");
  CHECK(model({"model.co_prior=ar"}) == "base_arprior");
  CHECK(model({"model.co_prior=ar", "model.co_dim=0"}) == "base_mvnprior");
  CHECK(model({"model.generator.plugin=low_rank"}) == "lr_mvnprior");
  const std::string mlp = "model.generator.plugin=mlp_rnn";
  CHECK(model({mlp, "model.generator.inputs=linear"}) == "odinlin_mvnprior");
  CHECK(model({mlp, "model.generator.inputs=concatenated"}) == "odin_mvnprior");
  CHECK(model({"model.generator.plugin=frozen", "model.generator.inner.plugin=low_rank"}) ==
        "lr_mvnprior");
}

TEST_CASE("params.json has every parameter, but not the name of the experiment") {
  const auto json = written({"name=mine", "model.factor_dim=8", "model.generator.plugin=low_rank",
                             "model.generator.rank=3", "dataset.stimulus_rates_hz=[0.5,1]"});
  CHECK_FALSE(json.contains("name"));
  CHECK(json["datamodule"] == "murray_rec_pfc");
  CHECK(json["model.gen_dim"] == 20);
  CHECK(json["model.fac_dim"] == 8);
  CHECK(json["model.ext_input_dim"] == 2);
  CHECK(json["model.gen_cell.rank"] == 3);
  CHECK(json["model.generator.rank"] == 3);
  CHECK(json["model.ci_enc_dim"] != 0);
  CHECK(json["training.lr_init"] == 4e-3);
  CHECK(json["dataset.stimulus_rates_hz"] == Json({0.5, 1}));
  const auto without = written({"model.co_dim=0"});
  CHECK(without["model.ci_enc_dim"] == 0);
  CHECK(without["model.con_dim"] == 0);
  CHECK(without["model.fac_dim"] == 20);
}
