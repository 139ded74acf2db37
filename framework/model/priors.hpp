#pragma once

#include <npd/module.hpp>

#include <memory>

namespace npd::model {

/// N(mean, variance) of each dimension, independent over time; the mean is trained.
class GaussianPrior final : public Module {
 public:
  GaussianPrior(std::int64_t dim, double variance);

  /// KL(N(mean, std^2) || prior), summed over dimensions, mean over everything else.
  /// \param mean, std  (..., dim)
  Tensor kl(const Tensor& mean, const Tensor& std) const;

 private:
  Tensor mean_, logvar_;
};

/// A first-order autoregressive process in each dimension [Pandarinath2018]:
/// x_0 ~ N(0, v / (1 - a^2)), x_t ~ N(a x_{t-1}, v), a = exp(-1 / tau); tau and v are trained.
class AutoregressivePrior final : public Module {
 public:
  AutoregressivePrior(std::int64_t dim, double tau_bins, double noise_variance);

  /// One-sample estimate of KL(N(mean, std^2) || prior): log q(x) - log p(x), summed over time and
  /// dimensions, mean over trials.
  /// \param mean, std, sample  (batch, time, dim); the sample is drawn from the posterior
  Tensor kl(const Tensor& mean, const Tensor& std, const Tensor& sample) const;

 private:
  Tensor log_tau_, log_noise_variance_;
};

}  // namespace npd::model
