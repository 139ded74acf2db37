#pragma once

#include "evaluation/posterior.hpp"

#include <npd/analysis.hpp>
#include <npd/dataset.hpp>

#include <cstdint>
#include <memory>

namespace npd::analysis {

/// A trained model and how it ran through the trials, as analyses see it.
/// \param system    see model::Lfads::system
/// \param averages  of its posterior; generator states are needed
FittedModel fitted_model(std::shared_ptr<System> system,
                         const evaluation::PosteriorAverages& averages);

/// The same systems from that bin on: the drive without the bins before, and the states that these
/// lead to as starts. \param first  0: all of it
TrueSystem from_bin(TrueSystem truth, std::int64_t first);

/// What analyses look at. \param trials  those that `evaluation` was made of
AnalysisData analysis_data(const Trials& trials, Evaluation evaluation, FittedModel model,
                           TrueSystem truth);

}  // namespace npd::analysis
