#include "framework/components.hpp"
#include "model/initialise.hpp"
#include "model/lfads.hpp"
#include "sequence/fused.hpp"
#include "sequence/poisson.hpp"

#include <npd/ops.hpp>
#include <npd/testing/gradcheck.hpp>

#include <memory>
#include <stdexcept>
#include <string_view>
#include <vector>

#include <npd/testing/catch.hpp>

using namespace npd;
using namespace npd::testing;

namespace {

constexpr std::int64_t batch_size = 4, all_bins = 6, all_neurons = 5, seen_bins = 4,
                       seen_neurons = 3;

/// Posterior means, and nothing is dropped.
class NoChance final : public model::Draws {
 public:
  Tensor normal(std::string_view, at::IntArrayRef shape) override { return at::zeros(shape); }
  Tensor keep_mask(std::string_view, at::IntArrayRef shape, double) override {
    return at::ones(shape);
  }
  Tensor dropout_mask(std::string_view, at::IntArrayRef shape, double) override {
    return at::ones(shape);
  }
};

/// Remembers what the decoder was given.
class Watched final : public sequence::Operations {
 public:
  Tensor summarise(const sequence::BidirectionalGru& gru, const Tensor& inputs) override {
    return operations_.summarise(gru, inputs);
  }
  Tensor encode(const sequence::BidirectionalGru& gru, const Tensor& inputs,
                std::int64_t lag) override {
    return operations_.encode(gru, inputs, lag);
  }
  sequence::Decoded decode(const sequence::Controller& controller, Generator& generator,
                           const sequence::DecoderInputs& inputs) override {
    given = inputs;
    return operations_.decode(controller, generator, inputs);
  }
  sequence::Reconstruction reconstruct(Readout& readout, const Tensor& factors,
                                       const sequence::Target& target) override {
    return operations_.reconstruct(readout, factors, target);
  }

  sequence::DecoderInputs given;

 private:
  sequence::AutogradOperations operations_;
};

std::unique_ptr<model::Lfads> small_model(std::shared_ptr<sequence::Operations> operations) {
  model::Config config;
  config.ic_enc_dim = config.ci_enc_dim = config.con_dim = 3;
  config.co_dim = 1;
  auto lfads = std::make_unique<model::Lfads>(
      config, data::Sizes{seen_neurons, all_neurons, 0}, 2, make_generator("gru", {1, 2}),
      make_readout("linear", {2, all_neurons}), std::move(operations));
  model::initialise(*lfads, 0);
  return lfads;
}

data::Batch batch_of(std::int64_t reconstructed_bins) {
  const Tensor counts =
      at::floor(3 * at::abs(random_tensor({batch_size, all_bins, all_neurons}, 1)));
  data::Batch batch;
  batch.seen = counts.narrow(1, 0, seen_bins).narrow(2, 0, seen_neurons);
  batch.target = counts.narrow(1, 0, reconstructed_bins);
  batch.external = at::zeros({batch_size, reconstructed_bins, 0});
  return batch;
}

const Tensor& bias_of(const std::vector<Weight>& weights) {
  for (const auto& weight : weights) {
    if (weight.name == "readout.bias") return weight.value;
  }
  throw std::out_of_range("readout.bias");
}

std::vector<std::shared_ptr<sequence::Operations>> both_engines() {
  return {std::make_shared<sequence::AutogradOperations>(),
          std::make_shared<sequence::FusedOperations>(2, 2)};
}

}  // namespace

TEST_CASE("the model goes on through the bins to predict, of which its controller sees nothing") {
  const auto watched = std::make_shared<Watched>();
  const auto lfads = small_model(watched);
  const auto output = lfads->forward(batch_of(all_bins), {});
  CHECK(output.reconstruction.parameters.sizes() ==
        at::IntArrayRef({batch_size, all_bins, all_neurons}));
  CHECK(output.sequence.factors.sizes() == at::IntArrayRef({batch_size, all_bins, 2}));
  const Tensor& seen = watched->given.encoded;
  REQUIRE(seen.size(1) == all_bins);
  CHECK(at::equal(seen.narrow(1, 0, seen_bins), output.controller_inputs));
  const Tensor unseen = seen.narrow(1, seen_bins, all_bins - seen_bins);
  CHECK(at::equal(unseen, at::zeros_like(unseen)));
  // What was encoded is decoded as if nothing were to be predicted.
  const auto shorter = lfads->forward(batch_of(seen_bins), {});
  CHECK(at::allclose(output.sequence.factors.narrow(1, 0, seen_bins), shorter.sequence.factors));
}

// With no count hidden, coordinated dropout leaves a gradient only at what the encoders never see.
// Of the linear readout's bias it is the sum of (exp(r) - k) there over the number of all counts.
TEST_CASE("held-out neurons and bins have a gradient whatever coordinated dropout hides") {
  for (const auto& operations : both_engines()) {
    const auto lfads = small_model(operations);
    const auto batch = batch_of(all_bins);
    NoChance draws;
    const auto output = lfads->forward(batch, {nullptr, &draws, 0.3});
    const Tensor& log_rates = output.reconstruction.parameters;
    CHECK(
        output.reconstruction.loss.item<double>() ==
        Approx(sequence::poisson_nll(log_rates, batch.target).mean().item<double>()).epsilon(1e-5));
    output.reconstruction.loss.backward();

    Tensor residual = (at::exp(log_rates) - batch.target).detach().clone();
    residual.narrow(1, 0, seen_bins).narrow(2, 0, seen_neurons).zero_();
    const Tensor expected =
        residual.sum(at::IntArrayRef{0, 1}) / static_cast<double>(residual.numel());
    CHECK(at::allclose(bias_of(lfads->weights()).grad(), expected, 1e-4, 1e-6));
  }
}

TEST_CASE("what was not observed moves no weight") {
  for (const auto& operations : both_engines()) {
    const auto lfads = small_model(operations);
    auto batch = batch_of(all_bins);
    batch.observed = (random_tensor(batch.target.sizes(), 2) > 0).to(at::kFloat);
    const auto output = lfads->forward(batch, {});
    output.reconstruction.loss.backward();
    const Tensor residual =
        (at::exp(output.reconstruction.parameters) - batch.target).detach() * batch.observed;
    const Tensor expected = residual.sum(at::IntArrayRef{0, 1}) / batch.observed.sum();
    CHECK(at::allclose(bias_of(lfads->weights()).grad(), expected, 1e-4, 1e-6));
  }
}
