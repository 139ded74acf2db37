#include "study/local_pool.hpp"

#include "base/machine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <thread>
#include <utility>

namespace npd::study {
namespace {

using namespace std::chrono_literals;

constexpr auto tick = 20ms;
// Until something was measured: the base model with the published data.
constexpr std::uint64_t first_guess = 400'000'000;

/// A process that saved and ended as it was told by somebody else: it goes on.
bool can_go_on(const base::ProcessEnd& end) {
  return end.signal != 0 || end.exit_code == 128 + SIGHUP || end.exit_code == 128 + SIGINT ||
         end.exit_code == 128 + SIGTERM || end.exit_code == 128 + SIGUSR1;
}

}  // namespace

LocalPool::LocalPool(PoolLimits limits, PoolObserver observer)
    : limits_(limits), observer_(std::move(observer)) {}

bool LocalPool::run(std::vector<Job> jobs) {
  for (auto& job : jobs) waiting_.push_back({std::move(job)});
  bool stopping = false;
  while (!workers_.empty() || (!waiting_.empty() && !stopping)) {
    if (!stopping && observer_.should_stop()) {
      stopping = true;
      for (const auto& worker : workers_) worker.process->signal(SIGTERM);
    }
    if (!stopping) start_some();
    std::this_thread::sleep_for(tick);
    collect(stopping);
    observer_.on_tick();
  }
  const bool all = waiting_.empty() && !stopping;
  waiting_.clear();
  return all;
}

void LocalPool::start_some() {
  while (!waiting_.empty() && workers_.size() < limits_.jobs && memory_allows_one_more()) {
    Pending work = std::move(waiting_.front());
    waiting_.pop_front();
    auto process = std::make_unique<base::WorkerProcess>(work.job.command(), work.job.log);
    observer_.on_start(work.job);
    workers_.push_back({std::move(work), std::move(process)});
  }
}

bool LocalPool::memory_allows_one_more() {
  if (workers_.empty()) return true;
  const std::uint64_t each =
      limits_.memory > 0 ? limits_.memory : std::max(largest_, largest_ > 0 ? 0 : first_guess);
  std::uint64_t needed = each;  // of the new one, and what the others have yet to take
  for (const auto& worker : workers_) {
    const auto has = worker.process->memory();
    needed += each > has ? each - has : 0;
  }
  const std::uint64_t available = base::available_memory();
  if (available == 0 || needed <= available) return true;
  if (!std::exchange(told_of_memory_, true)) {
    observer_.on_note(fmt::format(
        "memory for {} of {} trials at a time: one takes up to {:.0f} MB and {:.0f} MB are free",
        workers_.size(), limits_.jobs, static_cast<double>(each) / 1e6,
        static_cast<double>(available) / 1e6));
  }
  return false;
}

void LocalPool::collect(bool stopping) {
  for (std::size_t i = 0; i < workers_.size();) {
    largest_ = std::max(largest_, workers_[i].process->most_memory());
    const auto end = workers_[i].process->ended();
    if (!end) {
      ++i;
      continue;
    }
    Pending work = std::move(workers_[i].work);
    workers_.erase(workers_.begin() + static_cast<std::ptrdiff_t>(i));
    take_end(std::move(work), *end, stopping);
  }
}

void LocalPool::take_end(Pending work, const base::ProcessEnd& end, bool stopping) {
  if (!can_go_on(end)) {
    const auto kind = end.exit_code == 0 ? JobEnd::Kind::done : JobEnd::Kind::failed;
    observer_.on_end(work.job, {kind, end.exit_code, 0});
  } else if (stopping) {
    observer_.on_end(work.job, {JobEnd::Kind::stopped, end.exit_code, end.signal});
  } else if (++work.deaths > limits_.retries) {
    observer_.on_end(work.job, {JobEnd::Kind::lost, end.exit_code, end.signal});
  } else {
    observer_.on_note(fmt::format("trial {} was ended by {}; it goes on where it was ({} of {})",
                                  work.job.number,
                                  end.signal != 0 ? fmt::format("signal {}", end.signal)
                                                  : fmt::format("signal {}", end.exit_code - 128),
                                  work.deaths, limits_.retries));
    waiting_.push_front(std::move(work));
  }
}

}  // namespace npd::study
