#include "runs/resumption.hpp"

#include "base/sha256.hpp"
#include "config/document.hpp"
#include "runs/circumstances.hpp"
#include "runs/experiment.hpp"

#include <npd/atomic_file.hpp>
#include <npd/error.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace npd::runs {
namespace {

namespace fs = std::filesystem;

std::string go_on_anyway(const fs::path& run) {
  return fmt::format("go on all the same with: npd resume {} --anyway", run.string());
}

/// What tells two files apart at a glance.
std::string short_hash(const std::string& sha256) { return sha256.substr(0, 12); }

std::string other_data(const results::Attempt& before, const results::Attempt& now,
                       const fs::path& run) {
  auto text = fmt::format(
      "{}: the data are not those that the run began with (SHA-256 {}... then, {}... now); put "
      "those back, start a new run, or {}",
      run.string(), short_hash(before.data_sha256), short_hash(now.data_sha256), go_on_anyway(run));
  if (before.circumstances.kernels != now.circumstances.kernels) {
    text +=
        "; this is another kind of processor, too: if the data are simulated, it may only have "
        "rounded otherwise";
  }
  return text;
}

/// What is said of a plugin that is not as it was, or nothing.
std::string other_plugin(const results::PluginRecord& before, const results::Attempt& now) {
  const auto found = std::find_if(now.plugins.begin(), now.plugins.end(), [&](const auto& plugin) {
    return plugin.kind == before.kind && plugin.id == before.id;
  });
  if (found == now.plugins.end() || found->sha256 == before.sha256) return {};
  return fmt::format(
      "{} \"{}\" is not the one that the run began with: then {} {} (SHA-256 {}...), now {} {} "
      "({}...)",
      before.kind, before.id, before.version, before.library, short_hash(before.sha256),
      found->version, found->library, short_hash(found->sha256));
}

}  // namespace

void restore_config(const results::RunFolder& folder, const results::RunRecord& record,
                    host::Registry& registry) {
  const auto file = folder.config();
  if (fs::exists(file)) {
    if (base::sha256_of_file(file) == record.config_sha256) return;
    throw ConfigError(fmt::format(
        "{}: was edited since the run began, and a run is resumed only as it was begun; take back "
        "the change, or start it again with: npd run {}",
        file.string(), file.string()));
  }
  auto document =
      config::Document::load(record.invocation.file, record.invocation.overrides, registry);
  read_experiment(document, record.invocation.file);
  const auto text = document.resolved();
  if (base::sha256_of(text) != record.config_sha256) {
    throw ConfigError(
        fmt::format("{}: is not there, and {} is not what it was when the run began; "
                    "start a new run",
                    file.string(), record.invocation.file.string()));
  }
  write_text(file, text);
}

std::vector<std::string> compare_attempts(const results::Attempt& before,
                                          const results::Attempt& now, const fs::path& run,
                                          bool anyway) {
  std::vector<std::string> told;
  if (before.data_sha256 != now.data_sha256) {
    const auto text = other_data(before, now, run);
    if (!anyway) throw DataError(text);
    told.push_back(text);
  }
  for (const auto& plugin : before.plugins) {
    const auto text = other_plugin(plugin, now);
    if (text.empty()) continue;
    if (!anyway) {
      throw PluginError(fmt::format("{}: {}; put that one back, start a new run, or {}",
                                    run.string(), text, go_on_anyway(run)));
    }
    told.push_back(text);
  }
  const auto other = differences(before.circumstances, now.circumstances);
  if (!other.empty()) {
    told.push_back(fmt::format("the run goes on, but not to the same bits as it would have: {}",
                               fmt::join(other, "; ")));
  }
  return told;
}

}  // namespace npd::runs
