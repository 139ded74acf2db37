/// \file bits_per_spike.cpp
/// How much better the estimated rates explain the spikes than each neuron's mean does
/// [Pei2021, section 4].
#include <npd/metric.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

namespace {

using Indices = std::vector<std::int64_t>;

/// Some bins and neurons of every trial, each a range [begin, end).
struct Ranges {
  std::int64_t first_bin, end_bin;
  std::int64_t first_neuron, end_neuron;
};

/// What one neuron adds to the score.
struct Likelihood {
  double gain = 0;  // log likelihood of the rates less that of the mean, nats
  double spikes = 0;
};

/// \param spikes  counts, (trial, time, neuron), NaN where not recorded
/// \param rates   expected counts, (trial, time, neuron)
Likelihood likelihood_gain(const npd::Tensor& spikes, const npd::Tensor& rates,
                           const Indices& trials, const Ranges& region, std::int64_t neuron) {
  const std::int64_t bins = spikes.size(1), neurons = spikes.size(2);
  const double* counts = spikes.data_ptr<double>();
  const double* expected = rates.data_ptr<double>();
  double log_likelihood = 0, total = 0, observed = 0;
  for (const std::int64_t trial : trials) {
    for (std::int64_t bin = region.first_bin; bin < region.end_bin; ++bin) {
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
                      const Ranges& region) {
  Likelihood sum;
  for (std::int64_t neuron = region.first_neuron; neuron < region.end_neuron; ++neuron) {
    const Likelihood one = likelihood_gain(spikes, rates, trials, region, neuron);
    sum.gain += one.gain;
    sum.spikes += one.spikes;
  }
  return sum.spikes > 0 ? sum.gain / (sum.spikes * std::log(2.0))
                        : std::numeric_limits<double>::quiet_NaN();
}

/// What the model had seen of the spikes that a score is about.
struct Part {
  const char* name;
  npd::Region what;
  const char* doc;
  const char* reason;  // where it is not defined
  Ranges (*region)(const npd::Evaluation& evaluation);
};
constexpr Part parts[] = {
    {"bits_per_spike", npd::Region::seen, "seen neurons and bins", "there are no spikes",
     [](const npd::Evaluation& e) {
       return Ranges{0, e.seen_bins, 0, e.seen_neurons};
     }},
    {"co_bits_per_spike", npd::Region::held_out_neurons,
     "held-out neurons in seen bins (co-smoothing)", "no neurons with spikes are held out",
     [](const npd::Evaluation& e) {
       return Ranges{0, e.seen_bins, e.seen_neurons, e.spikes.size(2)};
     }},
    {"fp_bits_per_spike", npd::Region::predicted_bins,
     "all neurons in the bins after the seen ones (forward prediction)",
     "no bins with spikes are predicted", [](const npd::Evaluation& e) {
       return Ranges{e.seen_bins, e.spikes.size(1), 0, e.spikes.size(2)};
     }}};

class BitsPerSpike final : public npd::Metric {
 public:
  struct Config {
    void visit(npd::Params&) {}
  };

  explicit BitsPerSpike(const Config&) {}

  std::vector<npd::ScoreInfo> scores() const override {
    std::vector<npd::ScoreInfo> infos;
    for (const std::string prefix : {"", "valid_"}) {
      for (const Part& part : parts) {
        npd::ScoreInfo info;
        info.name = prefix + part.name;
        info.doc = std::string("Bits per spike over each neuron's mean, ") + part.doc +
                   (prefix.empty() ? ", all trials" : ", valid trials");
        info.subject = npd::Subject::spikes;
        info.perfect = std::nullopt;  // even the true rates leave the spikes to chance
        info.region = part.what;
        info.headline = prefix.empty();
        infos.push_back(info);
      }
    }
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
    Indices all(static_cast<std::size_t>(spikes.size(0)));
    std::iota(all.begin(), all.end(), 0);
    std::vector<npd::Score> scores;
    const auto add = [&](const std::string& prefix, const Indices& trials, const char* split) {
      for (const Part& part : parts) {
        if (!evaluation.poisson) {
          scores.push_back(npd::undefined_score(prefix + part.name, split,
                                                "a Gaussian output has no likelihood of counts"));
          continue;
        }
        const double value = bits_per_spike(spikes, rates, trials, part.region(evaluation));
        scores.push_back(
            {prefix + part.name, value, split, std::isnan(value) ? part.reason : std::string()});
      }
    };
    add("", all, "all");
    add("valid_", evaluation.split.valid, "valid");
    return scores;
  }
};

}  // namespace

NPD_METRIC(BitsPerSpike, "bits_per_spike", "0.1.0",
           "Likelihood of the spikes under the estimated rates")
