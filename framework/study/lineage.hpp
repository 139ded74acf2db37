#pragma once

#include "study/draws.hpp"
#include "study/generation.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

/// \file lineage.hpp
/// Whose weights went where: what the decisions of all generations amount to, as tables.
namespace npd::study {

/// The numbers that the population changes, in the order of the study's file.
std::vector<Hyperparameter> hyperparameters_of(const Settings& settings);

/// Their first values for a worker, as drawn.
std::vector<double> first_values(const Settings& settings, const Draws& draws, std::size_t worker);

/// `key=value` of all searched keys, with these values of what the population changes.
std::vector<std::string> overrides_of(const Settings& settings, const Draws& draws,
                                      std::size_t worker, const std::vector<double>& values);

/// The workers that trained a worker's weights, one for each settled generation; the last is
/// itself.
std::vector<std::size_t> ancestors(const std::vector<Generation>& generations, std::size_t worker);

/// A stretch of a training under the same values.
struct Stretch {
  std::size_t generation = 1, worker = 0;
  std::int64_t seed = 0;
  std::vector<double> values;
  std::int64_t until = 0;  ///< epochs in all
};

/// How a worker's weights were trained, from the first epoch to the last settled one.
std::vector<Stretch> schedule_of(const Settings& settings,
                                 const std::vector<Generation>& generations, std::size_t worker);

/// generations.csv: a row a worker and generation.
std::string generations_csv(const Settings& settings, const std::vector<Generation>& generations);

/// hyperparameters.csv: with what each worker trained in each generation, that in work included.
std::string hyperparameters_csv(const Settings& settings, const Draws& draws,
                                const std::vector<Generation>& generations);

/// lineage.csv: a row a worker: who trained its weights in each generation.
std::string lineage_csv(const std::vector<Generation>& generations);

/// schedule.csv: a row a stretch.
std::string schedule_csv(const Settings& settings, const std::vector<Stretch>& schedule);

}  // namespace npd::study
