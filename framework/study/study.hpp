#pragma once

#include "config/document.hpp"
#include "study/draws.hpp"
#include "study/settings.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

/// \file study.hpp
/// A study's file: an experiment with a table [study].
namespace npd::study {

/// What a study must know of experiments; `runs` does them, and `app` brings the two together.
struct ExperimentReader {
  /// Reads an experiment to its end. \throws ConfigError with every mistake
  std::function<void(config::Document&)> read;

  /// What a run of an experiment tells that can be an objective: the columns of metrics.csv, and
  /// score/NAME for its scores. \throws as `read`
  std::function<std::vector<std::string>(config::Document&)> objectives;

  /// Why a key changes nothing in an experiment; empty: it may. \throws as `read`
  std::function<std::string(config::Document&, const std::string& key)> without_effect;
};

/// A study before it has a folder.
struct Study {
  std::string name;  ///< of the experiment
  Settings settings;
  Draws draws;
  std::int64_t training_seed = 0;  ///< of the experiment; repeats count from it
  std::string experiment;          ///< without [study], resolved: what every trial varies
  std::string text;                ///< all of it, resolved
};

/// Reads a study and checks everything that can be checked without training: the experiment, and
/// each searched key at the values that may be drawn.
/// \param name  of the experiment, if it does not say
/// \throws ConfigError with the mistakes, each at its place
Study read_study(config::Document& document, const std::string& name,
                 const ExperimentReader& reader);

}  // namespace npd::study
