#pragma once

#include <npd/kernel.hpp>
#include <npd/tensor.hpp>

namespace npd::sequence {

/// Stirling's approximation of log k!, the part of the likelihood without the rate:
/// k ln k - k + ln(2 pi k) / 2 where k > 1, else 0.
Tensor stirling(const Tensor& spikes);

/// Poisson negative log-likelihood of each count, exp(r) - k r + stirling(k), for log-rates r.
/// \param log_rates, spikes  same shape
Tensor poisson_nll(const Tensor& log_rates, const Tensor& spikes);

/// The sum of poisson_nll over a panel.
double poisson_nll_sum(ConstPanel log_rates, ConstPanel spikes);

/// The same over the spikes that were observed.
/// \param observed  0/1, shaped as the spikes
double poisson_nll_sum(ConstPanel log_rates, ConstPanel spikes, ConstPanel observed);

/// Turns log-rates into the gradient of scale * poisson_nll: scale (exp(r) - k).
void poisson_nll_gradient(Panel log_rates, ConstPanel spikes, float scale);

}  // namespace npd::sequence
