#include "bench/flops.hpp"

#include <npd/generator.hpp>

#include <string_view>

namespace npd::bench {
namespace {

bool is_encoder_input(std::string_view name) {
  return name.starts_with("encoder.") && name.ends_with("input_weight");
}

bool is_used_each_bin(std::string_view name) {
  return !name.starts_with("encoder.ic_linear") && !name.starts_with("decoder.ic_to_g0");
}

}  // namespace

PhaseFlops flops_per_bin(const Table& table, const model::Lfads& model) {
  // An initial state from the prior leaves its encoder out.
  const bool from_prior = model.generator().initial_state() == InitialState::prior;
  PhaseFlops flops;
  for (const auto& weight : model.weights()) {
    const std::string_view name = weight.name;
    if (weight.value.dim() != 2 || !is_used_each_bin(name)) continue;
    if (from_prior && name.starts_with("encoder.ic.")) continue;
    const int passes = 1 + (weight.trained ? 1 : 0) + (is_encoder_input(name) ? 0 : 1);
    const double once = 2.0 * passes * static_cast<double>(weight.value.numel());
    if (name.starts_with("encoder.")) flops.encoder += once;
    if (name.starts_with("decoder.")) {
      const bool of_generator = name.starts_with("decoder.generator.");
      flops.decoder += once * static_cast<double>(of_generator ? table.generator_passes : 1);
    }
    if (name.starts_with("readout.")) {
      flops.readout += once * static_cast<double>(table.readout_passes);
    }
  }
  return flops;
}

}  // namespace npd::bench
