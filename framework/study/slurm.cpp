#include "study/slurm.hpp"

#include "base/csv.hpp"
#include "base/interrupt.hpp"
#include "results/finished_run.hpp"
#include "results/run_folder.hpp"
#include "study/order.hpp"
#include "study/settle.hpp"
#include "study/slurm_script.hpp"
#include "study/worker.hpp"

#include <npd/atomic_file.hpp>
#include <npd/error.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <thread>
#include <utility>

namespace npd::study {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

/// Runs a program of the batch system, which the shell finds.
/// \return what it printed. \throws OutputError with that if it fails
std::string call(const StudyFolder& folder, std::vector<std::string> words) {
  const auto output = folder.slurm() / "calls.txt";
  const auto before = fs::exists(output) ? fs::file_size(output) : 0;
  const std::string program = words.front();
  words.insert(words.begin(), {"/bin/sh", "-c", "exec \"$@\"", "sh"});
  base::WorkerProcess process(words, output);
  while (!process.ended()) std::this_thread::sleep_for(10ms);
  std::ifstream in(output, std::ios::binary);
  in.seekg(static_cast<std::streamoff>(before));
  std::string text(std::istreambuf_iterator<char>(in), {});
  while (!text.empty() && text.back() == '\n') text.pop_back();
  const auto end = *process.ended();
  if (end.signal == 0 && end.exit_code == 0) return text;
  throw OutputError(fmt::format("{} failed{}{}; nothing is lost: go on with npd study resume {}",
                                program, text.empty() ? "" : ": ", text, folder.path().string()));
}

/// sbatch --parsable prints "12" or "12;cluster".
std::string submit(const StudyFolder& folder, const std::vector<std::string>& options,
                   const fs::path& script) {
  std::vector<std::string> words{"sbatch", "--parsable"};
  words.insert(words.end(), options.begin(), options.end());
  words.push_back(script.string());
  const auto told = call(folder, words);
  const auto line = told.substr(told.rfind('\n') + 1);
  return line.substr(0, line.find(';'));
}

void write_round(const StudyFolder& folder, const SlurmRound& round) {
  std::string text = base::csv_line({"round", "generation", "idle", "trial", "epochs"});
  for (std::size_t i = 0; i < round.trials.size(); ++i) {
    text += base::csv_line({std::to_string(round.number), std::to_string(round.generation),
                            std::to_string(round.idle), std::to_string(round.trials[i]),
                            std::to_string(round.epochs[i])});
  }
  write_text(folder.slurm_round(), text);
}

SlurmRound next_round(const StudyFolder& folder, const StudyState& state) {
  const auto before = read_round(folder);
  SlurmRound round;
  round.number = before.number + 1;
  round.generation = state.generations.size();
  for (const auto& trial : state.trials) {
    if (!has_work(folder, state, trial.number)) continue;
    round.trials.push_back(trial.number);
    round.epochs.push_back(trial.epochs);
  }
  const bool same = before.number > 0 && before.generation == round.generation &&
                    before.trials == round.trials && before.epochs == round.epochs;
  round.idle = same ? before.idle + 1 : 0;
  return round;
}

class Advance {
 public:
  Advance(const StudyFolder& folder, StudyState state, const Launch& launch, bool dry)
      : folder_(folder), launch_(launch), dry_(dry), state_(std::move(state)) {}

  Submission run() {
    if (!dry_) settle_all();
    const auto round = next_round(folder_, state_);
    if (!dry_ && round.idle > state_.settings.retries) give_up(round);
    if (!dry_) write_tables(folder_, state_);
    if (!round.trials.empty() && round.idle <= state_.settings.retries) submit_round(round);
    result_.finished = state_.count(TrialState::finished);
    result_.failed = state_.count(TrialState::failed);
    result_.left = state_.trials.size() - result_.finished - result_.failed;
    return std::move(result_);
  }

 private:
  void settle_all() {
    while (can_settle(folder_, state_)) {
      const auto before = state_.generations.size();
      result_.text += settle(folder_, state_) + "\n";
      if (state_.generations.size() == before) break;
    }
  }

  void give_up(const SlurmRound& round) {
    for (const auto number : round.trials) {
      write_failure(failure_of(folder_, state_, number),
                    fmt::format("{} submissions did not bring it on", round.idle + 1),
                    folder_.log(number));
      state_.trials[number] = read_trial_of(folder_, state_, number);
    }
  }

  void submit_round(const SlurmRound& round) {
    const auto& slurm = state_.settings.slurm;
    const auto per_task = static_cast<std::size_t>(slurm.trials_per_task);
    const std::size_t tasks = (round.trials.size() + per_task - 1) / per_task;
    if (!dry_) {
      fs::create_directories(folder_.slurm());
      write_round(folder_, round);
    }
    SlurmJob job{folder_.path().filename().string(), round.number, 0, 1, state_.settings.threads};
    std::vector<std::string> ids;
    for (; job.first < tasks; job.first += job.count) {
      job.count = std::min(tasks - job.first, static_cast<std::size_t>(slurm.largest_array));
      add(array_script(folder_, slurm, launch_, job), {}, ids);
    }
    add(advance_script(folder_, slurm, launch_, job),
        {fmt::format("--dependency=afterany:{}", fmt::join(ids, ":"))}, ids);
    if (dry_) return;
    result_.text += fmt::format("submitted {} trials in {} tasks: jobs {}\n", round.trials.size(),
                                tasks, fmt::join(ids, ", "));
    write_text(folder_.slurm() / "jobs.txt", fmt::format("{}\n", fmt::join(ids, "\n")));
  }

  void add(const std::string& script, const std::vector<std::string>& options,
           std::vector<std::string>& ids) {
    result_.scripts.push_back(script);
    if (dry_) {
      ids.push_back(fmt::format("JOB{}", ids.size() + 1));
      return;
    }
    const auto file = folder_.slurm() / fmt::format("script-{}.sh", ids.size() + 1);
    write_text(file, script);
    ids.push_back(submit(folder_, options, file));
  }

  const StudyFolder& folder_;
  const Launch& launch_;
  bool dry_;
  StudyState state_;
  Submission result_;
};

/// The numbers of the newest submission.
std::vector<std::string> submitted_jobs(const StudyFolder& folder) {
  std::ifstream in(folder.slurm() / "jobs.txt");
  std::vector<std::string> ids;
  for (std::string line; std::getline(in, line);) {
    const bool number = std::all_of(line.begin(), line.end(),
                                    [](unsigned char letter) { return std::isdigit(letter); });
    if (number && !line.empty()) ids.push_back(line);
  }
  return ids;
}

/// Puts this task of an array back into the queue.
void requeue(const StudyFolder& folder) {
  const char* array = std::getenv("SLURM_ARRAY_JOB_ID");
  const char* task = std::getenv("SLURM_ARRAY_TASK_ID");
  if (!array || !task) return;
  call(folder, {"scontrol", "requeue", fmt::format("{}_{}", array, task)});
}

}  // namespace

std::vector<std::size_t> SlurmRound::trials_of(std::size_t task, std::size_t per_task) const {
  std::vector<std::size_t> some;
  for (std::size_t i = task * per_task; i < std::min((task + 1) * per_task, trials.size()); ++i) {
    some.push_back(trials[i]);
  }
  return some;
}

SlurmRound read_round(const StudyFolder& folder) {
  SlurmRound round;
  if (!fs::exists(folder.slurm_round())) return round;
  const auto table = base::read_csv(folder.slurm_round());
  const auto integer = [&](std::size_t row, const char* column) {
    return static_cast<std::int64_t>(table.number(row, table.column(column)));
  };
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    round.number = static_cast<std::size_t>(integer(row, "round"));
    round.generation = static_cast<std::size_t>(integer(row, "generation"));
    round.idle = integer(row, "idle");
    round.trials.push_back(static_cast<std::size_t>(integer(row, "trial")));
    round.epochs.push_back(integer(row, "epochs"));
  }
  return round;
}

Submission advance(const StudyFolder& folder, StudyState state, const Launch& launch, bool dry) {
  return Advance(folder, std::move(state), launch, dry).run();
}

void cancel_jobs(const StudyFolder& folder) {
  auto words = submitted_jobs(folder);
  words.insert(words.begin(), "scancel");
  call(folder, words);
}

std::string queue_text(const StudyFolder& folder) {
  const auto ids = submitted_jobs(folder);
  if (ids.empty()) return {};
  const auto command = fmt::format("squeue --noheader --array --format=%T --jobs={} 2> /dev/null",
                                   fmt::join(ids, ","));
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(::popen(command.c_str(), "r"),
                                                             ::pclose);
  std::map<std::string, int> counts;
  char line[64];
  while (pipe && std::fgets(line, sizeof line, pipe.get())) {
    std::string word(line);
    word.erase(word.find_last_not_of("\n ") + 1);
    for (auto& letter : word) {
      letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
    }
    if (!word.empty()) ++counts[word];
  }
  std::string text;
  for (const auto& [word, count] : counts) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, word);
  }
  return text;
}

StudyEnd work_on_task(const StudyFolder& folder, const Launch& launch, std::size_t number,
                      std::size_t task) {
  const auto state = read_state(folder, false);
  const auto round = read_round(folder);
  StudyEnd end;
  // A task that was put back into the queue may come to life when others have gone on.
  if (round.number != number || round.generation != state.generations.size()) return end;
  const base::InterruptGuard guard;
  std::vector<Job> jobs;
  const auto per_task = static_cast<std::size_t>(state.settings.slurm.trials_per_task);
  for (const auto trial : round.trials_of(task, per_task)) {
    if (!has_work(folder, state, trial)) continue;
    if (state.trials[trial].state == TrialState::running) continue;  // by somebody else
    const auto command = [&folder, &launch, &state, trial] {
      return command_of(launch, order_of(folder, state, trial), state.settings.threads);
    };
    jobs.push_back({trial, command, folder.log(trial)});
  }
  PoolObserver observer;
  observer.on_start = [](const Job&) {};
  observer.on_note = [](const std::string& text) { fmt::print("{}\n", text); };
  observer.on_tick = [] {};
  observer.should_stop = [] { return base::InterruptGuard::signal() != 0; };
  observer.on_end = [&](const Job& job, const JobEnd& ended) {
    if (ended.kind == JobEnd::Kind::done) ++end.finished;
    if (ended.kind != JobEnd::Kind::failed && ended.kind != JobEnd::Kind::lost) return;
    ++end.failed;
    write_failure(failure_of(folder, state, job.number),
                  reason_of(job, ended, state.settings.retries), job.log);
  };
  LocalPool pool({1, state.settings.retries, 1}, observer);
  pool.run(std::move(jobs));
  end.signal = base::InterruptGuard::signal();
  if (end.signal == SIGUSR1) requeue(folder);
  return end;
}

}  // namespace npd::study
