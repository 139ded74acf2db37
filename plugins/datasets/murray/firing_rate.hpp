#pragma once

#include <npd/tensor.hpp>

/// \file firing_rate.hpp
/// f(I) = x / (1 - exp(-c x)), x = 270 Hz/nA I - 108 Hz [Hz], c = 0.154 s [Murray2017], whose
/// singularity at x = 0 is removable: f = 1/c.
namespace murray {

/// f in Hz, finite for every current up to 1e300 nA either way.
double firing_rate_hz(double current_na);

/// f of each element, float64.
npd::Tensor firing_rates_hz(const npd::Tensor& current_na);

/// df/dI of each element, float64, in Hz/nA.
npd::Tensor firing_rate_slopes(const npd::Tensor& current_na);

}  // namespace murray
