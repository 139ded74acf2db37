#pragma once

#include "murray/datasets.hpp"

#include <npd/analysis.hpp>
#include <npd/dataset.hpp>
#include <npd/ops.hpp>
#include <npd/random.hpp>

/// \file circuit_data.hpp
/// Trials of the two-area circuit as analyses see them.
namespace npd::testing {

template <class Config>
AnalysisData circuit_data(const Config& config) {
  murray::TwoAreaDataset dataset(config, false);
  RandomStream unused(0, "data");
  const auto trials = dataset.make(unused);
  AnalysisData data;
  auto& e = data.evaluation;
  e.spikes = target_of(trials).to(at::kDouble);
  e.truth = {trials.truth.rates.to(at::kDouble), trials.truth.latents.to(at::kDouble),
             trials.truth.inputs.to(at::kDouble)};
  e.bin_s = trials.bin_s;
  e.conditions = trials.conditions;
  e.trial_info = trials.trial_info;
  e.split = trials.split;
  data.truth = dataset.system();
  return data;
}

}  // namespace npd::testing
