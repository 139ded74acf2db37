#include "results/run_folder.hpp"

#include "base/folder_lock.hpp"
#include "results/finished_run.hpp"
#include "results/new_folder.hpp"

#include <npd/atomic_file.hpp>
#include <npd/error.hpp>

#include <fmt/format.h>

#include <system_error>
#include <utility>

namespace npd::results {
namespace {

namespace fs = std::filesystem;

/// Whether a run that was killed before it had done an epoch may have left this file.
bool is_of_beginning(const RunFolder& run, const fs::directory_entry& entry) {
  const auto& path = entry.path();
  if (!entry.is_regular_file()) return false;
  if (is_unfinished(path) || path == base::FolderLock::lock_file(run.path())) return true;
  if (!fs::exists(run.record())) return path == run.log() && entry.file_size() == 0;
  return path == run.record() || path == run.config() || path == run.parameters() ||
         path == run.metrics() || path == run.log() ||
         path.filename().string().starts_with(RunFolder::event_file_prefix);
}

/// Whether no more is in a folder than what such a run leaves.
/// \param ended  the outcome that a killed run has
bool is_free(const fs::path& folder, const std::string& ended) {
  const RunFolder run(folder);
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (!is_of_beginning(run, entry)) return false;
  }
  return !error && (!fs::exists(run.record()) || outcome_of(folder) == ended);
}

void check_free(const fs::path& folder, const std::string& ended) {
  if (is_free(folder, ended)) return;
  throw OutputError(
      fmt::format("{}: the folder is not empty, and a run never overwrites another; "
                  "choose a new one with --out",
                  folder.string()));
}

}  // namespace

RunFolder RunFolder::create(const std::string& experiment) {
  return RunFolder(new_folder_of_now(fs::absolute(fs::path("runs") / experiment)));
}

RunFolder RunFolder::create_at(const fs::path& folder) {
  const fs::path path = fs::absolute(folder);
  make_folder(path);
  check_free(path, "killed");
  return RunFolder(path);
}

std::vector<fs::path> RunFolder::written_results() const {
  auto files = results();
  if (fs::exists(trial_info())) files.push_back(trial_info());
  for (const auto& folder : {figures(), analyses()}) {
    std::error_code none;  // there may be no such folder
    for (const auto& entry : fs::directory_iterator(folder, none)) files.push_back(entry.path());
  }
  return files;
}

// Who was killed looks as if it were running to everybody while somebody has the lock.
void RunFolder::check_free_when_locked() const { check_free(path_, "running"); }

}  // namespace npd::results
