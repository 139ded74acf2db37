#pragma once

#include "murray/circuit_system.hpp"
#include "plugins/generators/set_weight.hpp"

#include <npd/generator.hpp>
#include <npd/hdf5.hpp>
#include <npd/ops.hpp>
#include <npd/system.hpp>
#include <npd/testing/load_component.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

/// \file systems.hpp
/// Systems that analyses are tested on.
namespace npd::testing {

/// A generator in float64, alone.
class GeneratorSystem final : public System {
 public:
  GeneratorSystem(std::shared_ptr<Generator> generator, std::int64_t states, std::int64_t inputs)
      : generator_(std::move(generator)), states_(states), inputs_(inputs) {}

  std::int64_t state_dim() const override { return states_; }
  std::int64_t input_dim() const override { return inputs_; }
  double bin_s() const override { return 0.01; }
  Tensor step(const Tensor& input, const Tensor& state) override {
    return generator_->step(input, state);
  }
  Jacobian jacobian(const Tensor& input, const Tensor& state) override {
    return generator_->jacobian(input, state);
  }
  std::optional<Box> domain(const Tensor& input) override { return generator_->domain(input); }
  Tensor starts(const Tensor& input, std::int64_t count, RandomStream& random) override {
    return generator_->starts(input, count, random);
  }
  Tensor outputs(const Tensor& state) override { return state; }

 private:
  std::shared_ptr<Generator> generator_;
  std::int64_t states_, inputs_;
};

inline std::shared_ptr<Generator> float64_generator(const std::string& kind, std::int64_t inputs,
                                                    std::int64_t states,
                                                    const ParamValues& values) {
  auto generator = load<Generator>(std::string(NPD_PLUGIN_DIR "/") + kind + ".so", kind,
                                   {inputs, states}, values);
  generator->freeze();
  generator->to(at::kDouble);
  return generator;
}

/// The generator that a file of fixed points holds.
inline std::shared_ptr<System> golden_generator(const hdf5::File& file) {
  const auto kind = file.text("", "kind");
  const std::string cell = "params/decoder.rnn.cell.gen_cell.";
  const auto states = file.read("initial_states").size(1), inputs = file.read("inputs").size(1);
  std::shared_ptr<Generator> generator;
  if (kind == "gru") {
    generator = float64_generator(kind, inputs, states, {{"clip", file.number("", "clip")}});
    set_weight(*generator, "cell.input_weight", file.read(cell + "weight_ih"));
    set_weight(*generator, "cell.recurrent_weight", file.read(cell + "weight_hh"));
    set_weight(*generator, "cell.bias", file.read(cell + "bias_ih"));
    set_weight(*generator, "cell.recurrent_bias", file.read(cell + "bias_hh"));
  } else if (kind == "low_rank") {
    generator = float64_generator(
        kind, inputs, states,
        {{"alpha", file.number("", "alpha")}, {"rank", file.read(cell + "m").size(1)}});
    for (const std::string name : {"m", "n", "wi"}) {
      set_weight(*generator, name, file.read(cell + name));
    }
    set_weight(*generator, "b", file.read(cell + "b").flatten());
  } else {
    generator = float64_generator(kind, inputs, states,
                                  {{"scale", file.number("", "scale")},
                                   {"inputs", file.text("", "inputs_enter")},
                                   {"hidden_dim", file.read(cell + "network.0.weight").size(0)}});
    for (const std::string layer : {"0", "2", "4"}) {
      for (const std::string part : {".weight", ".bias"}) {
        set_weight(*generator, "network." + layer + part,
                   file.read(cell + "network." + layer + part));
      }
    }
  }
  return std::make_shared<GeneratorSystem>(std::move(generator), states, inputs);
}

/// The decision circuit with recurrent feedback.
inline murray::Circuit decision_circuit() {
  return murray::two_areas({0.35, 0.28387}, {0.4182, 0.28387}, {0.15, 0}, {0.04, 0}, 0.334);
}

inline std::shared_ptr<System> circuit_system(const murray::Wiring& wiring) {
  return std::make_shared<murray::CircuitSystem>(wiring, murray::Integration{}, murray::RateMap{});
}

/// Its second area alone.
inline std::shared_ptr<System> pfc_alone() {
  return circuit_system(murray::area_alone(decision_circuit(), 2));
}

}  // namespace npd::testing
