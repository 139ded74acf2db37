#include "evaluation/posterior.hpp"

#include "framework/components.hpp"
#include "model/initialise.hpp"
#include "sequence/autograd.hpp"
#include "sequence/fused.hpp"

#include <npd/ops.hpp>
#include <npd/testing/load_component.hpp>

#include <c10/core/GradMode.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <npd/testing/catch.hpp>

using namespace npd;
using evaluation::PosteriorAverages;

namespace {

constexpr std::uint64_t seed = 7;

/// Counts the trials that are encoded: one bidirectional GRU for the initial condition and one for
/// the controller's input.
class CountingOperations final : public sequence::Operations {
 public:
  Tensor summarise(const sequence::BidirectionalGru& gru, const Tensor& inputs) override {
    encoded_trials += inputs.size(0);
    return operations_.summarise(gru, inputs);
  }
  Tensor encode(const sequence::BidirectionalGru& gru, const Tensor& inputs,
                std::int64_t lag) override {
    encoded_trials += inputs.size(0);
    return operations_.encode(gru, inputs, lag);
  }
  sequence::Decoded decode(const sequence::Controller& controller, Generator& generator,
                           const sequence::DecoderInputs& inputs) override {
    return operations_.decode(controller, generator, inputs);
  }
  sequence::Reconstruction reconstruct(Readout& readout, const Tensor& factors,
                                       const sequence::Target& target) override {
    return operations_.reconstruct(readout, factors, target);
  }

  std::int64_t encoded_trials = 0;

 private:
  sequence::AutogradOperations operations_;
};

Trials ten_trials() {
  RandomStream random(4, "spikes");
  std::vector<float> counts(10 * 6 * 2);
  for (auto& count : counts) count = static_cast<float>(random.poisson(1));
  Trials trials;
  trials.spikes = at::tensor(counts).view({10, 6, 2});
  trials.split = {{0, 1, 2, 3, 4, 5, 6, 7}, {8, 9}, {}};
  return trials;
}

struct Setup {
  explicit Setup(std::int64_t co_dim = 2) : data(ten_trials()) {
    model::Config config;
    config.ic_enc_dim = config.ci_enc_dim = config.con_dim = 4;
    config.co_dim = co_dim;
    const std::string plugins = NPD_PLUGIN_DIR;
    lfads = std::make_unique<model::Lfads>(
        config, data.sizes(), 3,
        npd::testing::load<npd::Generator>(plugins + "/gru.so", "gru", {co_dim, 3}),
        npd::testing::load<npd::Readout>(plugins + "/linear.so", "linear", {3, 2}), operations);
    model::initialise(*lfads, seed);
  }

  PosteriorAverages sample(std::int64_t samples, std::int64_t batch_size) const {
    return evaluation::sample_posterior(*lfads, data, {samples, batch_size}, seed, {});
  }

  /// One sample of all trials by a whole forward pass.
  model::Output forward(std::uint32_t sample) const {
    const c10::AutoGradMode no_gradient(false);
    const std::vector<std::int64_t> all{0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    model::PhiloxDraws draws(seed, {"sample", 0, sample}, all);
    return lfads->forward(data.batch(all), {&draws, nullptr, 0});
  }

  data::Recording data;
  std::shared_ptr<CountingOperations> operations = std::make_shared<CountingOperations>();
  std::unique_ptr<model::Lfads> lfads;
};

/// A linear generator that tells, besides its state, the state after the step.
class Foretelling final : public Generator {
 public:
  Tensor step(const Tensor& input, const Tensor& state) override {
    return 0.5 * state + input.sum(1, true);
  }
  std::vector<FurtherOutput> further_outputs() const override { return {{"foretold", 3}}; }
  std::vector<Tensor> further(const Tensor& input, const Tensor& state) override {
    return {step(input, state)};
  }
};

void check_close(const Tensor& found, const Tensor& expected) {
  CHECK(found.sizes() == expected.sizes());
  CHECK((found - expected).abs().max().item<double>() < 1e-6);
}

}  // namespace

TEST_CASE("posterior averages are the means of single samples, of rates and not of log rates") {
  const Setup setup;
  const auto averages = setup.sample(3, 256);
  Tensor rates, factors, inputs, initial_state;
  for (std::uint32_t i = 0; i < 3; ++i) {
    const auto output = setup.forward(i);
    const Tensor terms[] = {at::exp(output.reconstruction.parameters) / 3,
                            output.sequence.factors / 3, output.sequence.generator_inputs / 3,
                            output.initial_state / 3};
    Tensor* sums[] = {&rates, &factors, &inputs, &initial_state};
    for (int k = 0; k < 4; ++k) *sums[k] = sums[k]->defined() ? *sums[k] + terms[k] : terms[k];
  }
  check_close(averages.rates, rates);
  check_close(averages.factors, factors);
  check_close(averages.generator_inputs, inputs);
  check_close(averages.initial_state, initial_state);
  CHECK(averages.rates.scalar_type() == at::kFloat);
  // The samples do differ.
  CHECK((averages.factors - setup.sample(1, 256).factors).abs().max().item<double>() > 1e-4);
}

TEST_CASE("further outputs are those of each bin's input and of the state before it") {
  const data::Recording data(ten_trials());
  model::Config config;
  config.ic_enc_dim = config.ci_enc_dim = config.con_dim = 4;
  config.co_dim = 2;
  model::Lfads lfads(config, data.sizes(), 3, std::make_shared<Foretelling>(),
                     npd::testing::make_readout("linear", {3, 2}),
                     std::make_shared<sequence::AutogradOperations>());
  model::initialise(lfads, seed);
  const auto averages = evaluation::sample_posterior(lfads, data, {5, 256}, seed, {});
  REQUIRE(averages.further.size() == 1);
  CHECK(averages.further[0].first == "foretold");
  check_close(averages.further[0].second, averages.generator_states);
}

TEST_CASE("the posterior's mean and deviation are those of the encoder, in every sample") {
  const Setup setup;
  const auto averages = setup.sample(4, 256);
  const auto output = setup.forward(0);
  check_close(averages.ic_mean, output.ic_mean);
  check_close(averages.ic_std, output.ic_std);
}

TEST_CASE("the batch size of sampling does not change its results") {
  const Setup setup;
  const auto whole = setup.sample(3, 256), cut = setup.sample(3, 3), single = setup.sample(3, 1);
  for (const auto field :
       {&PosteriorAverages::rates, &PosteriorAverages::factors, &PosteriorAverages::ic_std,
        &PosteriorAverages::controller_means, &PosteriorAverages::generator_inputs}) {
    check_close(cut.*field, whole.*field);
    check_close(single.*field, whole.*field);
  }
}

TEST_CASE("each trial is encoded once, however many samples are drawn") {
  const Setup setup;
  setup.sample(5, 4);
  CHECK(setup.operations->encoded_trials == 2 * setup.data.trials());
}

TEST_CASE("sampling tells how far it is") {
  const Setup setup;
  std::vector<std::int64_t> done;
  evaluation::sample_posterior(*setup.lfads, setup.data, {1, 4}, seed,
                               [&](std::int64_t trials) { done.push_back(trials); });
  // Before each group of samples, too, so that it may be stopped there.
  CHECK(done == std::vector<std::int64_t>{0, 4, 4, 8, 8, 10});
}

TEST_CASE("without a controller there is nothing to say about it") {
  const Setup setup(0);
  const auto averages = setup.sample(2, 256);
  CHECK(!averages.controller_means.defined());
  CHECK(!averages.controller_stds.defined());
  CHECK(!averages.controller_states.defined());
  CHECK(averages.generator_inputs.sizes() == at::IntArrayRef({10, 6, 0}));
}

// The fused engine takes what samples share out of the samples, and draws several at once if more
// than 16 trials fit into a panel.
TEST_CASE(
    "posterior averages are the same in both engines, with held-out neurons and bins to predict") {
  // Forty trials are more than are sampled at once.
  for (const auto& [generator, tens] : {std::pair{"gru", 1}, {"gru", 4}, {"low_rank", 1}}) {
    CAPTURE(generator, tens);
    auto trials = ten_trials();
    trials.spikes = trials.spikes.repeat({tens, 1, 1});
    trials.target_spikes = at::ones({10 * tens, 8, 3});
    trials.target_spikes.narrow(1, 0, 6).narrow(2, 0, 2).copy_(trials.spikes);
    const data::Recording data(trials);
    const auto sample = [&](std::shared_ptr<sequence::Operations> operations) {
      model::Config config;
      config.ic_enc_dim = config.ci_enc_dim = config.con_dim = 4;
      config.co_dim = 2;
      model::Lfads lfads(config, data.sizes(), 3, npd::testing::make_generator(generator, {2, 3}),
                         npd::testing::make_readout("linear", {3, 3}), std::move(operations));
      model::initialise(lfads, seed);
      return evaluation::sample_posterior(lfads, data, {5, 256}, seed, {});
    };
    const auto expected = sample(std::make_shared<sequence::AutogradOperations>());
    const auto check = [&](std::int64_t panel_trials) {
      CAPTURE(panel_trials);
      const auto ours = sample(std::make_shared<sequence::FusedOperations>(panel_trials, 2, true));
      for (const auto field :
           {&PosteriorAverages::rates, &PosteriorAverages::factors, &PosteriorAverages::ic_mean,
            &PosteriorAverages::ic_std, &PosteriorAverages::controller_means,
            &PosteriorAverages::controller_stds, &PosteriorAverages::controller_states,
            &PosteriorAverages::generator_states, &PosteriorAverages::generator_inputs,
            &PosteriorAverages::initial_state}) {
        REQUIRE((ours.*field).sizes() == (expected.*field).sizes());
        CHECK((ours.*field - expected.*field).abs().max().item<double>() < 1e-5);
      }
    };
    for (const std::int64_t panel_trials : {4, 16, 40, 64}) check(panel_trials);
  }
}
