#pragma once

#include <npd/analysis.hpp>

/// \file dynamics_case.hpp
/// The small recordings that analyses are tried on: trials that a known dynamical system went
/// through, with conditions, behaviour and every fact, and a model of them.
namespace npd::testing {

/// The model is the true system, and what it says of the trials is what happened.
AnalysisData matching_dynamics();

/// The model is another system of the same size.
AnalysisData other_dynamics();

}  // namespace npd::testing
