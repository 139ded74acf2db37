#pragma once

#include <npd/metric.hpp>

#include <string>

namespace npd::data {

/// Makes true rates NaN where the neuron was not recorded, and true latents and inputs NaN in bins
/// in which no neuron was: metrics leave that out. Without gaps in the spikes nothing is changed.
/// \throws NumericalError if a truth is not finite where something was recorded; `where` is put in
/// front of its name
void hide_unrecorded(Evaluation& evaluation, const std::string& where);

}  // namespace npd::data
