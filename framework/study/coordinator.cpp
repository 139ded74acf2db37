#include "study/coordinator.hpp"

#include "base/interrupt.hpp"
#include "study/order.hpp"
#include "study/settle.hpp"
#include "study/worker.hpp"

#include <npd/atomic_file.hpp>

#include <chrono>
#include <csignal>
#include <map>
#include <thread>

namespace npd::study {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

class Coordinator {
 public:
  Coordinator(const StudyFolder& folder, const Launch& launch, Progress& progress)
      : folder_(folder), launch_(launch), progress_(progress), state_(read_state(folder, false)) {}

  StudyEnd run() {
    wait_for_orphans();
    remove_old_checkpoints(folder_, state_);
    write_tables(folder_, state_);
    const base::InterruptGuard guard;
    LocalPool pool(limits_of(launch_, state_.settings), observer());
    while (pool.run(jobs()) && settle_generation()) {
    }
    progress_.finish();
    write_tables(folder_, state_);
    return end();
  }

 private:
  /// Processes of a coordinator that was killed are killed with it, which takes a moment.
  void wait_for_orphans() {
    for (int i = 0; i < 100 && state_.count(TrialState::running) > 0; ++i) {
      std::this_thread::sleep_for(50ms);
      for (auto& trial : state_.trials) {
        if (trial.state == TrialState::running) {
          trial = read_trial_of(folder_, state_, trial.number);
        }
      }
    }
  }

  /// \return whether there is another generation, or the runs behind the last one
  bool settle_generation() {
    if (!can_settle(folder_, state_)) return false;
    const auto before = state_.generations.size();
    progress_.note(settle(folder_, state_));
    return state_.generations.size() > before;
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
      const auto number = trial.number;
      if (!has_work(folder_, state_, number)) continue;
      const auto command = [this, number] {
        return command_of(launch_, order_of(folder_, state_, number), state_.settings.threads);
      };
      jobs.push_back({number, command, folder_.log(number)});
    }
    return jobs;
  }

  void take(const Job& job, const JobEnd& end) {
    if (end.kind == JobEnd::Kind::failed || end.kind == JobEnd::Kind::lost) {
      write_failure(failure_of(folder_, state_, job.number),
                    reason_of(job, end, state_.settings.retries), job.log);
    }
    auto& trial = state_.trials[job.number];
    trial = read_trial_of(folder_, state_, job.number);
    if (end.kind == JobEnd::Kind::stopped) return;
    write_table();
    if (trial.state == TrialState::finished || trial.state == TrialState::failed) {
      progress_.on_trial(state_, trial, started_[job.number].seconds());
    }
  }

  StudyEnd end() const {
    StudyEnd end{state_.count(TrialState::finished), state_.count(TrialState::failed), 0, 0};
    end.left = state_.trials.size() - end.finished - end.failed;
    end.signal = base::InterruptGuard::signal();
    if (end.signal == 0 && end.left > 0) end.signal = SIGTERM;  // by a request
    return end;
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
