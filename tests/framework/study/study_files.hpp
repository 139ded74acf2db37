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

/// What population based training reads and sets, and a parameter that changes nothing.
struct Training {
  std::int64_t max_epochs = 10, early_stopping_patience = 5, lr_patience = 6;
  double lr_decay = 0.95, shift = 0, idle = 1;
  std::string scored_epoch = "best";

  void visit(npd::Params& p) {
    p("max_epochs", max_epochs, "Epochs", npd::may_change_while_training);
    p("early_stopping_patience", early_stopping_patience, "Epochs");
    p("lr_patience", lr_patience, "Epochs", npd::may_change_while_training);
    p("lr_decay", lr_decay, "Factor", npd::may_change_while_training);
    p("shift", shift, "Any number", npd::may_change_while_training);
    p("idle", idle, "Unused", npd::may_change_while_training);
    p("scored_epoch", scored_epoch, "Which");
  }
};

inline void read_experiment(config::Document& document) {
  std::string name;
  std::int64_t seed = 0;
  Training training;
  document.root().table("training").read([&](npd::Params& p) { training.visit(p); });
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
  reader.without_effect = [](config::Document&, const std::string& key) {
    return std::string(key == "training.idle" ? "nobody reads it" : "");
  };
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
