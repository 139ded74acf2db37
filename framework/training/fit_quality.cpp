#include "training/fit_quality.hpp"

#include <npd/ops.hpp>
#include <npd/vector_math.hpp>

#include <c10/core/GradMode.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>

namespace npd::train {
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

struct RowLikelihood {
  float spikes, observed, nll;
};

// What the likelihood of a count has beside its rate is the same for all rates, so it is left out.
NPD_MULTIVERSION RowLikelihood likelihood_of(const float* log_rates, const float* counts,
                                             const float* observed, std::int64_t n) {
  float spikes = 0, all = 0, nll = 0;
#pragma omp simd reduction(+ : spikes, all, nll)
  for (std::int64_t i = 0; i < n; ++i) {
    spikes += observed[i] * counts[i];
    all += observed[i];
    nll += observed[i] * (fast_exp(log_rates[i]) - counts[i] * log_rates[i]);
  }
  return {spikes, all, nll};
}

NPD_MULTIVERSION double sum_of(const float* x, std::int64_t n) {
  double sum = 0;
#pragma omp simd reduction(+ : sum)
  for (std::int64_t i = 0; i < n; ++i) sum += x[i];
  return sum;
}

NPD_MULTIVERSION double squared_deviations(const float* x, double mean, std::int64_t n) {
  double sum = 0;
#pragma omp simd reduction(+ : sum)
  for (std::int64_t i = 0; i < n; ++i) sum += (x[i] - mean) * (x[i] - mean);
  return sum;
}

NPD_MULTIVERSION double squared_differences(const float* x, const float* y, std::int64_t n) {
  double sum = 0;
#pragma omp simd reduction(+ : sum)
  for (std::int64_t i = 0; i < n; ++i) {
    const float difference = x[i] - y[i];
    sum += static_cast<double>(difference) * difference;
  }
  return sum;
}

}  // namespace

FitSums::FitSums(const Explained& trials, seq::OutputDistribution distribution, EncodedPart encoded)
    : encoded_neurons_(encoded.neurons) {
  const c10::AutoGradMode no_gradient(false);
  if (distribution == seq::OutputDistribution::poisson) add_likelihood(trials, encoded.bins);
  if (trials.true_rates.defined()) {
    add_truth(seq::output_means(distribution, trials.parameters), trials.true_rates);
  }
}

void FitSums::add_likelihood(const Explained& trials, std::int64_t encoded_bins) {
  const Rows log_rates(trials.parameters), counts(trials.counts);
  const Rows observed(trials.observed.defined() ? trials.observed
                                                : at::ones({1, 1, 1}).expand_as(trials.counts));
  const auto neurons = counts.neurons();
  encoded_bins_.resize(static_cast<std::size_t>(neurons));
  later_bins_.resize(static_cast<std::size_t>(neurons));
  for (std::int64_t bin = 0; bin < counts.bins(); ++bin) {
    auto& sums = bin < encoded_bins ? encoded_bins_ : later_bins_;
    for (std::int64_t neuron = 0; neuron < neurons; ++neuron) {
      const auto row = likelihood_of(log_rates.row(bin, neuron), counts.row(bin, neuron),
                                     observed.row(bin, neuron), counts.trials());
      auto& sum = sums[static_cast<std::size_t>(neuron)];
      sum.spikes += row.spikes;
      sum.bins += row.observed;
      sum.nll += row.nll;
    }
  }
}

void FitSums::add_truth(const Tensor& expected, const Tensor& true_rates) {
  const Rows rates(expected), truth(true_rates);
  truth_.resize(static_cast<std::size_t>(truth.neurons()));
  for (std::int64_t neuron = 0; neuron < truth.neurons(); ++neuron) {
    auto& sum = truth_[static_cast<std::size_t>(neuron)];
    sum.count = static_cast<double>(truth.bins() * truth.trials());
    double total = 0;
    for (std::int64_t bin = 0; bin < truth.bins(); ++bin) {
      total += sum_of(truth.row(bin, neuron), truth.trials());
    }
    sum.mean = total / sum.count;
    for (std::int64_t bin = 0; bin < truth.bins(); ++bin) {
      const float* row = truth.row(bin, neuron);
      sum.squares += squared_deviations(row, sum.mean, truth.trials());
      sum.residual += squared_differences(row, rates.row(bin, neuron), truth.trials());
    }
  }
}

FitSums& FitSums::operator+=(const FitSums& other) {
  if (other.encoded_bins_.empty() && other.truth_.empty()) return *this;
  if (encoded_bins_.empty() && truth_.empty()) return *this = other;
  assert(encoded_bins_.size() == other.encoded_bins_.size());
  assert(truth_.size() == other.truth_.size());
  for (const auto part : {&FitSums::encoded_bins_, &FitSums::later_bins_}) {
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
  const auto neurons = static_cast<std::int64_t>(encoded_bins_.size());
  if (neurons == 0) return {};
  return {bits(encoded_bins_, 0, encoded_neurons_), bits(encoded_bins_, encoded_neurons_, neurons),
          bits(later_bins_, 0, neurons)};
}

double FitSums::rate_r2() const {
  double sum = 0;
  for (const auto& neuron : truth_) sum += 1 - neuron.residual / neuron.squares;
  return sum / static_cast<double>(truth_.size());  // NaN if there are none
}

}  // namespace npd::train
