#include "runs/experiment.hpp"

#include "framework/runs/read_experiment.hpp"
#include "runs/summary.hpp"

#include <npd/error.hpp>

#include <string>

#include <npd/testing/catch.hpp>

using namespace npd;
using npd::testing::read_experiment;
using npd::testing::shortest_experiment;
using npd::testing::TemporaryFolder;

TEST_CASE("the shortest experiment has the defaults of the published models") {
  const TemporaryFolder folder;
  const auto experiment = read_experiment(folder, shortest_experiment);
  CHECK(experiment.name == "first");
  CHECK(experiment.seed == 0);
  CHECK(experiment.state_dim == 20);
  CHECK(experiment.model.ic_enc_dim == 100);
  CHECK(experiment.model.co_prior == "mvn");
  CHECK(experiment.training.batch_size == 256);
  CHECK(experiment.sampling.samples == 50);
  CHECK(experiment.sampling.batch_size == 256);
  CHECK(experiment.dataset.component().id == std::string("murray_rec_pfc"));
  CHECK(experiment.generator.component().id == std::string("gru"));
  CHECK(experiment.readout.component().id == std::string("linear"));
  CHECK(experiment.named.at(Kind::metric).empty());
}

TEST_CASE("a training has the original's defaults") {
  const TemporaryFolder folder;
  const auto training = read_experiment(folder, shortest_experiment).training;
  CHECK(training.engine == "auto");
  CHECK(training.panel_trials == 64);
  CHECK(training.max_epochs == 1000);
  CHECK(training.lr_init == 4e-3);
  CHECK(training.lr_stop == 1e-5);
  CHECK(training.lr_decay == 0.95);
  CHECK(training.lr_patience == 6);
  CHECK(training.adam_beta1 == 0.9);
  CHECK(training.adam_beta2 == 0.999);
  CHECK(training.adam_epsilon == 1e-7);
  CHECK(training.weight_decay == 0);
  CHECK(training.gradient_clip == 200);
  CHECK(training.cd_rate == 0.3);
  CHECK(training.smoothing == 0.7);
  CHECK(training.early_stopping_patience == 200);
}

TEST_CASE("the log tells a model in one line, with what is not the usual") {
  const TemporaryFolder folder;
  CHECK(runs::model_text(read_experiment(folder, shortest_experiment)) ==
        "LFADS, generator gru (20 units), readout linear, controller with 4 outputs, mvn prior");
  CHECK(runs::model_text(
            read_experiment(folder, shortest_experiment,
                            {"model.factor_dim=8", "model.output=gaussian", "model.co_dim=0",
                             "model.ic_enc_seq_len=3", "model.generator.state_dim=5"})) ==
        "LFADS, generator gru (5 units), readout linear of 8 factors, gaussian output, no "
        "controller, after 3 bins for the initial condition alone");
}

TEST_CASE("every table of an experiment is read, overrides last") {
  const TemporaryFolder folder;
  const auto experiment =
      read_experiment(folder,
                      "name = \"group/mine\"\nseed = 5\nthreads = 2\n" + shortest_experiment +
                          "generator.state_dim = 7\nco_dim = 1\n[training]\nlr_init = 1\n"
                          "[sampling]\nsamples = 3\n[metrics.one]\nplugin = \"regression\"\n",
                      {"seed=6", "training.lr_init=0.5"});
  CHECK(experiment.name == "group/mine");
  CHECK(experiment.seed == 6);
  CHECK(experiment.threads == 2);
  CHECK(experiment.state_dim == 7);
  CHECK(experiment.model.co_dim == 1);
  CHECK(experiment.training.lr_init == 0.5);
  CHECK(experiment.sampling.samples == 3);
  REQUIRE(experiment.named.at(Kind::metric).size() == 1);
  CHECK(experiment.named.at(Kind::metric)[0].first == "one");
}

TEST_CASE("all mistakes of an experiment come at once, a bad name among them") {
  const TemporaryFolder folder;
  CHECK_THROWS_AS(read_experiment(folder, "seed = -1\n" + shortest_experiment), ConfigError);
  const std::string file = (folder / "first.toml").string();
  CHECK_THROWS_WITH(read_experiment(folder, "name = \"./mine\"\nseed = -1\n" + shortest_experiment),
                    file +
                        ":1:8: name: \"./mine\" cannot name a folder below runs; use a relative "
                        "path without \"..\"\n" +
                        file + ":2:8: seed: -1 is not allowed; must be at least 0");
}
