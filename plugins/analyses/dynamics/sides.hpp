#pragma once

#include "dynamics/fixed_points.hpp"
#include "dynamics/slow_points.hpp"

#include <npd/analysis.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

/// \file sides.hpp
/// The two systems that analyses look at: the model and the truth.
namespace npd::dynamics {

/// One system and where its states have been.
struct Side {
  std::string name;  ///< "model" or "truth"
  std::shared_ptr<System> system;
  Points states;  ///< (point, state) of all trials and bins; no rows: not known
  double spread = 1;
};

/// Nothing without a model.
std::optional<Side> model_side(const AnalysisData& data);

/// The true recorded system, or nothing. Where its states in the trials are not known its own
/// proposals have to do.
std::optional<Side> true_side(const AnalysisData& data);

/// The states of the true recorded system in the trials, (trial, time, state) float64: replayed, or
/// the true latents where these are its states; undefined: not known.
Tensor true_states(const AnalysisData& data);

struct SideOptions {
  std::int64_t starts = 512;
  double noise = 0.3;
  double same_point = 1e-4;
  double slow_s = 1;
  bool slow = true;
};

/// What was found of one system under one input.
struct Searched {
  std::string side, input;
  CompleteSearch search;
  std::optional<Points> slow;  ///< nothing: not looked for
  LineTest line;
};

/// \param random  a stream of its own for each side, so that both see equal starts at each input
Searched search_side(const Side& side, const std::string& input_name, const Point& input,
                     const SideOptions& options, RandomStream random,
                     const BetweenIterations& between);

}  // namespace npd::dynamics
