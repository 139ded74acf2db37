#include "training/trainer.hpp"

#include "model/initialise.hpp"
#include "sequence/fused.hpp"

#include <npd/error.hpp>
#include <npd/ops.hpp>
#include <npd/testing/load_component.hpp>

#include <cmath>
#include <limits>

#include <npd/testing/catch.hpp>

using namespace npd;
using npd::testing::ContainsSubstring;

namespace {

/// Twelve trials whose two neurons fire alternately.
Trials small_trials() {
  RandomStream random(4, "spikes");
  Trials trials;
  trials.spikes = at::zeros({12, 8, 2});
  for (std::int64_t i = 0; i < trials.spikes.numel(); ++i) {
    trials.spikes.flatten()[i] = static_cast<double>(random.poisson(i % 2 == 0 ? 0.5 : 2.0));
  }
  trials.split = {{0, 1, 2, 3, 4, 5, 6, 7}, {8, 9, 10, 11}, {}};
  return trials;
}

struct Setup {
  explicit Setup(const Trials& trials,
                 std::shared_ptr<sequence::Operations> operations =
                     std::make_shared<sequence::AutogradOperations>(),
                 model::Config config = {})
      : data(trials) {
    config.ic_enc_dim = config.ci_enc_dim = config.con_dim = 4;
    config.co_dim = 1;
    const std::string plugins = NPD_PLUGIN_DIR;
    model = std::make_unique<model::Lfads>(
        config, data.sizes(), 3,
        npd::testing::load<npd::Generator>(plugins + "/gru.so", "gru", {1, 3}),
        npd::testing::load<npd::Readout>(plugins + "/linear.so", "linear", {3, 2}),
        std::move(operations));
    model::initialise(*model, 0);
  }
  data::Recording data;
  std::unique_ptr<model::Lfads> model;
};

training::Config small_config() {
  training::Config config;
  config.batch_size = 4;
  config.max_epochs = 4;
  return config;
}

std::vector<training::EpochRecord> fit(Setup& setup, const training::Config& config) {
  std::vector<training::EpochRecord> records;
  training::Trainer trainer(*setup.model, setup.data, config, 0);
  trainer.fit({{}, [&](const auto& record, bool) { records.push_back(record); }, {}});
  return records;
}

}  // namespace

TEST_CASE("a training ends with the weights of its best epoch, interrupted or not") {
  auto config = small_config();
  config.lr_init = 1;  // too large: the loss soon rises again
  config.max_epochs = 6;
  for (const bool interrupted : {false, true}) {
    Setup setup(small_trials());
    training::Trainer trainer(*setup.model, setup.data, config, 0);
    std::vector<Tensor> best, last;
    std::int64_t epochs = 0;
    const auto on_epoch = [&](const auto& record, bool is_best) {
      last.clear();
      for (const auto& weight : setup.model->weights())
        last.push_back(weight.value.detach().clone());
      if (is_best) best = last;
      epochs = record.epoch + 1;
    };
    const auto ending = trainer.fit({{}, on_epoch, [&] { return interrupted && epochs == 5; }});
    CHECK((ending == training::Ending::interrupted) == interrupted);
    REQUIRE(trainer.best_epoch() < epochs - 1);
    const auto weights = setup.model->weights();
    bool as_last = true;
    for (std::size_t i = 0; i < weights.size(); ++i) {
      CHECK(at::equal(weights[i].value, best[i]));
      as_last = as_last && at::equal(weights[i].value, last[i]);
    }
    CHECK_FALSE(as_last);
  }
}

TEST_CASE("training lowers the loss") {
  Setup setup(small_trials());
  auto config = small_config();
  config.max_epochs = 30;
  const auto records = fit(setup, config);
  REQUIRE(records.size() == 30);
  CHECK(records.back().train.reconstruction < records.front().train.reconstruction);
  CHECK(std::isnan(records[0].valid.r2));
}

TEST_CASE(
    "early stopping may begin when the ramps have ended; the last epoch may be the scored one") {
  model::Config ramps;
  ramps.kl_start_epoch = 2;
  ramps.kl_increase_epoch = 18;
  ramps.l2_increase_epoch = 15;
  auto config = small_config();
  config.max_epochs = 100;
  config.early_stopping_patience = 3;
  config.lr_init = 1e-30;  // nothing moves, so nothing gets better
  const auto epochs = [&] {
    Setup setup(small_trials(), std::make_shared<sequence::AutogradOperations>(), ramps);
    training::Trainer trainer(*setup.model, setup.data, config, 0);
    std::int64_t count = 0, kept = 0;
    CHECK(trainer.fit({{}, [&](const auto&, bool is_kept) { ++count, kept += is_kept; }, {}}) ==
          training::Ending::early_stopping);
    if (config.scored_epoch == "last") {
      CHECK(kept == count);
      CHECK(trainer.best_epoch() == count - 1);
    } else {
      CHECK(trainer.best_epoch() < count - 1);
    }
    return count;
  };
  CHECK(epochs() < 10);  // the validation loss still varies a little with what it draws
  config.early_stopping_from = "ramp_end";
  const auto from_ramp_end = epochs();
  CHECK(from_ramp_end >= 20 + 1 + 3);
  CHECK(from_ramp_end < 50);
  config.scored_epoch = "last";
  CHECK(epochs() == from_ramp_end);
}

TEST_CASE("equal seeds train to equal bits") {
  Setup first(small_trials()), second(small_trials());
  const auto a = fit(first, small_config()), b = fit(second, small_config());
  CHECK(a.back().train.loss == b.back().train.loss);
  const auto weights = first.model->weights(), again = second.model->weights();
  for (std::size_t i = 0; i < weights.size(); ++i) {
    CHECK(at::equal(weights[i].value, again[i].value));
  }
}

TEST_CASE("the fused engine trains to equal bits with any number of threads") {
  const auto weights_after_training = [](int threads) {
    Setup setup(small_trials(), std::make_shared<sequence::FusedOperations>(2, threads));
    fit(setup, small_config());
    std::vector<Tensor> values;
    for (const auto& weight : setup.model->weights()) values.push_back(weight.value.detach());
    return values;
  };
  const auto expected = weights_after_training(1);
  for (const int threads : {2, 3, 8}) {
    const auto values = weights_after_training(threads);
    for (std::size_t i = 0; i < values.size(); ++i) CHECK(at::equal(values[i], expected[i]));
  }
}

TEST_CASE("missing counts are zeros to the encoders and unobserved to the loss") {
  Trials trials = small_trials();
  const Tensor complete = trials.spikes.clone();
  const Tensor missing = at::arange(trials.spikes.numel()).remainder(5).eq(2).view_as(complete);
  trials.spikes.masked_fill_(missing, std::numeric_limits<double>::quiet_NaN());
  Setup setup(trials);
  const auto batch = setup.data.batch({1, 4});
  const Tensor chosen = at::tensor({1, 4}, at::kLong);
  CHECK(at::equal(batch.seen, complete.masked_fill(missing, 0).index_select(0, chosen)));
  CHECK(at::equal(batch.observed, missing.logical_not().index_select(0, chosen).to(at::kFloat)));
  CHECK_FALSE(Setup(small_trials()).data.batch({1}).observed.defined());
  for (const auto& record : fit(setup, small_config())) {
    CHECK(std::isfinite(record.train.loss));
    CHECK(std::isfinite(record.valid.bits_per_spike));
  }
}

TEST_CASE("all but what the encoders see starts after the initial condition's own bins") {
  Trials trials = small_trials();
  trials.external_input = at::arange(12 * 8).to(at::kFloat).view({12, 8, 1});
  trials.truth.rates = trials.spikes + 1;
  const data::Recording data(trials, 3);
  const auto batch = data.batch({2, 5});
  const Tensor chosen = at::tensor({2, 5}, at::kLong);
  const auto rest = [&](const Tensor& x) { return x.index_select(0, chosen).slice(1, 3); };
  CHECK(at::equal(batch.seen, trials.spikes.index_select(0, chosen)));
  CHECK(at::equal(batch.target, rest(trials.spikes)));
  CHECK(at::equal(batch.external, rest(trials.external_input)));
  CHECK(at::equal(data.true_rates({2, 5}), rest(trials.truth.rates)));
  CHECK(data.seen_bins() == 5);
  CHECK_THROWS_WITH(data::Recording(trials, 8),
                    "8 of 8 bins that are seen leave none for the model; it must be at most 7");
}

TEST_CASE("a training that goes on from its state ends in the same bits") {
  Setup whole(small_trials()), first(small_trials()), second(small_trials());
  const auto expected = fit(whole, small_config());
  auto config = small_config();
  training::TrainerState state;
  {
    training::Trainer trainer(*first.model, first.data, config, 0);
    trainer.fit({{},
                 [&](const auto& record, bool) {
                   if (record.epoch != 1) return;
                   state = trainer.state();
                   for (auto& weight : state.weights) weight = weight.clone();
                   for (auto& [name, moments] : state.optimiser) {
                     moments.mean = moments.mean.clone();
                     moments.square = moments.square.clone();
                   }
                 },
                 {}});
  }
  CHECK(state.epochs == 2);
  std::vector<training::EpochRecord> records;
  training::Trainer trainer(*second.model, second.data, config, 0);
  trainer.restore(state);
  trainer.fit({{}, [&](const auto& record, bool) { records.push_back(record); }, {}});
  REQUIRE(records.size() == 2);
  for (std::size_t i = 0; i < 2; ++i) {
    CHECK(records[i].epoch == expected[i + 2].epoch);
    CHECK(records[i].train.loss == expected[i + 2].train.loss);
    CHECK(records[i].smoothed_reconstruction == expected[i + 2].smoothed_reconstruction);
  }
  const auto weights = whole.model->weights(), again = second.model->weights();
  for (std::size_t i = 0; i < weights.size(); ++i) {
    CHECK(at::equal(weights[i].value, again[i].value));
  }
}

TEST_CASE("a batch larger than the training set is refused") {
  Setup setup(small_trials());
  auto config = small_config();
  config.batch_size = 9;
  CHECK_THROWS_WITH(training::Trainer(*setup.model, setup.data, config, 0),
                    "9 exceeds the 8 training trials of the data set; only whole batches are "
                    "trained on, so it must be at most 8");
}

TEST_CASE("a loss that is not finite ends the training with epoch, step and term") {
  Setup setup(small_trials());
  for (auto& weight : setup.model->weights()) {
    if (weight.name == "readout.bias") {
      weight.value.detach().fill_(std::numeric_limits<float>::infinity());
    }
  }
  CHECK_THROWS_WITH(fit(setup, small_config()),
                    ContainsSubstring("training, epoch 0, step 0: the reconstruction loss is"));
}

TEST_CASE("a gradient that is not finite names its weight") {
  Setup setup(small_trials());
  training::AdamW optimiser(setup.model->weights(), small_config());
  for (auto& weight : setup.model->weights()) {
    if (weight.name == "readout.bias") {
      weight.value.mutable_grad() = at::full({2}, std::nan(""));
    }
  }
  CHECK_THROWS_WITH(optimiser.clip_gradients(200),
                    "the gradient is NaN or infinite in readout.bias");
}

TEST_CASE("an interrupted training stops at once with the weights of its best epoch") {
  Setup setup(small_trials());
  training::Trainer trainer(*setup.model, setup.data, small_config(), 0);
  int asked = 0;
  const auto ending = trainer.fit({{}, {}, [&] { return ++asked > 5; }});
  CHECK(ending == training::Ending::interrupted);
  CHECK(trainer.best_epoch() <= 1);
}
