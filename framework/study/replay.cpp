#include "study/replay.hpp"

#include "base/interrupt.hpp"
#include "base/sha256.hpp"
#include "results/finished_run.hpp"
#include "results/new_folder.hpp"
#include "results/run_folder.hpp"
#include "study/lineage.hpp"
#include "study/worker.hpp"

#include <npd/atomic_file.hpp>
#include <npd/error.hpp>

#include <fmt/format.h>

#include <fstream>
#include <iterator>

namespace npd::study {
namespace {

namespace fs = std::filesystem;

bool is_done(const RunOrder& order) {
  if (order.until) return has_done(order.folder, *order.until);
  const bool begun = fs::exists(results::RunFolder(order.folder).record());
  return begun && results::outcome_of(order.folder) == "finished";
}

PoolObserver observer_of(ReplayEnd& end, std::FILE* stream) {
  PoolObserver observer;
  observer.on_start = [](const Job&) {};
  observer.on_end = [&end](const Job& job, const JobEnd& ended) {
    if (ended.kind == JobEnd::Kind::failed || ended.kind == JobEnd::Kind::lost) {
      end.failure = reason_of(job, ended, Settings().retries);
    }
  };
  observer.on_note = [stream](const std::string& text) { fmt::print(stream, "{}\n", text); };
  observer.on_tick = [] {};
  observer.should_stop = [] { return base::InterruptGuard::signal() != 0; };
  return observer;
}

}  // namespace

Replay replay_of(const StudyFolder& folder, const StudyState& state, const fs::path& out,
                 std::optional<std::int64_t> seed) {
  if (state.generations.empty()) {
    throw DataError(folder.path().string() +
                    ": no generation is settled, so there is no schedule to replay; look at npd "
                    "study status");
  }
  const auto& settings = state.settings;
  auto schedule = schedule_of(settings, state.generations, state.best()->number);
  std::vector<RunOrder> orders;
  for (auto& stretch : schedule) {
    if (seed) stretch.seed = *seed;
    RunOrder order{folder.experiment(),
                   overrides_of(settings, state.draws, stretch.worker, stretch.values),
                   out / StudyFolder::generation_name(stretch.generation)};
    order.overrides.push_back(fmt::format("seed={}", stretch.seed));
    if (!orders.empty()) order.from = orders.back().folder;
    order.until = stretch.until;
    orders.push_back(std::move(order));
  }
  RunOrder last = orders.back();
  last.from = last.folder;
  last.folder = out / "final";
  last.until.reset();
  last.overrides.push_back(fmt::format("training.max_epochs={}", schedule.back().until));
  orders.push_back(std::move(last));
  return {out, schedule_csv(settings, schedule), std::move(orders)};
}

void begin_replay(const Replay& replay) {
  results::make_folder(replay.folder);
  const auto file = replay.folder / "schedule.csv";
  if (fs::exists(file)) {
    std::ifstream in(file, std::ios::binary);
    if (std::string(std::istreambuf_iterator<char>(in), {}) == replay.schedule) return;
    throw OutputError(replay.folder.string() +
                      ": holds the replay of another schedule or seed; choose a new folder with "
                      "--out");
  }
  if (!fs::is_empty(replay.folder)) {
    throw OutputError(replay.folder.string() +
                      ": the folder is not empty, and a replay never overwrites anything; choose a "
                      "new one with --out");
  }
  write_text(file, replay.schedule);
}

ReplayEnd run_replay(const Replay& replay, const Launch& launch, std::FILE* stream) {
  constexpr std::int64_t all_cores = 0;
  ReplayEnd end;
  const base::InterruptGuard guard;
  LocalPool pool({1, Settings().retries, 0}, observer_of(end, stream));
  for (const auto& order : replay.orders) {
    if (is_done(order)) continue;
    fmt::print(stream, "{}: {}\n", order.folder.filename().string(),
               order.until ? fmt::format("to epoch {}", *order.until) : "sampling and scores");
    const auto command = [&] { return command_of(launch, order, all_cores); };
    const bool all = pool.run({{0, command, replay.folder / "log.txt"}});
    end.signal = base::InterruptGuard::signal();
    if (!all || !end.failure.empty()) break;
  }
  return end;
}

bool same_weights(const StudyState& state, const Replay& replay) {
  const auto first = results::RunFolder(state.best()->run).best_weights();
  const auto second = results::RunFolder(replay.orders.back().folder).best_weights();
  return fs::exists(first) && base::sha256_of_file(first) == base::sha256_of_file(second);
}

}  // namespace npd::study
