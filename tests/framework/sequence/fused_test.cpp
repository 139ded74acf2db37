#include "sequence/fused.hpp"

#include "framework/components.hpp"

#include <npd/gru_cell.hpp>
#include <npd/ops.hpp>
#include <npd/testing/gradcheck.hpp>

#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/autograd.h>

#include <cmath>
#include <utility>

#include <npd/testing/catch.hpp>

using namespace npd;
using namespace npd::testing;

namespace {

constexpr std::int64_t panel_trials = 16;
constexpr double tolerance = 2e-5;

struct Named {
  std::string name;
  Tensor value;
};

/// What an operation gives, and what it depends on.
struct Results {
  std::vector<Named> outputs, variables;

  void add_weights(const std::string& prefix, const Module& module) {
    for (const auto& weight : module.weights()) {
      if (weight.trained) variables.push_back({prefix + weight.name, weight.value});
    }
  }

  /// Every output, then the gradient of a random sum of all outputs for every variable.
  std::vector<Named> with_gradients() const {
    std::vector<Tensor> roots, upstream, leaves;
    std::vector<Named> all;
    for (const auto& [name, value] : outputs) {
      all.push_back({name, value.detach()});
      if (!value.requires_grad()) continue;
      roots.push_back(value);
      upstream.push_back(random_tensor(value.sizes(), 100 + roots.size()).to(value.scalar_type()));
    }
    for (const auto& variable : variables) leaves.push_back(variable.value);
    const auto gradients = torch::autograd::grad(roots, leaves, upstream, {}, false, true);
    for (std::size_t i = 0; i < leaves.size(); ++i) {
      all.push_back({"gradient of " + variables[i].name,
                     gradients[i].defined() ? gradients[i] : at::zeros_like(leaves[i])});
    }
    return all;
  }
};

/// Both types get the same weights: float32 ones.
void draw_as(at::ScalarType type, Module& module, std::uint64_t seed) {
  module.to(at::kFloat);
  draw_weights(module, seed);
  module.to(type);
}

Tensor given(at::IntArrayRef shape, std::uint64_t seed, at::ScalarType type,
             bool requires_gradient) {
  return random_tensor(shape, seed).to(type).requires_grad_(requires_gradient);
}

Tensor dropout_mask(at::IntArrayRef shape, std::uint64_t seed, at::ScalarType type) {
  return (random_tensor(shape, seed) > -0.5).to(type) / 0.7;
}

/// A bidirectional GRU and its input.
struct EncoderCase {
  std::int64_t batch, time, inputs, states, lag;
  bool input_gradient = true;
  bool sparse = false;  ///< of the input only one number in ten is not 0
  std::unique_ptr<GruCell> forward = std::make_unique<GruCell>(inputs, states, 0.8),
                           backward = std::make_unique<GruCell>(inputs, states, 0.8);

  Results run(seq::Operations& operations, at::ScalarType type) {
    std::vector<Tensor> starts;
    for (std::uint64_t i = 0; i < 2; ++i) {
      draw_as(type, i == 0 ? *forward : *backward, i + 1);
      starts.push_back(given({states}, 3 + i, type, true));
    }
    Tensor x = given({batch, time, inputs}, 5, type, false);
    if (sparse) x = x * (random_tensor(x.sizes(), 6) > 1.3);
    x.requires_grad_(input_gradient);
    const seq::BidirectionalGru gru{*forward, *backward, starts[0], starts[1]};
    Results results;
    results.outputs = {{"summary", operations.summarise(gru, x)},
                       {"encoded", operations.encode(gru, x, lag)}};
    results.variables = {{"forward start", starts[0]}, {"backward start", starts[1]}};
    if (input_gradient) results.variables.push_back({"input", x});
    results.add_weights("forward ", *forward);
    results.add_weights("backward ", *backward);
    return results;
  }
};

/// A decoder and its inputs.
struct DecoderCase {
  std::int64_t batch, time;
  std::string generator_id = "gru";
  std::int64_t outputs = 2;  ///< of the controller; 0: there is none
  std::int64_t external = 0;
  bool dropout = true, noise = true;
  std::int64_t encoded = 7, states = 5, controller_states = 3;
  std::int64_t mapped_factors = 0;  ///< 0: the factors are the states
  std::int64_t factors = mapped_factors > 0 ? mapped_factors : states;
  std::shared_ptr<Generator> generator = make_generator(generator_id, {outputs + external, states});
  std::unique_ptr<GruCell> cell =
      std::make_unique<GruCell>(encoded + factors, controller_states, 5.0);
  bool sums_known = false;

  struct Given {
    seq::Controller controller;
    seq::DecoderInputs inputs;
    Results results;  ///< the variables
  };

  Given given(seq::Operations& operations, at::ScalarType type) {
    if (!generator->trained()) generator->freeze();
    draw_as(type, *generator, 1);
    draw_as(type, *cell, 2);
    Results results;
    results.add_weights("generator ", *generator);
    const auto variable = [&](const std::string& name, at::IntArrayRef shape, std::uint64_t seed) {
      results.variables.push_back({name, ::given(shape, seed, type, true)});
      return results.variables.back().value;
    };
    seq::DecoderInputs inputs;
    inputs.initial_state = variable("initial state", {batch, states}, 3);
    inputs.initial_factors = variable("initial factors", {batch, factors}, 4);
    inputs.external = variable("external", {batch, time, external}, 5);
    if (dropout) inputs.state_mask = dropout_mask({batch, time, states}, 6, type);
    if (mapped_factors > 0) {
      inputs.factor_weight = variable("factor weight", {mapped_factors, states}, 13);
    }
    seq::Controller controller;
    if (outputs > 0) {
      results.add_weights("controller ", *cell);
      inputs.encoded = variable("encoded", {batch, time, encoded}, 7);
      if (noise) inputs.output_noise = ::given({batch, time, outputs}, 8, type, false);
      if (dropout) {
        inputs.controller_input_mask = dropout_mask({batch, time, encoded + factors}, 9, type);
      }
      controller = {cell.get(), variable("controller start", {controller_states}, 10),
                    variable("output weight", {2 * outputs, controller_states}, 11),
                    variable("output bias", {2 * outputs}, 12)};
    }
    if (sums_known) {
      inputs.encoded_sums = operations.sum_encoded(controller, inputs.encoded);
      REQUIRE(inputs.encoded_sums.defined());
      // Without dropout the sums are all that is looked at.
      if (!dropout) inputs.encoded = at::full_like(inputs.encoded, NAN);
    }
    return {controller, inputs, results};
  }

  Results run(seq::Operations& operations, at::ScalarType type) {
    auto [controller, inputs, results] = given(operations, type);
    const auto decoded = operations.decode(controller, *generator, inputs);
    results.outputs = {{"generator states", decoded.generator_states},
                       {"generator inputs", decoded.generator_inputs},
                       {"factors", decoded.factors}};
    if (outputs > 0) {
      results.outputs.push_back({"controller states", decoded.controller_states});
      results.outputs.push_back({"controller means", decoded.controller_means});
      results.outputs.push_back({"controller stds", decoded.controller_stds});
    } else {
      CHECK_FALSE(decoded.controller_states.defined());
    }
    return results;
  }
};

DecoderCase with_factors(std::int64_t batch, std::int64_t time, const std::string& id,
                         std::int64_t outputs, std::int64_t external, std::int64_t factors) {
  return {batch, time, id, outputs, external, true, true, 7, 5, 3, factors};
}

/// A readout, factors and counts.
struct ReadoutCase {
  std::int64_t batch, time;
  std::string readout_id = "linear";
  std::int64_t factors = 5, neurons = 6;
  bool masked = true, gaps = false;
  seq::OutputDistribution distribution = seq::OutputDistribution::poisson;
  std::shared_ptr<Readout> readout =
      make_readout(readout_id, {factors, neurons* seq::parameters_per_neuron(distribution)});

  Results run(seq::Operations& operations, at::ScalarType type) {
    draw_as(type, *readout, 1);
    const Tensor f = given({batch, time, factors}, 2, type, true);
    seq::Target target;
    target.distribution = distribution;
    target.values = at::floor(3 * at::abs(random_tensor({batch, time, neurons}, 3))).to(type);
    if (masked) target.gradient_mask = (random_tensor(target.values.sizes(), 4) > 0).to(type);
    if (gaps) target.observed = (random_tensor(target.values.sizes(), 5) > -0.5).to(type);
    const auto reconstruction = operations.reconstruct(*readout, f, target);
    Results results;
    results.outputs = {{"parameters", reconstruction.parameters}, {"loss", reconstruction.loss}};
    results.variables = {{"factors", f}};
    results.add_weights("readout ", *readout);
    CHECK_FALSE(reconstruction.parameters.requires_grad());
    return results;
  }
};

template <class Case>
void check_equals_autograd(Case test) {
  seq::FusedOperations fused(panel_trials, 2);
  seq::AutogradOperations autograd;
  const auto ours = test.run(fused, at::kFloat).with_gradients();
  const auto expected = test.run(autograd, at::kDouble).with_gradients();
  REQUIRE(ours.size() == expected.size());
  for (std::size_t i = 0; i < ours.size(); ++i) {
    INFO(ours[i].name << " " << shape_text(ours[i].value.sizes()));
    CHECK(deviation(ours[i].name, ours[i].value, expected[i].value).relative < tolerance);
  }
}

template <class Case>
void check_same_bits(Case test) {
  seq::FusedOperations one(panel_trials, 1);
  const auto expected = test.run(one, at::kFloat).with_gradients();
  for (const int threads : {2, 3, 8}) {
    seq::FusedOperations several(panel_trials, threads);
    for (int repetition = 0; repetition < 2; ++repetition) {
      const auto ours = test.run(several, at::kFloat).with_gradients();
      for (std::size_t i = 0; i < ours.size(); ++i) {
        INFO(threads << " threads, " << ours[i].name);
        CHECK(at::equal(ours[i].value, expected[i].value));
      }
    }
  }
}

}  // namespace

TEST_CASE("the fused encoder equals autograd in value and gradient") {
  check_equals_autograd(EncoderCase{255, 6, 3, 5, 1});
  check_equals_autograd(EncoderCase{17, 5, 1, 1, 0});
  check_equals_autograd(EncoderCase{1, 7, 4, 3, 2, false});
  check_equals_autograd(EncoderCase{16, 1, 2, 7, 0});
  check_equals_autograd(EncoderCase{5, 3, 2, 2, 4});
  check_equals_autograd(EncoderCase{5, 4, 2, 2, -1});
  check_equals_autograd(EncoderCase{255, 6, 12, 25, 1, true, true});
  check_equals_autograd(EncoderCase{19, 4, 40, 3, 1, false, true});
}

TEST_CASE("the fused decoder equals autograd for every generator") {
  for (const std::string id : generator_variants) {
    INFO(id);
    check_equals_autograd(DecoderCase{17, 6, id});
    check_equals_autograd(DecoderCase{5, 3, id, 0, 2});
  }
}

TEST_CASE("the fused decoder equals autograd for every choice of parts and ragged sizes") {
  check_equals_autograd(DecoderCase{255, 4, "gru", 2, 0});
  check_equals_autograd(DecoderCase{1, 5, "gru", 1, 3});
  check_equals_autograd(DecoderCase{19, 1, "gru", 2, 1});
  check_equals_autograd(DecoderCase{6, 5, "gru", 2, 1, false, true});
  check_equals_autograd(DecoderCase{6, 5, "gru", 2, 1, true, false});
  check_equals_autograd(DecoderCase{6, 5, "gru", 0, 0, true, false});
  check_equals_autograd(DecoderCase{6, 5, "gru", 0, 2, false, false});
  check_equals_autograd(DecoderCase{6, 5, "gru", 1, 0, true, true, 1, 1, 1});
}

TEST_CASE("the fused readout equals autograd in loss, log rates and gradients") {
  for (const std::string id : readout_variants) {
    INFO(id);
    check_equals_autograd(ReadoutCase{255, 4, id});
    check_equals_autograd(ReadoutCase{17, 3, id, 2, 9, false});
    check_equals_autograd(ReadoutCase{1, 5, id, 1, 1});
    check_equals_autograd(ReadoutCase{20, 1, id});
    check_equals_autograd(ReadoutCase{17, 3, id, 2, 9, false, true});
    check_equals_autograd(ReadoutCase{20, 3, id, 5, 6, true, true});
  }
}

TEST_CASE("the fused decoder equals autograd with factors that are a map of the states") {
  for (const std::string id : generator_variants) {
    INFO(id);
    check_equals_autograd(with_factors(17, 6, id, 2, 0, 3));
    check_equals_autograd(with_factors(5, 3, id, 0, 2, 8));
  }
  check_equals_autograd(with_factors(19, 1, "gru", 2, 1, 1));
}

TEST_CASE("the fused readout equals autograd with Gaussian output") {
  constexpr auto gaussian = seq::OutputDistribution::gaussian;
  for (const std::string id : readout_variants) {
    INFO(id);
    check_equals_autograd(ReadoutCase{255, 4, id, 5, 6, true, false, gaussian});
    check_equals_autograd(ReadoutCase{17, 3, id, 2, 9, false, true, gaussian});
    check_equals_autograd(ReadoutCase{20, 1, id, 1, 1, true, true, gaussian});
  }
}

TEST_CASE("any number of threads gives the same bits") {
  check_same_bits(EncoderCase{100, 5, 3, 5, 1});
  check_same_bits(EncoderCase{100, 5, 12, 5, 1, false, true});
  check_same_bits(DecoderCase{100, 5, "gru", 2, 1});
  check_same_bits(DecoderCase{100, 5, "mlp_rnn", 2, 1});
  check_same_bits(with_factors(100, 5, "gru", 2, 1, 3));
  check_same_bits(ReadoutCase{100, 5, "flow"});
  check_same_bits(ReadoutCase{100, 5, "linear"});
}

TEST_CASE("without gradients nothing is recorded and the values are the same") {
  seq::FusedOperations fused(panel_trials, 2);
  const auto same = [&](auto test) {
    const auto recorded = test.run(fused, at::kFloat).outputs;
    const c10::AutoGradMode no_gradient(false);
    const auto bare = test.run(fused, at::kFloat).outputs;
    for (std::size_t i = 0; i < bare.size(); ++i) {
      INFO(bare[i].name);
      CHECK_FALSE(bare[i].value.requires_grad());
      CHECK(at::equal(bare[i].value, recorded[i].value));
    }
  };
  same(EncoderCase{33, 5, 3, 5, 1});
  same(DecoderCase{33, 5, "gru", 2, 1});
  same(DecoderCase{33, 5, "low_rank", 0, 1});
  same(ReadoutCase{33, 5, "flow"});
}

TEST_CASE("with what the controller makes of the encoded data known, the bits are the same") {
  seq::FusedOperations fused(panel_trials, 2);
  const c10::AutoGradMode no_gradient(false);
  for (const auto& [batch, dropout] : {std::pair{1, false}, {33, false}, {33, true}}) {
    CAPTURE(batch, dropout);
    DecoderCase test{batch, 5, "gru", 2, 1, dropout};
    const auto all = test.run(fused, at::kFloat).outputs;
    test.sums_known = true;
    const auto rest = test.run(fused, at::kFloat).outputs;
    for (std::size_t i = 0; i < all.size(); ++i) {
      INFO(all[i].name);
      CHECK(at::equal(rest[i].value, all[i].value));
    }
  }
}

TEST_CASE("several samples at once are what each is alone, and their sums") {
  seq::AutogradOperations autograd;
  const c10::AutoGradMode no_gradient(false);
  const auto check = [&](std::int64_t trials, std::int64_t samples, DecoderCase test) {
    CAPTURE(trials, samples, test.outputs, test.mapped_factors);
    seq::FusedOperations fused(64, 2);
    test.batch = trials * samples;
    const auto all = test.given(fused, at::kFloat);
    seq::DecoderInputs inputs = all.inputs;
    for (Tensor* x : {&inputs.encoded, &inputs.external}) {
      if (x->defined()) *x = x->narrow(0, 0, trials);
    }
    const bool sums_known = test.outputs > 0 && samples % 2 == 0;
    if (sums_known) inputs.encoded_sums = fused.sum_encoded(all.controller, inputs.encoded);
    seq::Decoded sums, expected;
    std::vector<Tensor> factors;
    for (int repetition = 0; repetition < 2; ++repetition) {
      const Tensor ours = fused.decode_samples(all.controller, *test.generator, inputs, sums);
      seq::DecoderInputs one = inputs;
      one.encoded_sums = Tensor();
      for (std::int64_t first = 0; first < test.batch; first += trials) {
        one.initial_state = inputs.initial_state.narrow(0, first, trials);
        one.initial_factors = inputs.initial_factors.narrow(0, first, trials);
        if (test.outputs > 0) one.output_noise = inputs.output_noise.narrow(0, first, trials);
        const auto sample = fused.decode(all.controller, *test.generator, one);
        CHECK(at::equal(ours.narrow(0, first, trials), sample.factors));
        for (const auto part : seq::decoded_parts) {
          if (!(sample.*part).defined()) continue;
          Tensor& sum = expected.*part;
          sum = sum.defined() ? sum + sample.*part : (sample.*part).to(at::kDouble);
        }
      }
    }
    for (const auto part : seq::decoded_parts) {
      REQUIRE((sums.*part).defined() == (expected.*part).defined());
      if ((sums.*part).defined()) CHECK(at::equal(sums.*part, expected.*part));
    }
    seq::Decoded reference;
    autograd.decode_samples(all.controller, *test.generator, inputs, reference);
    for (const auto part : seq::decoded_parts) {
      if (!(sums.*part).defined()) continue;
      CHECK(deviation("", (sums.*part) / 2, reference.*part).relative < tolerance);
    }
  };
  for (const auto& [trials, samples] :
       {std::pair{16, 4}, {16, 1}, {5, 3}, {1, 2}, {17, 2}, {40, 2}}) {
    check(trials, samples, {0, 5, "gru", 2, 1, false});
    check(trials, samples, {0, 4, "low_rank", 0, 2, false});
  }
  check(16, 2, {0, 3, "gru", 2, 0, false, true, 7, 5, 3, 4});
}

TEST_CASE("the moments of outputs are those of the parameters") {
  const c10::AutoGradMode no_gradient(false);
  for (const auto distribution :
       {seq::OutputDistribution::poisson, seq::OutputDistribution::gaussian}) {
    for (const std::string id : readout_variants) {
      CAPTURE(id);
      const auto outputs = 3 * seq::parameters_per_neuron(distribution);
      const auto readout = make_readout(id, {2, outputs});
      draw_as(at::kFloat, *readout, 1);
      for (const std::int64_t batch : {1, 17, 40}) {
        const Tensor factors = random_tensor({batch, 4, 2}, 2);
        seq::FusedOperations fused(panel_trials, 2);
        const auto ours = fused.moments(*readout, factors, outputs, distribution);
        const auto expected =
            seq::AutogradOperations().moments(*readout, factors, outputs, distribution);
        CHECK(deviation("", ours, expected).relative < tolerance);
        const auto parameters = readout->log_rates(factors);
        CHECK(at::allclose(ours.narrow(2, 0, 3), seq::output_means(distribution, parameters), 1e-4,
                           1e-6));
      }
    }
  }
}

TEST_CASE("float64 and generators without a kernel go the way of autograd") {
  seq::FusedOperations fused(panel_trials, 2);
  seq::AutogradOperations autograd;
  const auto equal = [&](auto test, at::ScalarType type) {
    const auto ours = test.run(fused, type).with_gradients();
    const auto expected = test.run(autograd, type).with_gradients();
    for (std::size_t i = 0; i < ours.size(); ++i) {
      INFO(ours[i].name);
      CHECK(at::equal(ours[i].value, expected[i].value));
    }
  };
  equal(EncoderCase{5, 4, 3, 5, 1}, at::kDouble);
  equal(DecoderCase{5, 4}, at::kDouble);
  equal(ReadoutCase{5, 4}, at::kDouble);

  class Decay final : public Generator {
   public:
    Tensor step(const Tensor& input, const Tensor& state) override {
      return 0.9 * state + input.sum(1, true);
    }
  };
  DecoderCase test{5, 4};
  test.generator = std::make_shared<Decay>();
  equal(std::move(test), at::kFloat);
}
