#include "report/run_source.hpp"

#include "report/file_text.hpp"
#include "results/figures.hpp"
#include "results/run_folder.hpp"

#include <npd/error.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace npd::report {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_log_bytes = 20000;

/// What stands behind the first line that begins within the last bytes.
std::string tail(const std::string& text) {
  if (text.size() <= most_log_bytes) return text;
  const auto line = text.find('\n', text.size() - most_log_bytes);
  return line == std::string::npos ? text.substr(text.size() - most_log_bytes)
                                   : text.substr(line + 1);
}

/// A table, or nothing; why is told.
std::optional<base::CsvTable> read_table(const fs::path& file, const std::string& what,
                                         std::vector<std::string>& absent) {
  if (!fs::exists(file)) {
    absent.push_back(fmt::format("{}: there is no {}.", what, file.filename().string()));
    return {};
  }
  try {
    return base::read_csv(file);
  } catch (const DataError& error) {
    absent.push_back(fmt::format("{}: {}.", what, error.what()));
    return {};
  }
}

std::string cell(const base::CsvTable& table, std::size_t row, const std::string& name) {
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (table.columns[i] == name) return table.rows[row][i];
  }
  return {};
}

void read_scores(const fs::path& file, RunSource& source) {
  const auto table = read_table(file, "Scores", source.absent);
  if (!table) return;
  for (std::size_t row = 0; row < table->rows.size(); ++row) {
    const auto text = [&](const char* name) { return cell(*table, row, name); };
    source.scores.push_back({text("metric"), text("split"), text("direction"), text("doc"),
                             number_in(text("value")), number_in(text("perfect")), text("note")});
  }
}

void read_arrays(const fs::path& file, RunSource& source) {
  if (!fs::exists(file)) {
    source.absent.emplace_back(
        "Rates, latents and inputs: the run has written no output file (it does that after "
        "training).");
    return;
  }
  try {
    source.arrays = read_run_arrays(file);
    for (const auto& problem : source.arrays->problems) source.absent.push_back(problem + ".");
  } catch (const DataError& error) {
    source.absent.emplace_back(fmt::format("Rates, latents and inputs: {}.", error.what()));
  }
}

void read_trial_info(const fs::path& file, RunSource& source) {
  if (!fs::exists(file)) return;
  source.trial_info = read_table(file, "Facts about trials", source.absent);
  if (!source.trial_info || !source.arrays) return;
  if (static_cast<std::int64_t>(source.trial_info->rows.size()) == source.arrays->trials) return;
  source.absent.push_back(fmt::format("Facts about trials: {} has {} rows for {} trials.",
                                      file.filename().string(), source.trial_info->rows.size(),
                                      source.arrays->trials));
  source.trial_info.reset();
}

void read_declared(const fs::path& folder, RunSource& source) {
  if (!fs::is_directory(folder)) return;
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  for (const auto& file : files) {
    try {
      source.figures.emplace_back(file.stem().string(), results::read_figures(file));
    } catch (const DataError& error) {
      source.absent.push_back(
          fmt::format("Figures of {}: {}.", file.stem().string(), error.what()));
    }
  }
}

RunSource read_folder(const fs::path& path) {
  const results::RunFolder folder(path);
  if (!fs::exists(folder.record())) {
    throw DataError(
        fmt::format("{}: is neither the folder of a run, which has a run.json, nor an HDF5 file",
                    path.string()));
  }
  RunSource source;
  source.record = json_in(folder.record());
  if (source.record.empty()) {
    source.absent.emplace_back("How the run went: run.json cannot be read.");
    source.record["outcome"] = "unknown";
  }
  source.parameters = json_in(folder.parameters());
  source.config = text_of_file(folder.config());
  source.log = tail(text_of_file(folder.log()));
  source.metrics = read_table(folder.metrics(), "Learning curves", source.absent);
  read_scores(folder.scores(), source);
  read_arrays(folder.output(), source);
  read_trial_info(folder.trial_info(), source);
  read_declared(folder.figures(), source);
  read_declared(folder.analyses(), source);
  return source;
}

RunSource read_file(const fs::path& path) {
  RunSource source;
  source.record = source.parameters = nlohmann::json::object();
  source.arrays = read_run_arrays(path);
  for (const auto& problem : source.arrays->problems) source.absent.push_back(problem + ".");
  auto table = path;
  read_trial_info(table.replace_filename(path.stem().string() + "_trial_info.csv"), source);
  return source;
}

}  // namespace

std::string RunSource::outcome() const {
  const auto outcome = record.find("outcome");
  return outcome != record.end() && outcome->is_string() ? outcome->get<std::string>() : "";
}

std::string RunSource::text(const std::string& key) const {
  const auto value = parameters.find(key);
  if (value == parameters.end()) return "";
  return value->is_string() ? value->get<std::string>() : value->dump();
}

std::optional<double> RunSource::number(const std::string& key) const {
  const auto value = parameters.find(key);
  if (value == parameters.end() || !value->is_number()) return {};
  return value->get<double>();
}

std::vector<double> RunSource::metric(const std::string& column) const {
  std::vector<double> values;
  if (!metrics) return values;
  for (std::size_t row = 0; row < metrics->rows.size(); ++row) {
    const std::string text = cell(*metrics, row, column);
    values.push_back(number_in(text));
  }
  return values;
}

RunSource read_run_source(const fs::path& path) {
  RunSource source = fs::is_directory(path) ? read_folder(path) : read_file(path);
  const auto whole = fs::weakly_canonical(path);
  source.name = (whole.parent_path().filename() / whole.filename()).string();
  return source;
}

}  // namespace npd::report
