#include "study/study.hpp"
#include "app/commands/commands.hpp"
#include "app/commands/options.hpp"
#include "app/exit_codes.hpp"
#include "base/lock_file.hpp"
#include "base/times.hpp"
#include "runs/effects.hpp"
#include "runs/experiment.hpp"
#include "runs/objectives.hpp"
#include "study/coordinator.hpp"
#include "study/replay.hpp"
#include "study/report.hpp"
#include "study/slurm.hpp"
#include "study/study_file.hpp"
#include "study/worker.hpp"

#include <npd/atomic_file.hpp>
#include <npd/error.hpp>

#include <fmt/format.h>

#include <unistd.h>

#include <chrono>
#include <iostream>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

namespace npd::app {
namespace {

namespace fs = std::filesystem;
using study::StudyFolder;

study::ExperimentReader reader_of(const fs::path& file) {
  study::ExperimentReader reader;
  reader.read = [file](config::Document& document) { runs::read_experiment(document, file); };
  reader.objectives = [file](config::Document& document) {
    return runs::objectives_of(document, file);
  };
  reader.without_effect = [file](config::Document& document, const std::string& key) {
    return runs::why_without_effect(document, file, key);
  };
  return reader;
}

study::Study read(const Command& command, host::Registry& registry) {
  const fs::path file = command.arguments.front();
  auto document = config::Document::load(file, command.overrides, registry);
  return study::read_study(document, file.stem().string(), reader_of(file));
}

study::Launch launch_of(const Command& command) {
  study::Launch launch;
  launch.program = command.executable;
  for (const auto& folder : command.plugin_path) {
    launch.options.insert(launch.options.end(), {"--plugin-path", fs::absolute(folder).string()});
  }
  launch.jobs = number_option(command, "jobs", 0);
  return launch;
}

using Lock = std::unique_ptr<base::LockFile>;

Lock locked(const StudyFolder& folder) {
  return std::make_unique<base::LockFile>(folder.lock(), "this study");
}

bool is_for_slurm(const Command& command) {
  return command.has("launcher") && command.options.at("launcher") == "slurm";
}

/// Prints what would be submitted, and submits nothing.
int show_scripts(const StudyFolder& folder, study::StudyState state, const Command& command) {
  const auto submission = study::advance(folder, std::move(state), launch_of(command), true);
  for (const auto& script : submission.scripts) std::cout << script << '\n';
  return exit_ok;
}

/// Leaves all that is left of a study to the batch system.
int submit(const StudyFolder& folder, const Command& command) {
  const auto done =
      study::advance(folder, study::read_state(folder, false), launch_of(command), false);
  std::cout << done.text
            << fmt::format("{} finished, {} failed, {} left; see npd study status {}\n",
                           done.finished, done.failed, done.left, folder.path().string());
  return done.left == 0 && done.failed > 0 ? exit_study : exit_ok;
}

/// Does all that is left of a study.
int go_on(const StudyFolder& folder, Lock lock, const Command& command) {
  if (command.has("dry-run") && !is_for_slurm(command)) {
    throw ConfigError("--dry-run: is for --launcher slurm");
  }
  if (const auto queue = study::queue_text(folder); !queue.empty()) {
    throw OutputError(fmt::format(
        "{0}: jobs of this study are in Slurm's queue ({1}); wait for them, or take them "
        "out with: npd study stop {0}",
        folder.path().string(), queue));
  }
  if (is_for_slurm(command)) {
    if (!command.has("dry-run")) return submit(folder, command);
    return show_scripts(folder, study::read_state(folder, false), command);
  }
  study::Progress progress(stderr, ::isatty(STDERR_FILENO) != 0);
  const auto end = study::run_trials(folder, launch_of(command), progress);
  lock.reset();
  if (end.signal != 0) {
    std::cout << fmt::format("stopped with {} trials left; go on with: npd study resume {}\n",
                             end.left, folder.path().string());
    return exit_of_signal(end.signal);
  }
  std::cout << study::status_text(folder, study::read_state(folder, true)) << "\nresults in "
            << folder.path().string() << '\n';
  return end.failed > 0 ? exit_study : exit_ok;
}

}  // namespace

int study_check(const Command& command) {
  auto registry = load_plugins(command);
  const auto checked = read(command, registry);
  std::cout << fmt::format("{}: no mistakes; {} draws of {} keys\n", command.arguments.front(),
                           checked.draws.rows.size(), checked.draws.keys.size());
  return exit_ok;
}

int study_draws(const Command& command) {
  auto registry = load_plugins(command);
  std::cout << study::draws_csv(read(command, registry).draws);
  return exit_ok;
}

int study_run(const Command& command) {
  auto registry = load_plugins(command);
  const auto begun = read(command, registry);
  const auto out = path_option(command, "out");
  if (command.has("dry-run")) {
    if (!is_for_slurm(command)) throw ConfigError("--dry-run: is for --launcher slurm");
    const auto folder = StudyFolder::planned(out.empty() ? fs::path("studies") / begun.name : out);
    return show_scripts(folder, study::state_of(begun.settings, begun.draws, begun.training_seed),
                        command);
  }
  const auto folder = out.empty() ? StudyFolder::create(begun.name) : StudyFolder::create_at(out);
  auto lock = locked(folder);
  study::write_study(folder, begun);
  return go_on(folder, std::move(lock), command);
}

int study_resume(const Command& command) {
  const auto folder = StudyFolder::open(command.arguments.front());
  auto lock = locked(folder);
  return go_on(folder, std::move(lock), command);
}

int study_extend(const Command& command) {
  auto registry = load_plugins(command);
  const auto folder = StudyFolder::open(command.arguments.front());
  const auto more = number_option(command, "trials", 0);
  if (more == 0) throw ConfigError("study extend: --trials: must be at least 1");
  auto lock = locked(folder);
  const auto begun = study::read_study_file(folder);
  if (begun.settings.is_population()) {
    throw ConfigError(folder.path().string() +
                      ": is a population, whose workers are trained together from the start; "
                      "begin a new study with more study.trials");
  }
  const auto& before = begun.draws;
  auto document = config::Document::load(
      folder.study(),
      {fmt::format("study.trials={}", static_cast<std::int64_t>(before.rows.size()) + more)},
      registry);
  study::extend_study(folder, before, study::read_study(document, "", reader_of(folder.study())));
  return go_on(folder, std::move(lock), command);
}

int study_retry(const Command& command) {
  const auto folder = StudyFolder::open(command.arguments.front());
  auto lock = locked(folder);
  const auto state = study::read_state(folder, false);
  for (const auto& trial : state.trials) {
    fs::remove(study::failure_of(folder, state, trial.number));
  }
  return go_on(folder, std::move(lock), command);
}

int study_work(const Command& command) {
  const auto folder = StudyFolder::open(command.arguments.front());
  const auto end = study::work_on_task(folder, launch_of(command),
                                       static_cast<std::size_t>(number_option(command, "round", 0)),
                                       static_cast<std::size_t>(number_option(command, "task", 0)));
  if (end.signal != 0) return exit_of_signal(end.signal);
  return end.failed > 0 ? exit_study : exit_ok;
}

int study_advance(const Command& command) {
  const auto folder = StudyFolder::open(command.arguments.front());
  const auto lock = locked(folder);
  return submit(folder, command);
}

int study_stop(const Command& command) {
  using namespace std::chrono_literals;
  const auto folder = StudyFolder::open(command.arguments.front());
  const auto holder = base::LockFile::holder(folder.lock());
  if (!study::queue_text(folder).empty()) {
    study::cancel_jobs(folder);
    while (!study::queue_text(folder).empty()) std::this_thread::sleep_for(500ms);
    std::cout << folder.path().string() << ": stopped, and taken out of Slurm's queue\n";
    return exit_ok;
  }
  if (!holder) {
    std::cout << folder.path().string() << ": nobody works on this study\n";
    return exit_ok;
  }
  write_text(folder.stop_request(), base::utc_time_text() + "\n");
  std::cerr << "waiting until " << holder->text() << " has stopped\n";
  while (base::LockFile::holder(folder.lock())) std::this_thread::sleep_for(100ms);
  std::cout << folder.path().string() << ": stopped\n";
  return exit_ok;
}

int study_status(const Command& command) {
  using namespace std::chrono_literals;
  const auto folder = StudyFolder::open(command.arguments.front());
  const bool watched = command.has("watch"), terminal = ::isatty(STDOUT_FILENO) != 0;
  for (;;) {
    const auto state = study::read_state(folder, true);
    if (watched && terminal) std::cout << "\x1b[H\x1b[2J";
    std::cout << (command.has("json") ? study::status_json(folder, state)
                                      : study::status_text(folder, state))
              << std::flush;
    if (!watched || !base::LockFile::holder(folder.lock())) return exit_ok;
    std::this_thread::sleep_for(2s);
  }
}

int study_replay(const Command& command) {
  const auto folder = StudyFolder::open(command.arguments.front());
  const auto state = study::read_state(folder, true);
  if (!state.settings.is_population()) {
    throw ConfigError(folder.path().string() +
                      ": is no population, so its best trial is one run already: see npd study "
                      "best, and npd run with its config.toml");
  }
  const auto given = path_option(command, "out");
  const auto out = fs::absolute(given.empty() ? folder.path() / "replay" : given);
  std::optional<std::int64_t> seed;
  if (command.has("seed")) seed = number_option(command, "seed", 0);
  const auto replay = study::replay_of(folder, state, out, seed);
  study::begin_replay(replay);
  const base::LockFile lock(out / "replay.lock", "this replay");
  const auto end = study::run_replay(replay, launch_of(command), stderr);
  if (!end.failure.empty()) throw Error("study replay: " + end.failure);
  if (end.signal != 0) {
    std::cout << "stopped; the same command goes on\n";
    return exit_of_signal(end.signal);
  }
  if (!seed) {
    std::cout << fmt::format("the weights are {} of {}, byte for byte\n",
                             study::same_weights(state, replay) ? "those" : "not those",
                             state.best()->run.string());
  }
  std::cout << "results in " << replay.orders.back().folder.string() << '\n';
  return exit_ok;
}

int study_best(const Command& command) {
  const auto folder = StudyFolder::open(command.arguments.front());
  std::cout << study::best_text(folder, study::read_state(folder, true));
  return exit_ok;
}

}  // namespace npd::app
