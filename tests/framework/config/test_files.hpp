#pragma once

#include "config/document.hpp"
#include "framework/config/test_plugins.hpp"

#include <npd/error.hpp>

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <unistd.h>

/// \file test_files.hpp
/// Configurations in a folder of their own, and a small host that reads them.
namespace npd::config::testing {

/// A folder that lives as long as the test case.
class TestFolder {
 public:
  TestFolder() {
    static std::atomic<int> count = 0;
    path_ = std::filesystem::temp_directory_path() /
            ("npd_config_" + std::to_string(getpid()) + "_" + std::to_string(count++));
    std::filesystem::create_directories(path_);
  }
  ~TestFolder() { std::filesystem::remove_all(path_); }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;

  /// Writes a file and gives its path.
  std::filesystem::path write(const std::string& name, const std::string& text) const {
    const auto file = path_ / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
    return file;
  }

  const std::filesystem::path& path() const { return path_; }

  /// A text without the folder's name: "/tmp/x/a.toml:1:1" -> "a.toml:1:1".
  std::string shorten(std::string text) const {
    const std::string prefix = path_.string() + "/";
    for (auto at = text.find(prefix); at != std::string::npos; at = text.find(prefix)) {
      text.erase(at, prefix.size());
    }
    return text;
  }

 private:
  std::filesystem::path path_;
};

/// One parameter of each type.
struct ModelConfig {
  std::int64_t co_dim = 4;
  double dropout = 0.25;
  std::string prior = "ar";
  bool verbose = false;
  std::filesystem::path output;
  std::vector<std::int64_t> widths = {64, 32};
  std::vector<double> scales = {0.5};
  std::vector<std::string> tags;

  void visit(npd::Params& p) {
    p("co_dim", co_dim, "Controller outputs", npd::at_least(0));
    p("dropout", dropout, "Dropout rate", npd::from_below(0, 1), npd::may_change_while_training);
    p("prior", prior, "Prior of the controller outputs", npd::one_of({"ar", "mvn"}));
    p("verbose", verbose, "Say more");
    p("output", output, "Where results go");
    p("widths", widths, "Layers", npd::at_least(1));
    p("scales", scales, "Scales", npd::above(0));
    p("tags", tags, "Words");
  }
};

/// [model] with its [model.generator], and one metric in each table under [metrics].
struct TestHost {
  explicit TestHost(Document& document) : TestHost(document.root()) { document.finish(); }

  ModelConfig model;
  std::int64_t state_dim = 8;
  std::vector<ComponentTable> generator;  ///< at most one
  std::vector<ComponentTable> metrics;

 private:
  explicit TestHost(const Section& root) {
    const Section model_table = root.table("model");
    model_table.read([this](npd::Params& p) { model.visit(p); });
    const Section generator_table = model_table.table("generator");
    if (generator_table.present()) {
      generator.push_back(generator_table.component(npd::Kind::generator));
      generator_table.read([this](npd::Params& p) {
        p("state_dim", state_dim, "Size of the state", npd::at_least(1));
      });
    }
    const Section metrics_table = root.table("metrics");
    for (const std::string& name : metrics_table.tables()) {
      metrics.push_back(metrics_table.table(name).component(npd::Kind::metric));
    }
  }
};

/// The error that a configuration gives, without the folder's name; empty if it is right.
inline std::string error_of(const TestFolder& folder, const std::filesystem::path& file,
                            const std::vector<std::string>& overrides = {}) {
  TestPlugins plugins;
  Document document = Document::load(file, overrides, plugins);
  try {
    TestHost host(document);
  } catch (const npd::Error& error) {
    return folder.shorten(error.what());
  }
  return {};
}

/// The resolved text of a configuration without errors.
inline std::string resolved_of(const std::filesystem::path& file,
                               const std::vector<std::string>& overrides = {}) {
  TestPlugins plugins;
  Document document = Document::load(file, overrides, plugins);
  TestHost host(document);
  return document.resolved();
}

}  // namespace npd::config::testing
