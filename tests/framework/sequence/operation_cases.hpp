#pragma once

#include "framework/components.hpp"
#include "sequence/operations.hpp"

#include <npd/gru_cell.hpp>
#include <npd/ops.hpp>
#include <npd/testing/gradcheck.hpp>

#include <torch/csrc/autograd/autograd.h>

#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include <npd/testing/catch.hpp>

/// \file operation_cases.hpp
/// Encoders, decoders and readouts with random weights and inputs, for tests of
/// sequence::Operations.
namespace npd::testing {

inline constexpr std::int64_t panel_trials = 16;
inline constexpr double tolerance = 2e-5;

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
inline void draw_as(at::ScalarType type, Module& module, std::uint64_t seed) {
  module.to(at::kFloat);
  draw_weights(module, seed);
  module.to(type);
}

inline Tensor given(at::IntArrayRef shape, std::uint64_t seed, at::ScalarType type,
                    bool requires_gradient) {
  return random_tensor(shape, seed).to(type).requires_grad_(requires_gradient);
}

inline Tensor dropout_mask(at::IntArrayRef shape, std::uint64_t seed, at::ScalarType type) {
  return (random_tensor(shape, seed) > -0.5).to(type) / 0.7;
}

/// A bidirectional GRU and its input.
struct EncoderCase {
  std::int64_t batch, time, inputs, states, lag;
  bool input_gradient = true;
  bool sparse = false;  ///< of the input only one number in ten is not 0
  std::unique_ptr<GruCell> forward = std::make_unique<GruCell>(inputs, states, 0.8),
                           backward = std::make_unique<GruCell>(inputs, states, 0.8);

  Results run(sequence::Operations& operations, at::ScalarType type) {
    std::vector<Tensor> starts;
    for (std::uint64_t i = 0; i < 2; ++i) {
      draw_as(type, i == 0 ? *forward : *backward, i + 1);
      starts.push_back(given({states}, 3 + i, type, true));
    }
    Tensor x = given({batch, time, inputs}, 5, type, false);
    if (sparse) x = x * (random_tensor(x.sizes(), 6) > 1.3);
    x.requires_grad_(input_gradient);
    const sequence::BidirectionalGru gru{*forward, *backward, starts[0], starts[1]};
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
    sequence::Controller controller;
    sequence::DecoderInputs inputs;
    Results results;  ///< the variables
  };

  Given given(sequence::Operations& operations, at::ScalarType type) {
    if (!generator->trained()) generator->freeze();
    draw_as(type, *generator, 1);
    draw_as(type, *cell, 2);
    Results results;
    results.add_weights("generator ", *generator);
    const auto variable = [&](const std::string& name, at::IntArrayRef shape, std::uint64_t seed) {
      results.variables.push_back({name, npd::testing::given(shape, seed, type, true)});
      return results.variables.back().value;
    };
    sequence::DecoderInputs inputs;
    inputs.initial_state = variable("initial state", {batch, states}, 3);
    inputs.initial_factors = variable("initial factors", {batch, factors}, 4);
    inputs.external = variable("external", {batch, time, external}, 5);
    if (dropout) inputs.state_mask = dropout_mask({batch, time, states}, 6, type);
    if (mapped_factors > 0) {
      inputs.factor_weight = variable("factor weight", {mapped_factors, states}, 13);
    }
    sequence::Controller controller;
    if (outputs > 0) {
      results.add_weights("controller ", *cell);
      inputs.encoded = variable("encoded", {batch, time, encoded}, 7);
      if (noise) inputs.output_noise = npd::testing::given({batch, time, outputs}, 8, type, false);
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

  Results run(sequence::Operations& operations, at::ScalarType type) {
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

inline DecoderCase with_factors(std::int64_t batch, std::int64_t time, const std::string& id,
                                std::int64_t outputs, std::int64_t external, std::int64_t factors) {
  return {batch, time, id, outputs, external, true, true, 7, 5, 3, factors};
}

/// A readout, factors and counts.
struct ReadoutCase {
  std::int64_t batch, time;
  std::string readout_id = "linear";
  std::int64_t factors = 5, neurons = 6;
  bool masked = true, gaps = false;
  sequence::OutputDistribution distribution = sequence::OutputDistribution::poisson;
  std::shared_ptr<Readout> readout =
      make_readout(readout_id, {factors, neurons* sequence::parameters_per_neuron(distribution)});

  Results run(sequence::Operations& operations, at::ScalarType type) {
    draw_as(type, *readout, 1);
    const Tensor f = given({batch, time, factors}, 2, type, true);
    sequence::Target target;
    target.distribution = distribution;
    target.spikes = at::floor(3 * at::abs(random_tensor({batch, time, neurons}, 3))).to(type);
    if (masked) target.gradient_mask = (random_tensor(target.spikes.sizes(), 4) > 0).to(type);
    if (gaps) target.observed = (random_tensor(target.spikes.sizes(), 5) > -0.5).to(type);
    const auto reconstruction = operations.reconstruct(*readout, f, target);
    Results results;
    results.outputs = {{"parameters", reconstruction.parameters}, {"loss", reconstruction.loss}};
    results.variables = {{"factors", f}};
    results.add_weights("readout ", *readout);
    CHECK_FALSE(reconstruction.parameters.requires_grad());
    return results;
  }
};

}  // namespace npd::testing
