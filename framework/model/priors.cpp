#include "model/priors.hpp"

#include <npd/ops.hpp>

#include <cmath>
#include <numbers>

namespace npd::model {
namespace {

Tensor log_normal_density(const Tensor& x, const Tensor& mean, const Tensor& log_variance) {
  return -0.5 * (at::square(x - mean) * at::exp(-log_variance) + log_variance +
                 std::log(2 * std::numbers::pi));
}

}  // namespace

GaussianPrior::GaussianPrior(std::int64_t dim, double variance)
    : mean_(parameter("mean", {dim}, zeros())),
      logvar_(constant_weight("logvar", {dim}, values(at::full({dim}, std::log(variance))))) {}

Tensor GaussianPrior::kl(const Tensor& mean, const Tensor& std) const {
  const Tensor ratio = at::square(std) * at::exp(-logvar_);
  const Tensor distance = at::square(mean - mean_) * at::exp(-logvar_);
  return 0.5 * (ratio + distance - 1 - at::log(ratio)).sum(-1).mean();
}

AutoregressivePrior::AutoregressivePrior(std::int64_t dim, double tau_bins, double noise_variance)
    : log_tau_(parameter("log_tau", {dim}, values(at::full({dim}, std::log(tau_bins))))),
      log_noise_variance_(parameter("log_noise_variance", {dim},
                                    values(at::full({dim}, std::log(noise_variance))))) {}

Tensor AutoregressivePrior::kl(const Tensor& mean, const Tensor& std, const Tensor& sample) const {
  const auto bins = sample.size(1);
  const Tensor rate = at::exp(-log_tau_);  // 1 / tau
  const Tensor past = at::exp(-rate) * sample.narrow(1, 0, bins - 1);
  // 1 - a^2 = -expm1(-2 / tau) keeps its digits for long time constants.
  const Tensor first_log_variance = log_noise_variance_ - at::log(-at::expm1(-2 * rate));
  const Tensor first =
      log_normal_density(sample.select(1, 0), at::zeros_like(log_tau_), first_log_variance);
  const Tensor later = log_normal_density(sample.narrow(1, 1, bins - 1), past, log_noise_variance_);
  const Tensor posterior = log_normal_density(sample, mean, 2 * at::log(std));
  return posterior.sum({1, 2}).mean() - first.sum(1).mean() - later.sum({1, 2}).mean();
}

}  // namespace npd::model
