/// \file bits_per_spike.cpp
/// How much better the estimated rates explain the spikes than each neuron's mean does
/// [Pei2021, section 4].
#include <npd/metric.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

namespace {

using Indices = std::vector<std::int64_t>;

/// A range of neurons, [begin, end).
struct Neurons {
  std::int64_t begin, end;
};

/// What one neuron adds to the score.
struct Likelihood {
  double gain = 0;  // log likelihood of the rates less that of the mean, nats
  double spikes = 0;
};

/// \param spikes  counts, (trial, time, neuron), NaN where not recorded
/// \param rates   expected counts, (trial, time, neuron)
Likelihood likelihood_gain(const npd::Tensor& spikes, const npd::Tensor& rates,
                           const Indices& trials, std::int64_t neuron) {
  const std::int64_t bins = spikes.size(1), neurons = spikes.size(2);
  const double* counts = spikes.data_ptr<double>();
  const double* expected = rates.data_ptr<double>();
  double log_likelihood = 0, total = 0, observed = 0;
  for (const std::int64_t trial : trials) {
    for (std::int64_t bin = 0; bin < bins; ++bin) {
      const std::int64_t at = (trial * bins + bin) * neurons + neuron;
      const double k = counts[at];
      if (std::isnan(k)) continue;
      log_likelihood += (k > 0 ? k * std::log(expected[at]) : 0) - expected[at];
      total += k;
      observed += 1;
    }
  }
  if (observed == 0) return {};
  // ln k! is the same on both sides. 1e-8 keeps a silent neuron finite.
  const double mean_log_likelihood = total * std::log(total / observed + 1e-8) - total;
  return {log_likelihood - mean_log_likelihood, total};
}

/// In bits per spike; NaN without spikes.
double bits_per_spike(const npd::Tensor& spikes, const npd::Tensor& rates, const Indices& trials,
                      Neurons neurons) {
  Likelihood sum;
  for (std::int64_t neuron = neurons.begin; neuron < neurons.end; ++neuron) {
    const Likelihood one = likelihood_gain(spikes, rates, trials, neuron);
    sum.gain += one.gain;
    sum.spikes += one.spikes;
  }
  return sum.spikes > 0 ? sum.gain / (sum.spikes * std::log(2.0))
                        : std::numeric_limits<double>::quiet_NaN();
}

class BitsPerSpike final : public npd::Metric {
 public:
  struct Config {
    void visit(npd::Params&) {}
  };

  explicit BitsPerSpike(const Config&) {}

  std::vector<npd::ScoreInfo> scores() const override {
    std::vector<npd::ScoreInfo> infos;
    const auto add = [&](const std::string& name, const std::string& neurons,
                         const std::string& trials) {
      npd::ScoreInfo info;
      info.name = name;
      info.doc = "Bits per spike over each neuron's mean, " + neurons + ", " + trials;
      info.subject = npd::Subject::spikes;
      info.perfect = std::numeric_limits<double>::infinity();
      infos.push_back(info);
    };
    add("bits_per_spike", "encoded neurons", "all trials");
    add("co_bits_per_spike", "held-out neurons", "all trials");
    add("heldout_bits_per_spike", "encoded neurons", "valid trials");
    add("heldout_co_bits_per_spike", "held-out neurons", "valid trials");
    return infos;
  }

  std::vector<npd::Score> evaluate(const npd::Evaluation& evaluation) override {
    if (!evaluation.spikes.defined() || !evaluation.estimates.rates.defined()) return {};
    npd::check_shape(evaluation.spikes, {npd::any_size, npd::any_size, npd::any_size},
                     "spikes (trial, time, neuron)");
    npd::check_shape(evaluation.estimates.rates, evaluation.spikes.sizes(),
                     "estimated rates (trial, time, neuron)");
    npd::check_finite(evaluation.estimates.rates, "estimated rates (trial, time, neuron)");
    const npd::Tensor spikes = evaluation.spikes.to(at::kDouble).contiguous();
    const npd::Tensor rates = evaluation.estimates.rates.to(at::kDouble).contiguous();
    const Neurons encoded{0, evaluation.encoded_neurons};
    const Neurons held_out{evaluation.encoded_neurons, spikes.size(2)};
    Indices all(static_cast<std::size_t>(spikes.size(0)));
    std::iota(all.begin(), all.end(), 0);
    const Indices& valid = evaluation.split.valid;
    return {{"bits_per_spike", bits_per_spike(spikes, rates, all, encoded), "all"},
            {"co_bits_per_spike", bits_per_spike(spikes, rates, all, held_out), "all"},
            {"heldout_bits_per_spike", bits_per_spike(spikes, rates, valid, encoded), "valid"},
            {"heldout_co_bits_per_spike", bits_per_spike(spikes, rates, valid, held_out), "valid"}};
  }
};

}  // namespace

NPD_METRIC(BitsPerSpike, "bits_per_spike", "0.1.0",
           "Likelihood of the spikes under the estimated rates")
