#pragma once

#include "config/document.hpp"
#include "evaluation/posterior.hpp"
#include "model/config.hpp"
#include "training/config.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace npd::runs {

/// More threads than any machine of today has are a mistake.
inline constexpr std::int64_t most_threads = 1024;

/// The parameters outside of any table.
struct General {
  std::string name;
  std::int64_t seed = 0;
  std::int64_t threads = 0;
  bool report = false;

  void visit(Params& p);
};

/// What the host reads from a generator's table.
struct GeneratorSize {
  std::int64_t state_dim = 20;

  void visit(Params& p);
};

/// Components by the names of their tables.
using NamedTables = std::vector<std::pair<std::string, config::ComponentTable>>;

/// Of every kind whose tables have names of the user's choice, as metrics.
using TablesOfKinds = std::map<Kind, NamedTables>;

/// What a model and its training are made of, as a configuration says.
struct ModelDescription {
  std::int64_t seed = 0;
  std::int64_t threads = 0;
  std::int64_t state_dim = 0;
  model::Config model;
  training::Config training;
  config::ComponentTable generator, readout;
  config::Section model_table, training_table;  ///< for messages about them
};

/// An experiment as its configuration says: which components, with which parameters.
struct Experiment : ModelDescription {
  std::string name;
  bool report = false;  ///< at the end, in the run's folder
  evaluation::SamplingConfig sampling;
  config::ComponentTable dataset;
  TablesOfKinds named;
};

/// What stands in named tables of a configuration, which may hold nothing else.
TablesOfKinds read_named(const config::Section& root);

/// Reads the model alone, of a configuration that may lack a data set. The caller reads what else
/// the file may hold, and finishes the document.
ModelDescription read_model(const config::Section& root, const General& general);

/// Reads an experiment and checks all of it.
/// \param file  names the experiment if its configuration does not
/// \throws ConfigError with every mistake of the configuration
Experiment read_experiment(config::Document& document, const std::filesystem::path& file);

}  // namespace npd::runs
