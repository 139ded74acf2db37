/// \file config_fuzz.cpp
/// Any text as a configuration: mistakes are ConfigErrors with their place, and what is accepted
/// gives a resolved text that gives itself again.
#include "config/document.hpp"
#include "framework/config/test_plugins.hpp"
#include "fuzz/input_file.hpp"
#include "model/config.hpp"
#include "sequence/engine.hpp"
#include "training/config.hpp"

#include <npd/error.hpp>

#include <regex>
#include <string>
#include <vector>

/// Of the engines, configurations need their names alone.
std::vector<std::string> npd::sequence::engine_names() { return {"auto", "fused", "autograd"}; }

namespace {

using namespace npd;
using config::Document;

/// Reads what an experiment has: tables of the host, components inside each other, named tables.
std::string resolved(const std::filesystem::path& file) {
  static config::testing::TestPlugins plugins;
  auto document = Document::load(file, {}, plugins);
  std::int64_t seed = 0;
  model::Config model;
  training::Config training;
  const auto root = document.root();
  root.read([&](Params& p) { p("seed", seed, "Of all draws"); });
  root.table("model").read([&](Params& p) { model.visit(p); });
  root.table("training").read([&](Params& p) { training.visit(p); });
  static_cast<void>(root.table("dataset").component(Kind::dataset));
  static_cast<void>(root.table("model").table("generator").component(Kind::generator));
  const auto metrics = root.table("metrics");
  for (const auto& name : metrics.tables()) {
    static_cast<void>(metrics.table(name).component(Kind::metric));
  }
  document.finish();
  return document.resolved();
}

void check_message(const std::string& message) {
  static const std::regex place(R"(^[^\n]*input\.toml(:\d+:\d+)?: )");
  if (!std::regex_search(message.substr(0, 2000), place)) fuzz::found("no place: " + message);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto file = fuzz::input_file("input.toml", fuzz::bytes_of(data, size));
  std::string text;
  try {
    text = resolved(file);
  } catch (const ConfigError& error) {
    check_message(error.what());
    return 0;
  } catch (const PluginError&) {
    return 0;  // a name that no plugin has
  }
  const auto again = resolved(fuzz::input_file("input.toml", text));
  if (again != text) fuzz::found("resolved to\n" + text + "\nand that to\n" + again);
  return 0;
}
