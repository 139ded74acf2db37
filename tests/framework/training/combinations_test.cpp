#include "framework/components.hpp"
#include "model/initialise.hpp"
#include "sequence/engine.hpp"
#include "training/trainer.hpp"

#include <npd/ops.hpp>

#include <cmath>
#include <string>
#include <vector>

#include <npd/testing/catch.hpp>

using namespace npd;
using namespace npd::testing;

namespace {

constexpr std::int64_t bins = 5, neurons = 4, external_dim = 2, state_dim = 3;

/// What drives the generator.
struct Drive {
  const char* name;
  std::int64_t co_dim;
  bool external;
};
constexpr Drive drives[] = {{"controller", 1, false},
                            {"external input", 0, true},
                            {"controller and external input", 1, true}};

struct Combination {
  std::string generator, readout, prior;
  Drive drive;
};

std::vector<Combination> all_combinations() {
  std::vector<Combination> all;
  for (const std::string generator : generator_variants) {
    for (const std::string readout : readout_variants) {
      for (const std::string prior : {"mvn", "ar"}) {
        for (const Drive& drive : drives) all.push_back({generator, readout, prior, drive});
      }
    }
  }
  return all;
}

Trials small_trials(bool external) {
  RandomStream random(4, "trials");
  Trials trials;
  trials.spikes = at::zeros({12, bins, neurons});
  for (std::int64_t i = 0; i < trials.spikes.numel(); ++i) {
    trials.spikes.flatten()[i] = static_cast<double>(random.poisson(i % 2 == 0 ? 0.5 : 2.0));
  }
  if (external) trials.external_input = at::sin(at::arange(12.0 * bins * external_dim));
  if (external) trials.external_input = trials.external_input.view({12, bins, external_dim});
  trials.split = {{0, 1, 2, 3, 4, 5, 6, 7}, {8, 9, 10, 11}, {}};
  return trials;
}

/// One combination as a run of the program would put it together.
class Training {
 public:
  Training(const Combination& what, const std::string& engine)
      : data_(small_trials(what.drive.external)) {
    model::Config config;
    config.ic_enc_dim = config.ci_enc_dim = config.con_dim = 3;
    config.co_dim = what.drive.co_dim;
    config.co_prior = what.prior;
    // Full penalties from the first epoch on, so that each of them reaches the weights.
    config.kl_increase_epoch = config.l2_increase_epoch = 0;
    config.kl_ic_scale = config.kl_co_scale = 0.1;
    const auto inputs = config.co_dim + data_.sizes().external_dim;
    auto generator = make_generator(what.generator, {inputs, state_dim});
    auto readout = make_readout(what.readout, {state_dim, neurons});
    const auto chosen = sequence::choose_engine({engine, {3, 2}}, *generator, *readout);
    model_ = std::make_unique<model::Lfads>(config, data_.sizes(), state_dim, std::move(generator),
                                            std::move(readout), chosen.operations);
    model::initialise(*model_, 0);
    for (const auto& weight : model_->weights()) before_.push_back(weight.value.detach().clone());
  }

  std::vector<training::EpochRecord> two_epochs() {
    training::Config config;
    config.batch_size = 4;
    config.max_epochs = 2;
    std::vector<training::EpochRecord> records;
    training::Trainer trainer(*model_, data_, config, 0);
    trainer.fit({{}, [&](const auto& record, bool) { records.push_back(record); }, {}});
    return records;
  }

  /// Names of the trained weights that are still what they were, and of the others that are not.
  std::string surprises() const {
    std::string names;
    const auto weights = model_->weights();
    for (std::size_t i = 0; i < weights.size(); ++i) {
      const bool moved = !at::equal(weights[i].value, before_[i]);
      if (moved != weights[i].trained) names += weights[i].name + " ";
    }
    return names;
  }

 private:
  data::Recording data_;
  std::unique_ptr<model::Lfads> model_;
  std::vector<Tensor> before_;
};

/// A frozen generator's initial state tells nothing of the trial: its encoder is never run, and its
/// posterior is the prior, which has nothing to learn then.
std::string expected_surprises(const Combination& what) {
  if (what.generator != "frozen") return "";
  return "encoder.ic.forward_start encoder.ic.backward_start encoder.ic.forward.input_weight "
         "encoder.ic.forward.recurrent_weight encoder.ic.forward.bias "
         "encoder.ic.backward.input_weight encoder.ic.backward.recurrent_weight "
         "encoder.ic.backward.bias encoder.ic_linear.weight encoder.ic_linear.bias "
         "ic_prior.mean ";
}

}  // namespace

TEST_CASE("every generator trains with every readout, prior and input, in both engines") {
  const auto combinations = all_combinations();
  CHECK(combinations.size() == 60);
  for (const auto& what : combinations) {
    INFO(what.generator << ", " << what.readout << ", " << what.prior << " prior, "
                        << what.drive.name);
    Training fused(what, "fused"), autograd(what, "autograd");
    const auto records = fused.two_epochs(), expected = autograd.two_epochs();
    REQUIRE(records.size() == 2);
    for (std::size_t epoch = 0; epoch < 2; ++epoch) {
      const double loss = records[epoch].train.loss;
      CHECK(std::isfinite(loss));
      CHECK(loss == Approx(expected[epoch].train.loss).epsilon(1e-4));
      CHECK(records[epoch].valid.loss == Approx(expected[epoch].valid.loss).epsilon(1e-4));
      CHECK(records[epoch].gradient_norm > 0);
    }
    CHECK(fused.surprises() == expected_surprises(what));
  }
}
