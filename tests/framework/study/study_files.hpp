#pragma once

#include "framework/config/test_files.hpp"
#include "study/study.hpp"

#include <filesystem>
#include <string>
#include <vector>

/// \file study_files.hpp
/// Studies of the small experiments that the tests of the configuration read.
namespace npd::study::testing {

using config::testing::TestFolder;
using config::testing::TestPlugins;

inline void read_experiment(config::Document& document) {
  std::string name;
  std::int64_t seed = 0;
  document.root().read([&](npd::Params& p) {
    p("name", name, "Name");
    p("seed", seed, "Seed");
  });
  config::testing::TestHost host(document);
}

inline ExperimentReader test_reader() {
  ExperimentReader reader;
  reader.read = read_experiment;
  reader.objectives = [](config::Document& document) {
    read_experiment(document);
    return std::vector<std::string>{"valid/loss", "valid/recon_smth", "score/rate_r2"};
  };
  reader.without_effect = [](config::Document&, const std::string&) { return std::string(); };
  return reader;
}

inline Study study_of(const std::filesystem::path& file,
                      const std::vector<std::string>& overrides = {}) {
  TestPlugins plugins;
  auto document = config::Document::load(file, overrides, plugins);
  return read_study(document, "s", test_reader());
}

/// The error that a study gives, without the folder's name; empty if it is right.
inline std::string study_error(const TestFolder& folder, const std::string& text) {
  try {
    study_of(folder.write("s.toml", text));
  } catch (const npd::Error& error) {
    return folder.shorten(error.what());
  }
  return {};
}

}  // namespace npd::study::testing
