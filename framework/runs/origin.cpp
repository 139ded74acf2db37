#include "runs/origin.hpp"

#include "config/toml_text.hpp"
#include "host/kind.hpp"
#include "results/finished_run.hpp"
#include "results/run_folder.hpp"
#include "runs/checkpoints.hpp"
#include "runs/experiment.hpp"
#include "runs/resumption.hpp"

#include <npd/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace npd::runs {
namespace {

namespace fs = std::filesystem;
using Values = std::map<std::string, std::string>;  // as TOML, by full name

Values values_of(const config::Document& document) {
  Values values;
  for (const auto& flat : document.flat()) values[flat.key] = config::toml_value(flat.value);
  return values;
}

/// `file:line:column: key` of a parameter.
std::string where(const config::Document& document, const std::string& key) {
  auto section = document.root();
  std::size_t begin = 0;
  for (auto dot = key.find('.'); dot != std::string::npos; dot = key.find('.', begin)) {
    section = section.table(key.substr(begin, dot - begin));
    begin = dot + 1;
  }
  return section.where(key.substr(begin));
}

void check_values(const Values& before, const config::Document& document, const fs::path& run) {
  for (const auto& flat : document.flat()) {
    const auto& key = flat.key;
    const auto value = config::toml_value(flat.value);
    const auto found = before.find(key);
    if ((found != before.end() && found->second == value) || may_change(flat)) continue;
    throw ConfigError(
        fmt::format("{}: {} cannot change while a model is trained, and {} was begun with {}",
                    where(document, key), value, run.string(),
                    found == before.end() ? "no such parameter" : found->second));
  }
}

}  // namespace

bool may_change(const config::FlatValue& value) {
  return value.may_change_while_training || value.key.starts_with("sampling.") ||
         std::any_of(all_kinds.begin(), all_kinds.end(), [&](Kind kind) {
           const auto& place = host::hosted_kind(kind).place;
           return place.named && value.key.starts_with(place.table.front() + ".");
         });
}

void check_until(const std::optional<std::int64_t>& until, std::int64_t epochs) {
  if (!until || *until > epochs) return;
  throw ConfigError(fmt::format(
      "--until {}: {} epochs are done already; give a larger number, it counts all epochs", *until,
      epochs));
}

OriginRun read_origin(const fs::path& path, const config::Document& document,
                      const Preparation& prepared, const results::Attempt& now,
                      host::Registry& registry) {
  results::outcome_of(path);  // whether it is a run at all
  OriginRun origin;
  origin.run = fs::canonical(path);
  const results::RunFolder folder(origin.run);
  const auto record = results::read_run_record(folder.record());
  restore_config(folder, record, registry);
  auto other = config::Document::load(folder.config(), {}, registry);
  read_experiment(other, folder.config());
  const auto before = values_of(other);
  check_values(before, document, origin.run);
  auto newest = load_newest(folder, *prepared.model.model);
  origin.start = std::move(newest.checkpoint);
  if (!newest.damage.empty()) origin.warnings.push_back(newest.damage);
  if (const auto rate = values_of(document).at("training.lr_init");
      rate != before.at("training.lr_init")) {
    origin.start.state.monitor.learning_rate = prepared.trainer->config().lr_init;
  }
  const auto told = compare_attempts(record.attempts.back(), now, origin.run, false);
  origin.warnings.insert(origin.warnings.end(), told.begin(), told.end());
  return origin;
}

}  // namespace npd::runs
