#include "study/coordinator.hpp"

#include "base/interrupt.hpp"
#include "results/finished_run.hpp"
#include "results/run_folder.hpp"

#include <npd/atomic_file.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <map>
#include <thread>

namespace npd::study {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

/// What a log says of why its process ended.
std::string last_error(const fs::path& log) {
  const auto lines = last_lines(log, 40);
  for (auto line = lines.rbegin(); line != lines.rend(); ++line) {
    if (line->starts_with("npd: error: ")) return line->substr(12);
  }
  return lines.empty() ? "it printed nothing" : lines.back();
}

class Coordinator {
 public:
  Coordinator(const StudyFolder& folder, const Launch& launch, Progress& progress)
      : folder_(folder), launch_(launch), progress_(progress), state_(read_state(folder, false)) {}

  StudyEnd run() {
    wait_for_orphans();
    write_table();
    const base::InterruptGuard guard;
    LocalPool(limits(), observer()).run(jobs());
    progress_.finish();
    write_table();
    StudyEnd end{state_.count(TrialState::finished), state_.count(TrialState::failed), 0, 0};
    end.left = state_.trials.size() - end.finished - end.failed;
    end.signal = base::InterruptGuard::signal();
    if (end.signal == 0 && end.left > 0) end.signal = SIGTERM;  // by a request
    return end;
  }

 private:
  /// Processes of a coordinator that was killed are killed with it, which takes a moment.
  void wait_for_orphans() {
    for (int i = 0; i < 100 && state_.count(TrialState::running) > 0; ++i) {
      std::this_thread::sleep_for(50ms);
      for (auto& trial : state_.trials) {
        if (trial.state != TrialState::running) continue;
        trial = read_trial(folder_, state_.settings, trial.number);
      }
    }
  }

  PoolLimits limits() const {
    const auto& settings = state_.settings;
    const auto asked = launch_.jobs > 0 ? launch_.jobs : settings.jobs;
    const auto cores = std::max<std::int64_t>(1, base::usable_cores() / settings.threads);
    return {static_cast<std::size_t>(asked > 0 ? asked : cores), settings.retries,
            static_cast<std::uint64_t>(settings.memory_mb) * 1'000'000};
  }

  PoolObserver observer() {
    PoolObserver observer;
    observer.on_start = [this](const Job& job) {
      started_[job.number] = {};
      state_.trials[job.number].state = TrialState::running;
      write_table();
    };
    observer.on_end = [this](const Job& job, const JobEnd& end) { take(job, end); };
    observer.on_note = [this](const std::string& text) { progress_.note(text); };
    observer.on_tick = [this] { progress_.show(state_); };
    observer.should_stop = [this] {
      return base::InterruptGuard::signal() != 0 || fs::exists(folder_.stop_request());
    };
    return observer;
  }

  std::vector<Job> jobs() {
    std::vector<Job> jobs;
    for (const auto& trial : state_.trials) {
      if (trial.state == TrialState::finished || trial.state == TrialState::failed) continue;
      const auto number = trial.number;
      jobs.push_back({number, [this, number] { return command(number); }, folder_.log(number)});
    }
    return jobs;
  }

  /// A run that has begun goes on; else it starts.
  std::vector<std::string> command(std::size_t number) const {
    const auto trial = folder_.trial(number);
    const auto threads = std::to_string(state_.settings.threads);
    std::vector<std::string> words{launch_.program.string()};
    if (fs::exists(results::RunFolder(trial).record())) {
      words.insert(words.end(), {"resume", trial.string(), "--threads", threads});
    } else {
      words.insert(words.end(), {"run", folder_.experiment().string()});
      for (auto& word : state_.draws.overrides(state_.draw_of(number))) words.push_back(word);
      words.push_back("threads=" + threads);
      if (state_.settings.repeats > 1) {
        words.push_back(fmt::format("seed={}", state_.seed_of(number)));
      }
      words.insert(words.end(), {"--out", trial.string()});
    }
    words.insert(words.end(), launch_.options.begin(), launch_.options.end());
    return words;
  }

  void take(const Job& job, const JobEnd& end) {
    if (end.kind == JobEnd::Kind::failed) {
      write_failure(folder_, job.number,
                    fmt::format("exit code {}: {}", end.exit_code, last_error(job.log)));
    } else if (end.kind == JobEnd::Kind::lost) {
      write_failure(
          folder_, job.number,
          fmt::format("killed more than {} times, at last by signal {}", state_.settings.retries,
                      end.signal != 0 ? end.signal : end.exit_code - 128));
    }
    auto& trial = state_.trials[job.number];
    trial = read_trial(folder_, state_.settings, job.number);
    if (end.kind == JobEnd::Kind::stopped) return;
    write_table();
    progress_.on_trial(state_, trial, started_[job.number].seconds());
  }

  void write_table() const { write_text(folder_.table(), study_csv(state_)); }

  const StudyFolder& folder_;
  const Launch& launch_;
  Progress& progress_;
  StudyState state_;
  std::map<std::size_t, base::Stopwatch> started_;
};

}  // namespace

StudyEnd run_trials(const StudyFolder& folder, const Launch& launch, Progress& progress) {
  fs::remove(folder.stop_request());  // of an earlier time
  return Coordinator(folder, launch, progress).run();
}

}  // namespace npd::study
