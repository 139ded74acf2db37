#include "training/fit_quality.hpp"

#include <npd/ops.hpp>
#include <npd/vector_math.hpp>

#include <c10/core/GradMode.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>
#include <numeric>
#include <optional>

namespace npd::training {
namespace {

/// Values of a bin and a neuron are a row, one for each trial: as the engine has them in memory, so
/// that usually nothing is copied.
class Rows {
 public:
  explicit Rows(const Tensor& sequence)
      : values_(sequence.to(at::kFloat).permute({1, 2, 0}).contiguous()),
        data_(values_.data_ptr<float>()) {}

  std::int64_t bins() const { return values_.size(0); }
  std::int64_t neurons() const { return values_.size(1); }
  std::int64_t trials() const { return values_.size(2); }
  const float* row(std::int64_t bin, std::int64_t neuron) const {
    return data_ + (bin * neurons() + neuron) * trials();
  }

 private:
  Tensor values_;
  const float* data_;
};

// Sums of every trial first, over the bins of a neuron: a loop over trials has no chain of
// additions to wait for.
using Sums = std::vector<double>;

double total(const Sums& sums) { return std::accumulate(sums.begin(), sums.end(), 0.0); }

// What the likelihood of a count has beside its rate is the same for all rates, so it is left out.
NPD_MULTIVERSION void add_likelihoods(double* __restrict spikes, double* __restrict nll,
                                      const float* __restrict log_rates,
                                      const float* __restrict counts, std::int64_t n) {
  for (std::int64_t i = 0; i < n; ++i) {
    spikes[i] += counts[i];
    nll[i] += fast_exp(log_rates[i]) - counts[i] * log_rates[i];
  }
}

NPD_MULTIVERSION void add_observed_likelihoods(double* __restrict spikes, double* __restrict nll,
                                               double* __restrict bins,
                                               const float* __restrict log_rates,
                                               const float* __restrict counts,
                                               const float* __restrict observed, std::int64_t n) {
  for (std::int64_t i = 0; i < n; ++i) {
    spikes[i] += observed[i] * counts[i];
    nll[i] += observed[i] * (fast_exp(log_rates[i]) - counts[i] * log_rates[i]);
    bins[i] += observed[i];
  }
}

NPD_MULTIVERSION void add(double* __restrict sums, const float* __restrict x, std::int64_t n) {
  for (std::int64_t i = 0; i < n; ++i) sums[i] += x[i];
}

NPD_MULTIVERSION void add_squares(double* __restrict deviations, double* __restrict residuals,
                                  const float* __restrict x, const float* __restrict expected,
                                  double mean, std::int64_t n) {
  for (std::int64_t i = 0; i < n; ++i) {
    const double deviation = x[i] - mean, residual = x[i] - expected[i];
    deviations[i] += deviation * deviation;
    residuals[i] += residual * residual;
  }
}

// The same of what was observed.
NPD_MULTIVERSION void add_observed(double* __restrict sums, double* __restrict counts,
                                   const float* __restrict x, const float* __restrict observed,
                                   std::int64_t n) {
  for (std::int64_t i = 0; i < n; ++i) {
    sums[i] += observed[i] * x[i];
    counts[i] += observed[i];
  }
}

NPD_MULTIVERSION void add_observed_squares(double* __restrict deviations,
                                           double* __restrict residuals, const float* __restrict x,
                                           const float* __restrict expected,
                                           const float* __restrict observed, double mean,
                                           std::int64_t n) {
  for (std::int64_t i = 0; i < n; ++i) {
    const double deviation = x[i] - mean, residual = x[i] - expected[i];
    deviations[i] += observed[i] * deviation * deviation;
    residuals[i] += observed[i] * residual * residual;
  }
}

}  // namespace

FitSums::FitSums(const Explained& trials, sequence::OutputDistribution distribution, SeenPart seen)
    : seen_neurons_(seen.neurons) {
  const c10::AutoGradMode no_gradient(false);
  if (distribution == sequence::OutputDistribution::poisson) add_likelihood(trials, seen.bins);
  if (trials.true_rates.defined()) {
    const Tensor expected = sequence::output_means(distribution, trials.parameters);
    if (trials.observed.defined()) {
      add_observed_truth(expected, trials.true_rates, trials.observed);
    } else {
      add_truth(expected, trials.true_rates);
    }
  }
}

void FitSums::add_likelihood(const Explained& trials, std::int64_t seen_bins) {
  const Rows log_rates(trials.parameters), counts(trials.spikes);
  const auto observed =
      trials.observed.defined() ? std::optional<Rows>(trials.observed) : std::nullopt;
  const auto of_bins = [&](std::int64_t neuron, std::int64_t first, std::int64_t last) {
    const auto n = counts.trials();
    Sums spikes(static_cast<std::size_t>(n)), nll = spikes, bins = spikes;
    for (std::int64_t bin = first; bin < last; ++bin) {
      const float* rates = log_rates.row(bin, neuron);
      if (observed) {
        add_observed_likelihoods(spikes.data(), nll.data(), bins.data(), rates,
                                 counts.row(bin, neuron), observed->row(bin, neuron), n);
      } else {
        add_likelihoods(spikes.data(), nll.data(), rates, counts.row(bin, neuron), n);
      }
    }
    const auto all = static_cast<double>((last - first) * n);
    return Likelihood{total(spikes), observed ? total(bins) : all, total(nll)};
  };
  const auto split = std::min(seen_bins, counts.bins());
  for (std::int64_t neuron = 0; neuron < counts.neurons(); ++neuron) {
    seen_bins_.push_back(of_bins(neuron, 0, split));
    later_bins_.push_back(of_bins(neuron, split, counts.bins()));
  }
}

void FitSums::add_truth(const Tensor& expected, const Tensor& true_rates) {
  const Rows rates(expected), truth(true_rates);
  const auto n = truth.trials();
  for (std::int64_t neuron = 0; neuron < truth.neurons(); ++neuron) {
    Sums sums(static_cast<std::size_t>(n)), deviations = sums, residuals = sums;
    for (std::int64_t bin = 0; bin < truth.bins(); ++bin)
      add(sums.data(), truth.row(bin, neuron), n);
    const auto count = static_cast<double>(truth.bins() * n);
    const double mean = total(sums) / count;
    for (std::int64_t bin = 0; bin < truth.bins(); ++bin) {
      add_squares(deviations.data(), residuals.data(), truth.row(bin, neuron),
                  rates.row(bin, neuron), mean, n);
    }
    truth_.push_back({count, mean, total(deviations), total(residuals)});
  }
}

void FitSums::add_observed_truth(const Tensor& expected, const Tensor& true_rates,
                                 const Tensor& observed) {
  const Rows rates(expected), truth(true_rates), seen(observed);
  const auto n = truth.trials();
  for (std::int64_t neuron = 0; neuron < truth.neurons(); ++neuron) {
    Sums sums(static_cast<std::size_t>(n)), counts = sums, deviations = sums, residuals = sums;
    for (std::int64_t bin = 0; bin < truth.bins(); ++bin) {
      add_observed(sums.data(), counts.data(), truth.row(bin, neuron), seen.row(bin, neuron), n);
    }
    const double count = total(counts), mean = count > 0 ? total(sums) / count : 0;
    for (std::int64_t bin = 0; bin < truth.bins(); ++bin) {
      add_observed_squares(deviations.data(), residuals.data(), truth.row(bin, neuron),
                           rates.row(bin, neuron), seen.row(bin, neuron), mean, n);
    }
    truth_.push_back({count, mean, total(deviations), total(residuals)});
  }
}

FitSums& FitSums::operator+=(const FitSums& other) {
  if (other.seen_bins_.empty() && other.truth_.empty()) return *this;
  if (seen_bins_.empty() && truth_.empty()) return *this = other;
  assert(seen_bins_.size() == other.seen_bins_.size());
  assert(truth_.size() == other.truth_.size());
  for (const auto part : {&FitSums::seen_bins_, &FitSums::later_bins_}) {
    for (std::size_t i = 0; i < (this->*part).size(); ++i) {
      auto& sum = (this->*part)[i];
      const auto& term = (other.*part)[i];
      sum.spikes += term.spikes;
      sum.bins += term.bins;
      sum.nll += term.nll;
    }
  }
  for (std::size_t i = 0; i < truth_.size(); ++i) {
    auto& sum = truth_[i];
    const auto& term = other.truth_[i];
    if (term.count == 0) continue;  // a neuron of which nothing was observed there
    // Deviations from the mean of both [Chan1979].
    const double count = sum.count + term.count, apart = term.mean - sum.mean;
    sum.squares += term.squares + apart * apart * sum.count * term.count / count;
    sum.mean += apart * term.count / count;
    sum.count = count;
    sum.residual += term.residual;
  }
  return *this;
}

double FitSums::bits(const std::vector<Likelihood>& neurons, std::int64_t first,
                     std::int64_t last) {
  double spikes = 0, nll = 0, null_nll = 0;
  for (std::int64_t i = first; i < last; ++i) {
    const auto& neuron = neurons[static_cast<std::size_t>(i)];
    spikes += neuron.spikes;
    nll += neuron.nll;
    null_nll += neuron.spikes * (1 - std::log(neuron.spikes / std::max(neuron.bins, 1.0) + 1e-8));
  }
  return spikes == 0 ? BitsPerSpike::none : (null_nll - nll) / (spikes * std::numbers::ln2);
}

BitsPerSpike FitSums::bits_per_spike() const {
  const auto neurons = static_cast<std::int64_t>(seen_bins_.size());
  if (neurons == 0) return {};
  return {bits(seen_bins_, 0, seen_neurons_), bits(seen_bins_, seen_neurons_, neurons),
          bits(later_bins_, 0, neurons)};
}

double FitSums::rate_r2() const {
  double sum = 0, neurons = 0;
  for (const auto& neuron : truth_) {
    if (neuron.count == 0) continue;
    sum += 1 - neuron.residual / neuron.squares;
    neurons += 1;
  }
  return sum / neurons;  // NaN if there are none
}

}  // namespace npd::training
