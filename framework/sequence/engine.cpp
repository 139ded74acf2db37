#include "sequence/engine.hpp"

#include "sequence/fused.hpp"

#include <npd/error.hpp>

namespace npd::sequence {
namespace {

/// "the generator", "the readout", both, or nothing.
std::string without_kernel(Generator& generator, Readout& readout) {
  std::string missing;
  if (!generator.kernel()) missing = "the generator";
  if (!readout.kernel()) missing += missing.empty() ? "the readout" : " and the readout";
  return missing;
}

}  // namespace

Engine choose_engine(const EngineChoice& choice, Generator& generator, Readout& readout) {
  if (choice.engine == "autograd") {
    return {std::make_shared<AutogradOperations>(), "autograd, as asked for", 1};
  }
  const std::string missing = without_kernel(generator, readout);
  if (choice.engine == "fused" && !missing.empty()) {
    throw ConfigError("engine", "\"fused\" needs a kernel of every component, and " + missing +
                                    " offers none; use \"auto\" or \"autograd\"");
  }
  // What a component without a kernel does is not known to bear several threads.
  const auto fused = std::make_shared<FusedOperations>(
      choice.panel_trials, static_cast<int>(choice.threads), missing.empty());
  const std::string but =
      missing.empty() ? "" : ", but autograd for " + missing + ", which offers no kernel";
  return {fused, "fused" + but, fused->threads()};
}

}  // namespace npd::sequence
