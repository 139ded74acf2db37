#include "study/worker.hpp"

#include "results/finished_run.hpp"
#include "results/run_folder.hpp"
#include "results/run_record.hpp"
#include "study/lineage.hpp"
#include "study/trial_text.hpp"

#include <algorithm>

namespace npd::study {

namespace fs = std::filesystem;

void read_population(const StudyFolder& folder, StudyState& state) {
  state.generations = read_generations(folder);
  if (state.generations.empty()) return;
  for (std::size_t worker = 0; worker < state.draws.rows.size(); ++worker) {
    auto value = state.generations.back().next_values(worker).begin();
    for (std::size_t i = 0; i < state.settings.search.size(); ++i) {
      if (state.settings.search[i].perturbation) {
        state.draws.rows[worker][i] = number_cell(*value++);
      }
    }
  }
}

fs::path run_of(const StudyFolder& folder, const StudyState& state, std::size_t number) {
  if (!state.settings.is_population()) return folder.trial(number);
  if (state.is_last_settled()) return folder.last_leg(number);
  return folder.leg(number, state.generations.size() + 1);
}

fs::path failure_of(const StudyFolder& folder, const StudyState& state, std::size_t number) {
  if (!state.settings.is_population() || state.is_last_settled()) return folder.failure(number);
  return folder.loss(number, state.generations.size() + 1);
}

Trial read_trial_of(const StudyFolder& folder, const StudyState& state, std::size_t number) {
  const auto& settings = state.settings;
  auto trial = read_trial(run_of(folder, state, number), failure_of(folder, state, number),
                          settings, number);
  if (trial.state == TrialState::finished || state.generations.empty()) return trial;
  const auto& generation = state.generations.back();
  const double loss = generation.workers[number].loss;
  if (trial.state == TrialState::waiting) trial.run = folder.leg(number, generation.number);
  trial.objective = trial.at_best_epoch = trial.at_last_epoch = settings.minimises() ? loss : -loss;
  trial.epochs = std::max(trial.epochs, generation.epochs);
  trial.best_epoch = generation.epochs - 1;
  return trial;
}

bool has_done(const fs::path& run, std::int64_t epochs) {
  const results::RunFolder folder(run);
  return fs::exists(folder.record()) && results::outcome_of(run) == "stopped" &&
         results::read_run_record(folder.record()).epochs >= epochs;
}

}  // namespace npd::study
