#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

/// \file slots.hpp
/// Parameters that are themselves components: `inner = { plugin = "gru", ... }`.
namespace npd {

class Generator;
class Readout;

/// The sizes that the data and the model decide for a generator.
struct GeneratorShape {
  std::int64_t input_dim = 0;  ///< controller outputs plus external inputs; may be 0
  std::int64_t state_dim = 1;
  double bin_s = 0.01;                  ///< width of a bin, what one step is
  std::vector<std::string> areas = {};  ///< of each neuron; empty: the data set does not tell
};

/// The sizes that the data and the model decide for a readout.
struct ReadoutShape {
  std::int64_t factor_dim = 1;
  std::int64_t output_dim = 1;          ///< neurons times parameters of the output distribution
  std::vector<std::string> areas = {};  ///< of each neuron; empty: the data set does not tell
};

/// A generator that the user named inside another component's table. The host fills `plugin` and
/// `create`; the owner calls `create` in its constructor and registers the result as a child.
struct GeneratorSlot {
  std::string plugin;
  std::function<std::shared_ptr<Generator>(const GeneratorShape&)> create;
};

/// A readout that the user named inside another component's table; see GeneratorSlot.
struct ReadoutSlot {
  std::string plugin;
  std::function<std::shared_ptr<Readout>(const ReadoutShape&)> create;
};

}  // namespace npd
