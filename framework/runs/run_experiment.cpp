#include "runs/run_experiment.hpp"

#include "base/folder_lock.hpp"
#include "base/sha256.hpp"
#include "base/times.hpp"
#include "results/finished_run.hpp"
#include "runs/circumstances.hpp"
#include "runs/data_digest.hpp"
#include "runs/foresight.hpp"
#include "runs/hearing.hpp"
#include "runs/origin.hpp"
#include "runs/resumption.hpp"

#include <npd/error.hpp>

#include <fmt/format.h>

#include <utility>
#include <vector>

namespace npd::runs {
namespace {

/// This process, about to work on a run.
results::Attempt new_attempt(const Preparation& prepared, const host::Registry& registry,
                             const std::string& blas) {
  results::Attempt attempt;
  attempt.started = base::utc_time_text();
  attempt.outcome = "running";
  attempt.threads = prepared.model.engine.operations->threads();
  attempt.engine = prepared.model.engine.name;
  for (const auto& plugin : registry.used()) {
    attempt.plugins.push_back({kind_name(plugin.kind), plugin.id, plugin.version,
                               plugin.library.string(), plugin.sha256});
  }
  attempt.data_sha256 = data_digest(prepared.trials);
  attempt.circumstances = circumstances(blas);
  return attempt;
}

/// Does a run whose log holds what plugins say.
RunResult do_all(Run& run, Hearing& hearing) {
  const Hearing::Writing writing(hearing, run.log());
  return run();
}

void tell(Log& log, const std::vector<std::string>& warnings) {
  for (const auto& warning : warnings) log.line("warning: " + warning);
}

void tell(Log& log, const base::FolderLock& lock) {
  if (!lock.warning().empty()) log.line("warning: " + lock.warning());
}

std::optional<RunResult> finished_already(const std::filesystem::path& path) {
  if (results::outcome_of(path) != "finished") return std::nullopt;
  return RunResult{
      .folder = path,
      .text = path.string() + ": is already finished; \"npd evaluate\" scores it again\n"};
}

}  // namespace

RunResult run_experiment(const results::Invocation& invocation, host::Registry& registry,
                         const RunOptions& options) {
  auto document = config::Document::load(invocation.file, invocation.overrides, registry);
  const auto experiment = read_experiment(document, invocation.file);
  Hearing hearing(registry, options.quiet);
  Preparation prepared(experiment);
  results::RunRecord record;
  record.experiment = experiment.name;
  record.invocation = invocation;
  record.seed = experiment.seed;
  record.attempts = {new_attempt(prepared, registry, options.blas)};
  record.started = record.attempts.back().started;
  std::optional<TrainingCheckpoint> start;
  std::vector<std::string> warnings;
  if (options.from) {
    auto origin = read_origin(*options.from, document, prepared, record.attempts.back(), registry);
    record.origin = results::Origin{origin.run, origin.start.state.epochs};
    start = std::move(origin.start);
    warnings = std::move(origin.warnings);
  }
  check_until(options.until, start ? start->state.epochs : 0);
  check_room(options.out.value_or("runs"), expected_bytes(prepared, experiment));
  const auto folder = options.out ? results::RunFolder::create_at(*options.out)
                                  : results::RunFolder::create(experiment.name);
  const base::FolderLock lock(folder.path());
  folder.check_free_when_locked();
  Run run(folder, std::move(record), experiment, prepared, options.until.value_or(Run::no_end),
          options.quiet);
  run.begin(document, start);
  tell(run.log(), lock);
  tell(run.log(), warnings);
  return do_all(run, hearing);
}

RunResult resume_run(const std::filesystem::path& path, host::Registry& registry,
                     const ResumeOptions& options) {
  if (auto done = finished_already(path)) return *done;
  const auto folder = results::RunFolder(std::filesystem::canonical(path));
  const base::FolderLock lock(folder.path());
  // Another process may have finished it before this one had the lock.
  if (auto done = finished_already(path)) return *done;
  auto record = results::read_run_record(folder.record());
  restore_config(folder, record, registry);
  auto document = config::Document::load(folder.config(), {}, registry);
  auto experiment = read_experiment(document, folder.config());
  if (options.threads > most_threads) {
    throw ConfigError(
        fmt::format("--threads {}: must be at most {}", options.threads, most_threads));
  }
  if (options.threads > 0) experiment.threads = options.threads;
  Hearing hearing(registry, options.quiet);
  Preparation prepared(experiment);
  auto attempt = new_attempt(prepared, registry, options.blas);
  const auto warnings =
      compare_attempts(record.attempts.back(), attempt, folder.path(), options.anyway);
  if (record.attempts.back().outcome == "running") record.attempts.back().outcome = "killed";
  record.attempts.push_back(attempt);
  const auto origin = record.origin;
  Run run(folder, std::move(record), experiment, prepared, options.until.value_or(Run::no_end),
          options.quiet);
  tell(run.log(), lock);
  tell(run.log(), warnings);
  std::optional<TrainingCheckpoint> start;
  if (origin && !run.has_checkpoint()) {
    start = read_origin(origin->run, document, prepared, attempt, registry).start;
  }
  run.go_on(document, start);
  return do_all(run, hearing);
}

}  // namespace npd::runs
