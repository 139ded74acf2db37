#include "framework/components.hpp"
#include "model/initialise.hpp"
#include "model/lfads.hpp"
#include "sequence/fused.hpp"

#include <npd/ops.hpp>
#include <npd/testing/gradcheck.hpp>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <npd/testing/catch.hpp>

using namespace npd;
using namespace npd::testing;

namespace {

constexpr std::int64_t trials = 5, bins = 9, neurons = 4, state_dim = 4;

/// A model that differs from the plain one in what it is asked for.
struct Variant {
  model::Config config;
  std::int64_t seen_bins = bins, seen_neurons = neurons;
  bool gaps = false;

  Variant() {
    config.ic_enc_dim = config.ci_enc_dim = config.con_dim = 3;
    config.co_dim = 1;
  }

  std::unique_ptr<model::Lfads> model(std::shared_ptr<sequence::Operations> operations,
                                      at::ScalarType type) const {
    const auto outputs =
        neurons * sequence::parameters_per_neuron(model::output_distribution(config));
    auto lfads = std::make_unique<model::Lfads>(
        config, data::Sizes{seen_neurons, neurons, 1}, state_dim,
        make_generator("gru", {2, state_dim}),
        make_readout("linear", {model::factor_dim(config, state_dim), outputs}),
        std::move(operations));
    draw_weights(*lfads, 1);
    lfads->to(type);
    return lfads;
  }

  data::Batch batch(at::ScalarType type) const {
    const auto first = config.ic_enc_seq_len, rest = bins - first;
    Tensor data = at::floor(3 * at::abs(random_tensor({trials, bins, neurons}, 2)));
    if (config.output == "gaussian") data = random_tensor({trials, bins, neurons}, 2);
    data::Batch batch;
    batch.seen = data.narrow(1, 0, seen_bins).narrow(2, 0, seen_neurons).contiguous().to(type);
    batch.target = data.narrow(1, first, rest).contiguous().to(type);
    batch.external = random_tensor({trials, rest, 1}, 3).to(type);
    if (gaps) batch.observed = (random_tensor({trials, rest, neurons}, 4) > -0.5).to(type);
    return batch;
  }
};

/// The same draws in float32 and float64.
class Draws final : public model::Draws {
 public:
  explicit Draws(at::ScalarType type) : type_(type) {}
  Tensor normal(std::string_view stream, at::IntArrayRef shape) override {
    return random_tensor(shape, seed(stream)).to(type_);
  }
  Tensor keep_mask(std::string_view stream, at::IntArrayRef shape, double) override {
    return (random_tensor(shape, seed(stream)) > -0.5).to(type_);
  }
  Tensor dropout_mask(std::string_view stream, at::IntArrayRef shape, double rate) override {
    return keep_mask(stream, shape, rate) / (1 - rate);
  }

 private:
  static std::uint64_t seed(std::string_view stream) {
    return std::hash<std::string_view>{}(stream);
  }
  at::ScalarType type_;
};

/// Outputs, loss and gradients of a training step, by name.
std::map<std::string, Tensor> step(const Variant& variant, sequence::Operations& operations,
                                   at::ScalarType type) {
  const auto unowned = std::shared_ptr<sequence::Operations>(std::shared_ptr<void>(), &operations);
  const auto lfads = variant.model(unowned, type);
  Draws draws(type);
  const auto output = lfads->forward(variant.batch(type), {&draws, &draws, 0.3});
  const auto loss = lfads->loss(output, 90, &draws);
  loss.total.backward();
  std::map<std::string, Tensor> values{{"parameters", output.reconstruction.parameters},
                                       {"factors", output.sequence.factors},
                                       {"generator states", output.sequence.generator_states},
                                       {"controller means", output.sequence.controller_means},
                                       {"initial state", output.ic_mean},
                                       {"loss", loss.total}};
  for (const auto& weight : lfads->weights()) {
    if (weight.value.grad().defined()) values["gradient of " + weight.name] = weight.value.grad();
  }
  return values;
}

void check_engines_agree(const Variant& variant) {
  sequence::AutogradOperations autograd;
  sequence::FusedOperations fused(2, 2);
  const auto expected = step(variant, autograd, at::kDouble);
  const auto found = step(variant, fused, at::kFloat);
  REQUIRE(found.size() == expected.size());
  for (const auto& [name, value] : found) {
    INFO(name);
    REQUIRE(value.sizes() == expected.at(name).sizes());
    CHECK(deviation(name, value.detach(), expected.at(name).detach()).relative < 1e-4);
  }
}

}  // namespace

TEST_CASE("both engines agree on every variant of the model, alone and all together") {
  Variant all;
  all.config.factor_dim = 2;
  all.config.ic_enc_seq_len = 3;
  all.seen_bins = 7;
  all.seen_neurons = 2;
  all.gaps = true;
  all.config.output = "gaussian";
  check_engines_agree(all);
  all.config.output = "poisson";
  check_engines_agree(all);

  Variant factors, segment, wider, longer, gaps, gaussian;
  factors.config.factor_dim = 2;
  check_engines_agree(factors);
  factors.config.factor_dim = 6;
  check_engines_agree(factors);
  segment.config.ic_enc_seq_len = 3;
  check_engines_agree(segment);
  wider.seen_neurons = 2;
  check_engines_agree(wider);
  longer.seen_bins = 6;
  check_engines_agree(longer);
  gaps.gaps = true;
  check_engines_agree(gaps);
  gaussian.config.output = "gaussian";
  check_engines_agree(gaussian);
}

TEST_CASE("the loss's gradient is that of finite differences, with a factor map and without") {
  for (const std::int64_t factor_dim : {0, 2, 6}) {
    Variant variant;
    variant.config.factor_dim = factor_dim;
    variant.config.ic_enc_seq_len = 2;
    variant.gaps = true;
    const auto lfads = variant.model(std::make_shared<sequence::AutogradOperations>(), at::kDouble);
    const auto batch = variant.batch(at::kDouble);
    std::vector<Variable> weights;
    for (const auto& weight : lfads->weights()) {
      if (weight.trained) weights.push_back({weight.name, weight.value});
    }
    const auto loss = [&] {
      Draws draws(at::kDouble);
      // Coordinated dropout withholds gradients, so it has none to compare.
      return lfads->loss(lfads->forward(batch, {&draws, &draws, 0}), 90, &draws).total;
    };
    for (const auto& [what, relative, where] : gradient_deviations(loss, weights)) {
      INFO(factor_dim << " factors, " << what << ": " << where);
      CHECK(relative < 1e-6);
    }
  }
}

TEST_CASE("factors are the normalised map of the states, and the controller sees them") {
  Variant variant;
  variant.config.factor_dim = 2;
  const auto lfads = variant.model(std::make_shared<sequence::AutogradOperations>(), at::kFloat);
  const auto output = lfads->forward(variant.batch(at::kFloat), {});
  for (const auto& weight : lfads->weights()) {
    if (weight.name == "decoder.factor_map.weight") {
      const Tensor map = weight.value / at::norm(weight.value, 2, {1}, true);
      CHECK(at::allclose(output.sequence.factors,
                         at::matmul(output.sequence.generator_states, map.t()), 1e-5, 1e-6));
    }
    // Two directions of the encoder, and the factors.
    if (weight.name == "decoder.controller.input_weight") CHECK(weight.value.size(1) == 2 * 3 + 2);
  }
}

TEST_CASE("the first bins reach the initial condition alone, the others all but it") {
  Variant variant;
  variant.config.ic_enc_seq_len = 3;
  const auto lfads = variant.model(std::make_shared<sequence::AutogradOperations>(), at::kFloat);
  auto batch = variant.batch(at::kFloat);
  const auto output = lfads->forward(batch, {});
  CHECK(output.controller_inputs.size(1) == bins - 3);
  CHECK(output.reconstruction.parameters.size(1) == bins - 3);

  const Tensor spikes = batch.seen.clone();
  batch.seen.narrow(1, 0, 3).add_(1);
  const auto other_start = lfads->forward(batch, {});
  CHECK_FALSE(at::allclose(other_start.ic_mean, output.ic_mean));
  CHECK(at::equal(other_start.controller_inputs, output.controller_inputs));

  batch.seen.copy_(spikes);
  batch.seen.narrow(1, 3, bins - 3).add_(1);
  const auto other_rest = lfads->forward(batch, {});
  CHECK(at::equal(other_rest.ic_mean, output.ic_mean));
  CHECK_FALSE(at::allclose(other_rest.controller_inputs, output.controller_inputs));
}

TEST_CASE("coordinated dropout leaves the first bins, which nobody has to explain, alone") {
  class HideAll final : public model::Draws {
   public:
    Tensor normal(std::string_view, at::IntArrayRef shape) override { return at::zeros(shape); }
    Tensor keep_mask(std::string_view, at::IntArrayRef shape, double) override {
      return at::zeros(shape);
    }
    Tensor dropout_mask(std::string_view, at::IntArrayRef shape, double) override {
      return at::ones(shape);
    }
  };
  Variant variant;
  variant.config.ic_enc_seq_len = 3;
  const auto lfads = variant.model(std::make_shared<sequence::AutogradOperations>(), at::kFloat);
  const auto batch = variant.batch(at::kFloat);
  HideAll draws;
  const auto hidden = lfads->forward(batch, {nullptr, &draws, 0.3});
  const auto shown = lfads->forward(batch, {});
  CHECK(at::equal(hidden.ic_mean, shown.ic_mean));
  CHECK_FALSE(at::allclose(hidden.controller_inputs, shown.controller_inputs));
}
