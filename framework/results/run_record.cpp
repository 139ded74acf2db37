#include "results/run_record.hpp"

#include <npd/atomic_file.hpp>
#include <npd/error.hpp>

#include <nlohmann/json.hpp>

#include <fstream>

namespace npd::results {
namespace {

using OrderedJson = nlohmann::ordered_json;

OrderedJson plugin_json(const PluginRecord& plugin) {
  return {{"kind", plugin.kind},
          {"id", plugin.id},
          {"version", plugin.version},
          {"library", plugin.library},
          {"sha256", plugin.sha256}};
}

PluginRecord plugin_of(const OrderedJson& json) {
  return {json.at("kind"), json.at("id"), json.at("version"), json.at("library"),
          json.at("sha256")};
}

void add_circumstances(OrderedJson& json, const Circumstances& c) {
  json["versions"] = {{"git", c.versions.git},
                      {"sdk", c.versions.sdk},
                      {"libtorch", c.versions.libtorch},
                      {"sdk_headers", c.versions.sdk_headers}};
  json["machine"] = {{"host", c.host},
                     {"process", c.process},
                     {"cpu", c.cpu},
                     {"cores", c.cores},
                     {"blas", c.kernels.blas},
                     {"libtorch_kernels", c.kernels.libtorch},
                     {"instruction_set", c.kernels.instruction}};
}

Circumstances circumstances_of(const OrderedJson& json) {
  Circumstances c;
  const auto& versions = json.at("versions");
  const auto& machine = json.at("machine");
  c.versions = {versions.at("git"), versions.at("sdk"), versions.at("libtorch"),
                versions.value("sdk_headers", "")};
  c.kernels = {machine.at("blas"), machine.at("libtorch_kernels"), machine.at("instruction_set")};
  c.host = machine.at("host");
  c.process = machine.at("process");
  c.cpu = machine.at("cpu");
  c.cores = machine.at("cores");
  return c;
}

OrderedJson attempt_json(const Attempt& attempt) {
  OrderedJson json{{"started", attempt.started},         {"ended", attempt.ended},
                   {"outcome", attempt.outcome},         {"first_epoch", attempt.first_epoch},
                   {"threads", attempt.threads},         {"engine", attempt.engine},
                   {"data_sha256", attempt.data_sha256}, {"plugins", OrderedJson::array()}};
  for (const auto& plugin : attempt.plugins) json["plugins"].push_back(plugin_json(plugin));
  add_circumstances(json, attempt.circumstances);
  return json;
}

Attempt attempt_of(const OrderedJson& json) {
  Attempt attempt{json.at("started"),
                  json.at("ended"),
                  json.at("outcome"),
                  json.at("first_epoch"),
                  json.at("threads"),
                  json.at("engine"),
                  {},
                  json.at("data_sha256"),
                  {}};
  for (const auto& plugin : json.at("plugins")) attempt.plugins.push_back(plugin_of(plugin));
  attempt.circumstances = circumstances_of(json);
  return attempt;
}

OrderedJson record_json(const RunRecord& record) {
  OrderedJson json;
  json["experiment"] = record.experiment;
  json["outcome"] = record.outcome;
  json["config"] = std::filesystem::absolute(record.invocation.file).string();
  json["overrides"] = record.invocation.overrides;
  json["command"] = record.invocation.command;
  if (record.origin) {
    json["from"] = {{"run", record.origin->run.string()}, {"epochs", record.origin->epochs}};
  }
  json["seed"] = record.seed;
  json["started"] = record.started;
  json["finished"] = record.finished;
  json["epochs"] = record.epochs;
  json["best_epoch"] = record.best_epoch;
  json["ending"] = record.ending;
  json["seconds"] = {{"training", record.training_s},
                     {"sampling", record.sampling_s},
                     {"scoring", record.scoring_s},
                     {"analyses", record.analyses_s}};
  json["config_sha256"] = record.config_sha256;
  json["files"] = record.files;
  if (!record.coming_files.empty()) json["coming_files"] = record.coming_files;
  json["attempts"] = OrderedJson::array();
  for (const auto& attempt : record.attempts) json["attempts"].push_back(attempt_json(attempt));
  return json;
}

RunRecord record_of(const OrderedJson& json) {
  RunRecord record;
  record.experiment = json.at("experiment");
  record.outcome = json.at("outcome");
  record.invocation = {json.at("config").get<std::string>(), json.at("overrides"),
                       json.at("command")};
  if (json.contains("from")) {
    const auto& from = json.at("from");
    record.origin = Origin{from.at("run").get<std::string>(), from.at("epochs")};
  }
  record.seed = json.at("seed");
  record.started = json.at("started");
  record.finished = json.at("finished");
  record.epochs = json.at("epochs");
  record.best_epoch = json.at("best_epoch");
  record.ending = json.at("ending");
  const auto& seconds = json.at("seconds");
  record.training_s = seconds.at("training");
  record.sampling_s = seconds.at("sampling");
  record.scoring_s = seconds.at("scoring");
  record.analyses_s = seconds.value("analyses", 0.0);
  record.config_sha256 = json.at("config_sha256");
  record.files = json.at("files").get<std::map<std::string, std::string>>();
  record.coming_files = json.value("coming_files", record.coming_files);
  for (const auto& attempt : json.at("attempts")) record.attempts.push_back(attempt_of(attempt));
  return record;
}

}  // namespace

void write_run_record(const std::filesystem::path& path, const RunRecord& record) {
  // A text of the user's that is not UTF-8 must not end a run.
  write_text(path,
             record_json(record).dump(2, ' ', false, OrderedJson::error_handler_t::replace) + "\n");
}

RunRecord read_run_record(const std::filesystem::path& path) {
  std::ifstream file(path);
  if (!file) throw DataError(path.string() + ": cannot be read");
  try {
    return record_of(OrderedJson::parse(file));
  } catch (const OrderedJson::exception& error) {
    throw DataError(path.string() + ": is damaged, or of another version of npd: " + error.what());
  }
}

}  // namespace npd::results
