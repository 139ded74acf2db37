#include "study/settle.hpp"

#include "results/run_folder.hpp"
#include "study/lineage.hpp"
#include "study/order.hpp"
#include "study/worker.hpp"

#include <npd/atomic_file.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace npd::study {
namespace {

namespace fs = std::filesystem;

std::vector<Contestant> contestants(const StudyFolder& folder, const StudyState& state) {
  const auto& settings = state.settings;
  const std::size_t number = state.generations.size() + 1;
  std::vector<Contestant> workers;
  for (std::size_t i = 0; i < state.trials.size(); ++i) {
    Contestant worker{std::numeric_limits<double>::quiet_NaN(),
                      state.generations.empty() ? first_values(settings, state.draws, i)
                                                : state.generations.back().next_values(i)};
    worker.lost = fs::exists(folder.loss(i, number));
    if (!worker.lost) {
      const double value =
          value_at(folder.leg(i, number), settings.objective, settings.pbt.epochs(number) - 1);
      worker.loss = settings.minimises() ? value : -value;
    }
    workers.push_back(std::move(worker));
  }
  return workers;
}

double best_loss(const std::vector<Contestant>& workers) {
  return workers[*best_worker(workers)].loss;
}

Rest rest_of(const StudyState& state, const std::vector<Contestant>& workers) {
  std::vector<double> best;
  for (const auto& generation : state.generations) best.push_back(best_loss(generation.workers));
  best.push_back(best_loss(workers));
  const auto& settings = state.settings.pbt;
  return at_rest(best, static_cast<std::size_t>(settings.stop_patience), settings.stop_improvement);
}

/// Everybody keeps what is there.
Tournament no_tournament(const std::vector<Contestant>& workers) {
  Tournament tournament;
  for (std::size_t i = 0; i < workers.size(); ++i) {
    tournament.fates.push_back({Fate::Role::bye, std::nullopt, i, workers[i].values});
  }
  return tournament;
}

Generation decide(const StudyState& state, std::vector<Contestant> workers) {
  Generation generation;
  generation.number = state.generations.size() + 1;
  generation.epochs = state.settings.pbt.epochs(generation.number);
  const auto rest = rest_of(state, workers);
  generation.improvement = rest.improvement;
  generation.last = rest.stop || generation.number >=
                                     static_cast<std::size_t>(state.settings.pbt.max_generations);
  if (generation.last) {
    generation.tournament = no_tournament(workers);
  } else {
    GenerationChance chance(static_cast<std::uint64_t>(state.settings.seed), generation.number);
    generation.tournament = play(workers, hyperparameters_of(state.settings), chance);
  }
  generation.workers = std::move(workers);
  return generation;
}

void read_again(const StudyFolder& folder, StudyState& state) {
  for (auto& trial : state.trials) trial = read_trial_of(folder, state, trial.number);
}

void fail_all(const StudyFolder& folder, StudyState& state) {
  for (const auto& trial : state.trials) {
    const auto file = failure_of(folder, state, trial.number);
    if (fs::exists(file)) continue;
    write_failure(file, "no worker has a finite " + state.settings.objective,
                  folder.log(trial.number));
  }
  read_again(folder, state);
  write_tables(folder, state);
}

/// A worker that was lost in the last generation has nothing that could be scored.
void fail_lost(const StudyFolder& folder, const Generation& generation) {
  for (std::size_t i = 0; i < generation.workers.size(); ++i) {
    if (!generation.workers[i].lost) continue;
    write_failure(folder.failure(i),
                  "lost in the last generation: " + first_line(folder.loss(i, generation.number)),
                  folder.log(i));
  }
}

std::string text_of(const Settings& settings, const Generation& generation) {
  const auto best = *best_worker(generation.workers);
  const auto& fates = generation.tournament.fates;
  const auto replaced = std::count_if(
      fates.begin(), fates.end(), [](const Fate& fate) { return fate.role == Fate::Role::loser; });
  const double loss = generation.workers[best].loss;
  auto text =
      fmt::format("generation {} (epoch {}): best {} {:.5g} (worker {}), ", generation.number,
                  generation.epochs, settings.objective, settings.minimises() ? loss : -loss, best);
  if (!generation.last) return text + fmt::format("{} of {} replaced", replaced, fates.size());
  return text + "the last one";
}

}  // namespace

bool can_settle(const StudyFolder& folder, const StudyState& state) {
  for (const auto& trial : state.trials) {
    if (has_work(folder, state, trial.number)) return false;
  }
  return state.settings.is_population() && !state.is_last_settled();
}

std::string settle(const StudyFolder& folder, StudyState& state) {
  auto workers = contestants(folder, state);
  if (!best_worker(workers)) {
    fail_all(folder, state);
    return fmt::format("generation {}: no worker has a finite {}", state.generations.size() + 1,
                       state.settings.objective);
  }
  const auto generation = decide(state, std::move(workers));
  if (generation.last) fail_lost(folder, generation);
  write_generation(folder, generation);
  read_population(folder, state);
  read_again(folder, state);
  write_tables(folder, state);
  remove_old_checkpoints(folder, state);
  return text_of(state.settings, generation);
}

void write_tables(const StudyFolder& folder, const StudyState& state) {
  write_text(folder.table(), study_csv(state));
  if (!state.settings.is_population()) return;
  const auto& generations = state.generations;
  write_text(folder.generations(), generations_csv(state.settings, generations));
  write_text(folder.hyperparameters(),
             hyperparameters_csv(state.settings, state.draws, generations));
  write_text(folder.lineage(), lineage_csv(generations));
  if (generations.empty()) return;
  const auto best = *best_worker(generations.back().workers);
  write_text(folder.schedule(),
             schedule_csv(state.settings, schedule_of(state.settings, generations, best)));
}

void remove_old_checkpoints(const StudyFolder& folder, const StudyState& state) {
  for (std::size_t number = 1; number < state.generations.size(); ++number) {
    for (std::size_t i = 0; i < state.trials.size(); ++i) {
      const results::RunFolder run(folder.leg(i, number));
      for (const auto& file :
           {run.last_checkpoint(), run.previous_checkpoint(), run.best_weights()}) {
        fs::remove(file);
      }
    }
  }
}

}  // namespace npd::study
