#include "study/order.hpp"

#include "study/lineage.hpp"
#include "study/worker.hpp"

#include <fmt/format.h>

namespace npd::study {
namespace {

RunOrder trial_order(const StudyFolder& folder, const StudyState& state, std::size_t number) {
  RunOrder order{folder.experiment(), state.draws.overrides(state.draw_of(number)),
                 folder.trial(number)};
  if (state.settings.repeats > 1) {
    order.overrides.push_back(fmt::format("seed={}", state.seed_of(number)));
  }
  return order;
}

RunOrder leg_order(const StudyFolder& folder, const StudyState& state, std::size_t worker) {
  const auto& settings = state.settings;
  const std::size_t settled = state.generations.size();
  const bool last = state.is_last_settled();
  const auto values = settled == 0 ? first_values(settings, state.draws, worker)
                                   : state.generations.back().next_values(worker);
  const auto seed = training_seed(static_cast<std::uint64_t>(settings.seed), worker,
                                  last ? settled : settled + 1);
  RunOrder order{folder.experiment(), overrides_of(settings, state.draws, worker, values),
                 run_of(folder, state, worker)};
  order.overrides.push_back(fmt::format("seed={}", seed));
  if (settled > 0) {
    const auto& generation = state.generations.back();
    order.from = folder.leg(generation.tournament.fates[worker].weights_from, settled);
  }
  if (last) {
    order.overrides.push_back(
        fmt::format("training.max_epochs={}", state.generations.back().epochs));
  } else {
    order.until = settings.pbt.epochs(settled + 1);
  }
  return order;
}

}  // namespace

RunOrder order_of(const StudyFolder& folder, const StudyState& state, std::size_t number) {
  return state.settings.is_population() ? leg_order(folder, state, number)
                                        : trial_order(folder, state, number);
}

bool has_work(const StudyFolder& folder, const StudyState& state, std::size_t number) {
  const auto& trial = state.trials[number];
  if (trial.state == TrialState::finished || trial.state == TrialState::failed) return false;
  if (!state.settings.is_population() || state.is_last_settled()) return true;
  return !has_done(run_of(folder, state, number),
                   state.settings.pbt.epochs(state.generations.size() + 1));
}

std::vector<std::pair<std::string, std::string>> population_values(const PbtSettings& settings) {
  // One more than ever are done: a training that reached its end would be sampled and scored.
  const auto epochs =
      std::to_string(settings.epochs(static_cast<std::size_t>(settings.max_generations)) + 1);
  return {{"training.max_epochs", epochs},
          {"training.early_stopping_patience", epochs},
          {"training.lr_decay", "1.0"},
          {"training.scored_epoch", "\"last\""}};
}

}  // namespace npd::study
