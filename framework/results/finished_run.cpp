#include "results/finished_run.hpp"

#include "base/csv.hpp"
#include "base/folder_lock.hpp"
#include "base/sha256.hpp"
#include "results/run_folder.hpp"

#include <npd/error.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <limits>
#include <set>

namespace npd::results {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

Json read_json(const fs::path& file) {
  std::ifstream in(file);
  if (!in) throw DataError(file.string() + ": cannot be read");
  auto json = Json::parse(in, nullptr, false);
  if (!json.is_object()) throw DataError(file.string() + ": is not a JSON object");
  return json;
}

std::map<std::string, std::string> read_parameters(const fs::path& file) {
  std::map<std::string, std::string> parameters;
  const auto json = read_json(file);
  for (const auto& [key, value] : json.items()) {
    parameters[key] = value.is_string() ? value.get<std::string>() : value.dump();
  }
  return parameters;
}

/// What to do about a run that has not finished.
std::string remedy(const fs::path& folder, const std::string& outcome) {
  if (outcome == "running") return "wait for it";
  if (outcome == "failed") return "see its log.txt, and run it again";
  return fmt::format("go on with: npd resume {}", folder.string());
}

/// What the run wrote, as it has noted; at least what every run has.
std::set<fs::path> files_of(const fs::path& folder) {
  const auto must_be = RunFolder(folder).results();
  std::set<fs::path> files(must_be.begin(), must_be.end());
  const auto written = read_json(RunFolder(folder).record()).value("files", Json::object());
  for (const auto& [name, digest] : written.items()) files.insert(folder / name);
  return files;
}

/// \throws DataError unless every file that a finished run has is there
void check_files(const fs::path& folder) {
  for (const auto& file : files_of(folder)) {
    if (fs::is_regular_file(file) && fs::file_size(file) > 0) continue;
    throw DataError(fmt::format(
        "{}: the run had finished, but this file of it is lost; run it again: npd run {}",
        file.string(), RunFolder(folder).config().string()));
  }
}

/// \throws DataError if the file is not what the run wrote
void check_content(const fs::path& folder, const fs::path& file) {
  const auto record = read_json(RunFolder(folder).record());
  const auto name = file.lexically_relative(folder).string();
  const auto digest = [&](const char* files) {
    return record.value(files, Json::object()).value(name, std::string());
  };
  const auto written = digest("files");
  if (written.empty()) return;
  const auto found = base::sha256_of_file(file);
  if (found == written || found == digest("coming_files")) return;
  throw DataError(
      fmt::format("{}: is not what the run wrote (its SHA-256 differs): it is damaged or "
                  "was edited; run it again: npd run {}",
                  file.string(), RunFolder(folder).config().string()));
}

/// Runs of older versions have none.
std::map<std::string, std::string> read_notes(const fs::path& file) {
  std::map<std::string, std::string> notes;
  const auto table = base::read_csv(file);
  if (std::find(table.columns.begin(), table.columns.end(), "note") == table.columns.end()) {
    return notes;
  }
  const auto metric = table.column("metric"), value = table.column("value"),
             note = table.column("note");
  for (const auto& row : table.rows) {
    if (!row[value].empty() && !row[note].empty()) notes[row[metric]] = row[note];
  }
  return notes;
}

FinishedRun read_finished_run(const fs::path& folder) {
  if (const auto outcome = outcome_of(folder); outcome != "finished") {
    throw DataError(
        fmt::format("{}: the run is not finished but {}, so it has no scores; leave it "
                    "out, or {}",
                    folder.string(), outcome, remedy(folder, outcome)));
  }
  const RunFolder run_folder(folder);
  check_files(folder);
  check_content(folder, run_folder.parameters());
  check_content(folder, run_folder.scores());
  FinishedRun run;
  run.folder = fs::canonical(folder);
  run.experiment = read_json(run_folder.record()).value("experiment", std::string());
  run.parameters = read_parameters(run_folder.parameters());
  run.scores = read_scores(run_folder.scores());
  run.notes = read_notes(run_folder.scores());
  return run;
}

/// params.json has these beside the parameter's own name.
bool is_name_of_original(const std::string& key) {
  return key == "datamodule" || key == "model" || key == "model.gen_dim" ||
         key == "model.fac_dim" || key == "model.ext_input_dim" ||
         key.starts_with("model.gen_cell.");
}

bool changes_nothing(const std::string& key) {
  return key == "name" || key == "threads" || key == "report";
}

/// The last `parts` parts of a path.
std::string tail(const fs::path& path, std::size_t parts) {
  fs::path tail = path.filename();
  fs::path rest = path.parent_path();
  for (std::size_t i = 1; i < parts && rest.has_filename(); ++i) {
    tail = rest.filename() / tail;
    rest = rest.parent_path();
  }
  return tail.string();
}

/// The shortest ends of these paths that all differ.
std::vector<std::string> names_of(const std::vector<fs::path>& folders) {
  std::set<fs::path> different(folders.begin(), folders.end());
  for (const auto& folder : folders) {
    if (different.erase(folder) == 0) {
      throw DataError(folder.string() + ": is named twice; name each run once");
    }
  }
  for (std::size_t parts = 1;; ++parts) {
    std::vector<std::string> names;
    for (const auto& folder : folders) names.push_back(tail(folder, parts));
    if (std::set<std::string>(names.begin(), names.end()).size() == names.size()) return names;
  }
}

}  // namespace

std::vector<std::pair<std::string, double>> read_scores(const fs::path& file) {
  std::vector<std::pair<std::string, double>> scores;
  const auto table = base::read_csv(file);
  const auto metric = table.column("metric"), value = table.column("value");
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    scores.emplace_back(table.rows[row][metric], table.number(row, value));
  }
  return scores;
}

std::string FinishedRun::parameter(const std::string& key) const {
  const auto found = parameters.find(key);
  return found == parameters.end() ? "" : found->second;
}

std::string FinishedRun::note(const std::string& metric) const {
  const auto found = notes.find(metric);
  return found == notes.end() ? "" : found->second;
}

double FinishedRun::score(const std::string& metric) const {
  for (const auto& [scored, value] : scores) {
    if (scored == metric) return value;
  }
  return std::numeric_limits<double>::quiet_NaN();
}

std::string FinishedRun::model() const {
  std::string text = parameter("model.generator.plugin");
  if (const auto inner = parameter("model.generator.inner.plugin"); !inner.empty()) {
    text += " " + inner;
  }
  return text + ", " + parameter("model.readout.plugin");
}

std::string FinishedRun::data() const {
  const auto file = parameter("dataset.file");
  return parameter("dataset.plugin") + (file.empty() ? "" : " " + file);
}

std::vector<std::string> differing_parameters(const std::vector<FinishedRun>& runs) {
  std::set<std::string> keys;
  for (const auto& run : runs) {
    for (const auto& [key, value] : run.parameters) keys.insert(key);
  }
  std::vector<std::string> differing;
  for (const auto& key : keys) {
    const bool same = std::all_of(runs.begin(), runs.end(), [&](const FinishedRun& run) {
      return run.parameter(key) == runs.front().parameter(key);
    });
    if (!same && !changes_nothing(key) && !is_name_of_original(key)) differing.push_back(key);
  }
  return differing;
}

std::vector<FinishedRun> read_finished_runs(const std::vector<fs::path>& folders) {
  std::vector<FinishedRun> runs;
  std::vector<fs::path> paths;
  for (const auto& folder : folders) {
    runs.push_back(read_finished_run(folder));
    paths.push_back(fs::canonical(folder));
  }
  const auto names = names_of(paths);
  for (std::size_t i = 0; i < runs.size(); ++i) runs[i].name = names[i];
  return runs;
}

std::string outcome_of(const fs::path& folder) {
  const fs::path file = RunFolder(folder).record();
  if (!fs::exists(folder)) throw DataError(folder.string() + ": no such folder");
  if (!fs::exists(file)) {
    throw DataError(fmt::format(
        "{}: is not the folder of a run: it has no run.json; give a folder that `npd run` wrote",
        folder.string()));
  }
  const auto outcome = read_json(file).value("outcome", std::string("unknown"));
  // A process that is no more could not say so.
  if (outcome == "running" && !base::FolderLock::is_held(folder)) return "killed";
  return outcome;
}

fs::path output_of_run(const fs::path& folder) {
  const auto outcome = outcome_of(folder);
  fs::path file = RunFolder(folder).output();
  if (!fs::exists(file)) {
    throw DataError(fmt::format("{}: has no {}: the run is {}; {}", folder.string(),
                                file.filename().string(), outcome,
                                outcome == "finished" ? "run it again" : remedy(folder, outcome)));
  }
  check_content(folder, file);
  return file;
}

}  // namespace npd::results
