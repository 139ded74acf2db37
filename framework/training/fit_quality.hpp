#pragma once

#include "sequence/output_distribution.hpp"

#include <npd/tensor.hpp>

#include <cstdint>
#include <limits>
#include <vector>

namespace npd::training {

/// How much better than each neuron's mean count the rates explain the counts [Pei2021], by what
/// the model had seen of them: (NLL0 - NLL) / (spikes ln 2), both full Poisson likelihoods; NLL0
/// uses the mean count over these trials. NaN without spikes, or where there is no such part.
struct BitsPerSpike {
  static constexpr double none = std::numeric_limits<double>::quiet_NaN();
  double seen = none;               ///< seen neurons in seen bins
  double held_out = none;           ///< the neurons behind them, in seen bins: co-smoothing
  double forward_predicted = none;  ///< all neurons in the bins after the seen ones
};

/// How much of a trial the encoders see.
struct SeenPart {
  std::int64_t bins = 0, neurons = 0;
};

/// Some trials, as the model explains them and as they are.
struct Explained {
  Tensor parameters;  ///< of the output distribution, (trial, time, output)
  Tensor spikes;      ///< (trial, time, neuron)
  Tensor observed;    ///< 0/1, shaped as the spikes: those to look at; undefined: all
  Tensor true_rates;  ///< (trial, time, neuron), finite; undefined where unknown
};

/// What the quality of a fit follows from: sums over trials in float64, which add up.
class FitSums {
 public:
  FitSums() = default;  ///< of no trials
  FitSums(const Explained& trials, sequence::OutputDistribution distribution, SeenPart seen);

  /// Adds the sums of other trials of the same data set.
  FitSums& operator+=(const FitSums& other);

  /// All NaN if the output is not Poisson.
  BitsPerSpike bits_per_spike() const;

  /// Mean over neurons of 1 - SSres / SStot of the expected counts against the true rates, over all
  /// trials and bins that were observed; NaN where these are unknown.
  double rate_r2() const;

 private:
  /// Of a neuron in some bins.
  struct Likelihood {
    double spikes = 0, bins = 0, nll = 0;
  };
  /// Of a neuron's true rates.
  struct Truth {
    double count = 0, mean = 0, squares = 0;  ///< squares of the deviations from the mean
    double residual = 0;                      ///< squared deviations of the expected counts
  };

  void add_likelihood(const Explained& trials, std::int64_t seen_bins);
  void add_truth(const Tensor& expected, const Tensor& true_rates);
  void add_observed_truth(const Tensor& expected, const Tensor& true_rates, const Tensor& observed);
  static double bits(const std::vector<Likelihood>& neurons, std::int64_t first, std::int64_t last);

  std::int64_t seen_neurons_ = 0;
  std::vector<Likelihood> seen_bins_, later_bins_;  // of each neuron
  std::vector<Truth> truth_;
};

}  // namespace npd::training
