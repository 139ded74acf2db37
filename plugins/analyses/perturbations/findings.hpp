#pragma once

#include "dynamics/response.hpp"

#include <npd/analysis.hpp>

#include <optional>
#include <string>
#include <vector>

/// \file findings.hpp
/// What was found, as scores, tables, arrays and figures.
namespace npd::dynamics {

/// Responses of one system to one perturbation.
struct Response {
  Tensor latents;  ///< (trial, time, true latent), from the bin of the perturbation on
  Tensor rates;    ///< (trial, time, neuron)
  double decided_otherwise = 0;  ///< share of trials, see share_decided_otherwise
};

/// One perturbation of all trials.
struct Perturbed {
  std::string direction;
  double size = 0;  ///< in spreads of true latents
  Response model;
  std::optional<Response> closed, open;  ///< of the truth, as far as it is known
};

/// The same length of state in a direction that true latents do not see.
struct Unseen {
  double size = 0;
  double share = 0;  ///< of the model's rates: response to it / to perturbations that are seen, rms
};

struct Findings {
  std::vector<Perturbed> perturbed;
  std::vector<Unseen> unseen;  ///< empty: true latents see every state of the model
  double bin_s = 0.01;
  std::int64_t bin = 0;  ///< at whose end states were displaced
  Conditions conditions;
  std::uint64_t seed = 0;
  std::int64_t resamples = 1000;
  std::string why_no_closed, why_no_open;  ///< where that truth is not known
};

std::vector<ScoreInfo> score_infos();
std::vector<Score> scores_of(const Findings& findings);

/// Adds tables, arrays and figures.
void show(const Findings& findings, AnalysisResult& result);

}  // namespace npd::dynamics
