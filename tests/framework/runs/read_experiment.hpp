#pragma once

#include "host/registry.hpp"
#include "host/search.hpp"
#include "runs/experiment.hpp"

#include <npd/testing/temporary_folder.hpp>

#include <fstream>
#include <string>
#include <vector>

/// \file read_experiment.hpp
/// Experiments with the real plugins, which their configuration alone makes.
namespace npd::testing {

/// An experiment that says only what it must.
inline const std::string shortest_experiment =
    "[dataset]\nplugin = \"murray_rec_pfc\"\n"
    "[model]\ngenerator.plugin = \"gru\"\nreadout.plugin = \"linear\"\n";

/// A configuration as the file first.toml of a folder.
inline config::Document load_document(const TemporaryFolder& folder, const std::string& text,
                                      const std::vector<std::string>& overrides = {}) {
  // Components live as long as the process.
  static host::Registry registry(host::search({{"", NPD_PLUGIN_DIR}}));
  const auto file = folder / "first.toml";
  std::ofstream(file) << text;
  return config::Document::load(file, overrides, registry);
}

/// \throws ConfigError with every mistake of the configuration
inline runs::Experiment read_experiment(const TemporaryFolder& folder, const std::string& text,
                                        const std::vector<std::string>& overrides = {}) {
  auto document = load_document(folder, text, overrides);
  return runs::read_experiment(document, folder / "first.toml");
}

}  // namespace npd::testing
