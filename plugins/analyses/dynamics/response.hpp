#pragma once

#include <npd/random.hpp>
#include <npd/tensor.hpp>

#include <Eigen/Core>

#include <cstdint>
#include <vector>

/// \file response.hpp
/// How a model's responses to perturbations agree with the true ones. A response is the difference
/// between the perturbed and the unperturbed trial, (trial, time, dim) float64, the first bin being
/// that in which the perturbation was applied.
namespace npd::dynamics {

/// Sums over the bins behind the perturbation and over dimensions, one of each for a trial.
struct ResponseSums {
  Eigen::VectorXd truth;    ///< of truth^2
  Eigen::VectorXd model;    ///< of model^2
  Eigen::VectorXd product;  ///< of truth times model
  Eigen::VectorXd error;    ///< of (model - truth)^2

  /// Those of other trials, or of the same trials perturbed otherwise, behind these.
  void append(const ResponseSums& others);
};

ResponseSums response_sums(const Tensor& model, const Tensor& truth);

/// Pooled over trials, bins and dimensions; NaN where there is no true response.
struct ResponseAgreement {
  double r2 = 0;           ///< 1 - sum (model - truth)^2 / sum truth^2: no mean is taken away
  double gain = 0;         ///< <model, truth> / <truth, truth>: 1 of a response of the right size
  double correlation = 0;  ///< <model, truth> / (|model| |truth|): 1 of the right shape; NaN also
                           ///< where the model does not respond
};

ResponseAgreement response_agreement(const ResponseSums& sums);

/// The agreement over some of the rows, which may be there several times.
ResponseAgreement response_agreement(const ResponseSums& sums,
                                     const std::vector<Eigen::Index>& rows);

/// Between which 95 % of resamples lie.
struct Interval {
  double low = 0, high = 0;
};

/// Of the R2, resampling trials with replacement. \param trials  rows k, k + trials, k + 2 trials
/// are of the same trial and are drawn together
Interval r2_interval(const ResponseSums& sums, Eigen::Index trials, std::int64_t resamples,
                     RandomStream random);

/// The first bin, counted from that of the perturbation, in which a trial's response is shorter
/// than 1/e of what it was in that bin; the number of bins behind it where it never is, or where
/// there was none. One for each trial.
std::vector<double> decay_bins(const Tensor& response);

/// The share of trials in which another latent is the largest in the last bin; of two latents that
/// are the pools of a decision, the trials whose decision changes.
/// \param perturbed, baseline  (trial, time, latent)
double share_decided_otherwise(const Tensor& perturbed, const Tensor& baseline);

}  // namespace npd::dynamics
