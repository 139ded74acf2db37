#pragma once

#include "study/draws.hpp"
#include "study/generation.hpp"
#include "study/trial.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

/// \file study_table.hpp
/// study.csv: a row a trial.
namespace npd::study {

/// What is known of a study: its settings, what was drawn, and how far each trial is.
struct StudyState {
  Settings settings;
  Draws draws;
  std::int64_t training_seed = 0;
  std::vector<Trial> trials;
  std::vector<Generation> generations;  ///< of a population: those that are settled

  /// Whether a population has nothing left to train.
  bool is_last_settled() const { return !generations.empty() && generations.back().last; }

  std::size_t draw_of(std::size_t trial) const {
    return trial / static_cast<std::size_t>(settings.repeats);
  }
  /// The training's seed where a draw is repeated.
  std::int64_t seed_of(std::size_t trial) const {
    return training_seed + static_cast<std::int64_t>(trial) % settings.repeats;
  }
  std::size_t count(TrialState state) const;

  /// The finished trial with the best objective; of equal ones the first.
  const Trial* best() const;
};

/// The file's text: trial, draw and seed where draws are repeated, state, the objective, at which
/// epochs it was what, why a trial failed, the searched keys, the scores of those that finished. It
/// holds no times, so that equal studies give equal files.
std::string study_csv(const StudyState& state);

/// What is known of a study that nobody has begun.
StudyState state_of(const Settings& settings, const Draws& draws, std::int64_t training_seed);

/// What a study's folder says. In place of what was drawn for the workers of a population stands
/// what they go on with. Trials that study.csv calls finished or failed are believed if
/// `quickly`; all else is read from the folders of the trials.
StudyState read_state(const StudyFolder& folder, bool quickly);

}  // namespace npd::study
