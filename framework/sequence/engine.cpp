#include "sequence/engine.hpp"

#include "sequence/autograd.hpp"
#include "sequence/fused.hpp"

#include <npd/error.hpp>
#include <npd/names.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace npd::sequence {
namespace {

std::string without_kernel(Generator& generator, Readout& readout) {
  const bool no_generator = !generator.kernel(), no_readout = !readout.kernel();
  if (no_generator && no_readout) return "the generator and the readout, which offer no kernel";
  if (no_generator) return "the generator, which offers no kernel";
  if (no_readout) return "the readout, which offers no kernel";
  return {};
}

std::shared_ptr<Operations> make_fused(const EngineSettings& settings, bool complete) {
  // What a component without a kernel does is not known to bear several threads.
  return std::make_shared<FusedOperations>(settings.panel_trials,
                                           static_cast<int>(settings.threads), complete);
}

constexpr Backend table[] = {
    {"fused", "loops over panels of trials with hand-written gradients, on all threads",
     without_kernel, make_fused},
    {"autograd", "the readable reference: LibTorch operations, gradients by autograd",
     [](Generator&, Readout&) { return std::string(); },
     [](const EngineSettings&, bool) -> std::shared_ptr<Operations> {
       return std::make_shared<AutogradOperations>();
     }},
};

const Backend& backend(const std::string& name) {
  if (name == "auto") return table[0];
  const auto found = std::find_if(std::begin(table), std::end(table),
                                  [&](const Backend& b) { return b.name == name; });
  if (found != std::end(table)) return *found;
  throw ConfigError("engine", fmt::format("there is no engine \"{}\"{}", name,
                                          did_you_mean(name, engine_names())));
}

}  // namespace

std::span<const Backend> backends() { return table; }

std::vector<std::string> engine_names() {
  std::vector<std::string> names{"auto"};
  for (const auto& backend : table) names.emplace_back(backend.name);
  return names;
}

Engine choose_engine(const EngineChoice& choice, Generator& generator, Readout& readout) {
  const Backend& chosen = backend(choice.engine);
  const std::string left = chosen.leaves_out(generator, readout);
  const bool asked_for = choice.engine != "auto";
  if (asked_for && !left.empty()) {
    throw ConfigError("engine", fmt::format("\"{}\" cannot do {}; use \"auto\" or \"autograd\"",
                                            chosen.name, left));
  }
  std::string name = chosen.name;
  if (asked_for && &chosen != &table[0]) name += ", as asked for";
  if (!left.empty()) name += ", but autograd for " + left;
  return {chosen.make(choice.settings, left.empty()), std::move(name), chosen.name, left};
}

}  // namespace npd::sequence
