#pragma once

#include <npd/generator.hpp>
#include <npd/readout.hpp>
#include <npd/testing/load_component.hpp>

#include <array>
#include <memory>
#include <string>

/// \file components.hpp
/// Every generator and readout of the project, small, for tests of what runs them.
namespace npd::testing {

inline std::string plugin_library(const std::string& id) { return NPD_PLUGIN_DIR "/" + id + ".so"; }

/// mlp_rnn comes twice: its inputs enter linearly or through the network.
inline constexpr std::array generator_variants{"gru", "low_rank", "mlp_rnn", "mlp_rnn concatenated",
                                               "frozen"};
inline constexpr std::array readout_variants{"linear", "flow"};

inline std::shared_ptr<Generator> make_generator(const std::string& variant,
                                                 const GeneratorShape& shape) {
  const auto load_with = [&](const std::string& id, const ParamValues& values) {
    return load<Generator>(plugin_library(id), id, shape, values);
  };
  if (variant == "frozen") {
    const auto inner = [](const GeneratorShape& s) { return make_generator("gru", s); };
    return load_with("frozen", {{"inner", GeneratorSlot("gru", inner)}});
  }
  if (variant == "mlp_rnn concatenated") {
    return load_with("mlp_rnn",
                     {{"hidden_dim", std::int64_t{9}}, {"inputs", std::string("concatenated")}});
  }
  if (variant == "mlp_rnn") return load_with("mlp_rnn", {{"hidden_dim", std::int64_t{9}}});
  if (variant == "low_rank") return load_with("low_rank", {{"rank", std::int64_t{2}}});
  return load_with(variant, {});
}

inline std::shared_ptr<Readout> make_readout(const std::string& variant,
                                             const ReadoutShape& shape) {
  return load<Readout>(plugin_library(variant), variant, shape);
}

}  // namespace npd::testing
