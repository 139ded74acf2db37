#pragma once

#include <npd/kernel.hpp>
#include <npd/tensor.hpp>

namespace npd::sequence {

/// No value is called more certain than this, so that one that is met exactly has a finite loss.
inline constexpr double gaussian_variance_floor = 1e-6;

/// Gaussian negative log-likelihood of each value but for the constant ln(2 pi) / 2, as lfads-torch
/// has it: (ln v + (x - m)^2 / v) / 2 with the mean m and v = max(exp(l), 1e-6). The gradient of l
/// passes the floor, so that a variance below it can grow again.
/// \param parameters  (..., 2 neuron), means and then log-variances l
/// \param spikes      (..., neuron)
Tensor gaussian_nll(const Tensor& parameters, const Tensor& spikes);

/// The sum of gaussian_nll over a panel.
/// \param parameters  [2 neuron][column]
/// \param observed    0/1, shaped as the spikes: those to sum over; without features: all
double gaussian_nll_sum(ConstPanel parameters, ConstPanel spikes, ConstPanel observed);

/// Turns parameters into the gradient of scale * gaussian_nll.
void gaussian_nll_gradient(Panel parameters, ConstPanel spikes, float scale);

}  // namespace npd::sequence
