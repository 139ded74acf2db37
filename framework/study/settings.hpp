#pragma once

#include "config/section.hpp"
#include "study/search_keys.hpp"
#include "study/slurm_settings.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

/// \file settings.hpp
/// The table [study] of a study's file.
namespace npd::study {

/// What [study.pbt] says; of the original [Keshtkaran2022] unless written otherwise.
struct PbtSettings {
  std::int64_t first_generation = 105;  ///< epochs
  std::int64_t generation = 25;         ///< epochs
  std::int64_t max_generations = 36;
  std::int64_t stop_patience = 4;  ///< generations
  double stop_improvement = 5e-4;

  void visit(npd::Params& p);

  /// Epochs that are done, in all, when a generation ends; the first is 1.
  std::int64_t epochs(std::size_t generation_number) const {
    return first_generation + generation * (static_cast<std::int64_t>(generation_number) - 1);
  }
};

struct Settings {
  std::string sampler = "random";
  std::int64_t trials = 0;
  std::int64_t seed = 0;
  std::int64_t repeats = 1;
  std::filesystem::path list;
  std::string objective = "valid/recon_smth";
  std::string direction = "min";
  std::string objective_epoch = "best";
  std::int64_t jobs = 0;
  std::int64_t threads = 1;
  std::int64_t retries = 3;
  std::int64_t memory_mb = 0;
  PbtSettings pbt;
  SlurmSettings slurm;
  std::vector<SearchKey> search;

  void visit(npd::Params& p);

  /// Whether trials are workers of a population that is trained together.
  bool is_population() const { return sampler == "pbt"; }

  bool minimises() const { return direction == "min"; }

  /// Whether the objective is a row of scores.csv, and not a column of metrics.csv.
  bool objective_is_score() const { return objective.starts_with("score/"); }
};

/// Reads [study]; mistakes are kept for Document::finish.
Settings read_settings(const config::Section& root);

}  // namespace npd::study
