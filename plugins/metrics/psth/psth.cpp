/// \file psth.cpp
/// How well estimated rates, averaged over the trials of each condition, follow the true rates or
/// the recorded spikes averaged so (peri-stimulus time histograms) [Pei2021, section 4].
#include <npd/metric.hpp>
#include <npd/ops.hpp>

#include <fmt/format.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

/// Averages of all conditions that have trials, one under the other: (condition * time, neuron).
struct Averages {
  npd::Tensor reference, estimate;
};

/// A score, and what is to be noted about it.
struct Noted {
  double value = undefined;
  std::string note;
};

std::string constant_note(std::int64_t constant, std::int64_t all) {
  if (constant == 0) return {};
  return fmt::format("{} of {} neurons do not vary and count 1 if met exactly, else 0", constant,
                     all);
}

/// Per neuron 1 - SSres / SStot about the mean over all rows that were observed, mean over neurons.
/// Of a reference that does not vary, 1 if it is met exactly, else 0.
Noted r_squared(const Averages& averages) {
  const npd::Tensor seen = at::isnan(averages.reference).logical_not();
  const npd::Tensor reference = at::nan_to_num(averages.reference, 0.0);
  const npd::Tensor count = seen.sum(0).to(at::kDouble);
  const npd::Tensor mean = (reference * seen).sum(0) / count;
  const npd::Tensor total = (at::square(reference - mean) * seen).sum(0);
  const npd::Tensor estimate = at::nan_to_num(averages.estimate, 0.0);
  const npd::Tensor residual = (at::square(reference - estimate) * seen).sum(0);
  // What is constant up to rounding is constant.
  const npd::Tensor varies = total > 1e-24 * (at::square(reference) * seen).sum(0);
  const npd::Tensor exact = (residual == 0).to(at::kDouble);
  const npd::Tensor r2 = at::where(varies, 1 - residual / total, exact);
  const npd::Tensor known = r2.masked_select(count > 0);
  if (known.numel() == 0) return {};
  const auto constant = varies.logical_not().logical_and(count > 0).sum().item<std::int64_t>();
  return {known.mean().item<double>(), constant_note(constant, known.numel())};
}

/// A Gaussian that smooths over bins, (time, time), its weights not yet normalised.
npd::Tensor kernel(std::int64_t bins, double deviation_bins) {
  if (deviation_bins == 0) return at::eye(bins, at::kDouble);
  const npd::Tensor time = at::arange(bins, at::kDouble);
  const npd::Tensor distance = (time.unsqueeze(0) - time.unsqueeze(1)) / deviation_bins;
  return at::exp(-0.5 * at::square(distance));
}

/// Mean over the trials in which the bin was recorded, (time, neuron); NaN where it never was.
npd::Tensor recorded_mean(const npd::Tensor& estimates, const npd::Tensor& reference) {
  const npd::Tensor gaps = at::isnan(reference);
  if (!gaps.any().item<bool>()) return estimates.mean(0);
  const npd::Tensor seen = gaps.logical_not().to(at::kDouble);
  return (estimates * seen).sum(0) / seen.sum(0);
}

/// Mean over trials, (time, neuron), smoothed; NaN where nothing was recorded.
npd::Tensor smoothed_mean(const npd::Tensor& trials, const npd::Tensor& kernel) {
  const npd::Tensor seen = at::isnan(trials).logical_not().to(at::kDouble).sum(0);
  const npd::Tensor mean =
      at::matmul(kernel, at::nan_to_num(trials, 0.0).sum(0)) / at::matmul(kernel, seen);
  return mean.masked_fill(seen == 0, undefined);
}

class Psth final : public npd::Metric {
 public:
  struct Config {
    double kernel_s = 0.05;
    void visit(npd::Params& p) {
      p("kernel_s", kernel_s,
        "Standard deviation of the Gaussian that smooths averages of recorded spikes; 0: none",
        npd::at_least(0.0), "s");
    }
  };

  explicit Psth(const Config& config) : config_(config) {}

  std::vector<npd::ScoreInfo> scores() const override {
    const auto info = [](const std::string& name, const std::string& doc, npd::Subject subject) {
      npd::ScoreInfo one;
      one.name = name;
      one.doc = doc;
      one.subject = subject;
      one.highest = 1;
      if (subject == npd::Subject::conditions) one.perfect = std::nullopt;  // spikes are noisy
      return one;
    };
    const std::string rates =
        "R2 of estimated rates averaged over each condition against true rates ";
    const std::string spikes =
        "R2 of estimated rates averaged over each condition against recorded ";
    return {
        info("psth_r2", rates + "averaged so", npd::Subject::rates),
        info("valid_psth_r2", rates + "averaged so, valid trials", npd::Subject::rates),
        info("spike_psth_r2", spikes + "spikes averaged so and smoothed", npd::Subject::conditions),
        info("valid_spike_psth_r2", spikes + "spikes averaged so and smoothed, valid trials",
             npd::Subject::conditions)};
  }

  std::vector<npd::Score> evaluate(const npd::Evaluation& e) override {
    std::vector<npd::Score> scores;
    const auto all = counted(e);
    if (present(e.truth.rates) && present(e.estimates.rates)) {
      const npd::Tensor plain = kernel(e.truth.rates.size(1), 0);
      add("psth_r2", "all", e, e.truth.rates, plain, all, scores);
      add("valid_psth_r2", "valid", e, e.truth.rates, plain, e.split.valid, scores);
    }
    if (!e.conditions.empty()) {
      const npd::Tensor smooth =
          present(e.spikes) ? kernel(e.spikes.size(1), config_.kernel_s / e.bin_s) : npd::Tensor();
      add("spike_psth_r2", "all", e, e.spikes, smooth, all, scores);
      add("valid_spike_psth_r2", "valid", e, e.spikes, smooth, e.split.valid, scores);
    }
    return scores;
  }

 private:
  static bool present(const npd::Tensor& array) { return array.defined() && array.numel() > 0; }

  static std::vector<std::int64_t> counted(const npd::Evaluation& e) {
    std::vector<std::int64_t> trials;
    for (std::size_t i = 0; i < e.conditions.labels.size(); ++i) {
      trials.push_back(static_cast<std::int64_t>(i));
    }
    return trials;
  }

  static void add(const std::string& name, const std::string& split, const npd::Evaluation& e,
                  const npd::Tensor& reference, const npd::Tensor& kernel,
                  const std::vector<std::int64_t>& trials, std::vector<npd::Score>& scores) {
    std::string reason;
    Noted noted;
    if (e.conditions.empty()) {
      reason = "the data set has no conditions";
    } else if (!present(reference) || !present(e.estimates.rates)) {
      reason = "there are no spikes or no estimated rates";
    } else {
      npd::check_shape(e.estimates.rates, reference.sizes(),
                       "estimated rates (trial, time, neuron)");
      noted = score(e, reference.to(at::kDouble), kernel, trials);
      if (std::isnan(noted.value)) reason = "no trial of these belongs to a condition";
    }
    scores.push_back({name, noted.value, split, reason, noted.note});
  }

  static Noted score(const npd::Evaluation& e, const npd::Tensor& reference,
                     const npd::Tensor& kernel, const std::vector<std::int64_t>& trials) {
    std::vector<npd::Tensor> references, estimates;
    for (std::int64_t condition = 0; condition < std::ssize(e.conditions.names); ++condition) {
      std::vector<std::int64_t> members;
      for (const auto trial : trials) {
        if (e.conditions.labels[static_cast<std::size_t>(trial)] == condition) {
          members.push_back(trial);
        }
      }
      if (members.empty()) continue;
      const npd::Tensor rows = at::tensor(members, at::kLong);
      const npd::Tensor recorded = reference.index_select(0, rows);
      references.push_back(smoothed_mean(recorded, kernel));
      estimates.push_back(
          recorded_mean(e.estimates.rates.index_select(0, rows).to(at::kDouble), recorded));
    }
    if (references.empty()) return {};
    return r_squared({at::cat(references), at::cat(estimates)});
  }

  Config config_;
};

}  // namespace

NPD_METRIC(Psth, "psth", "0.1.0",
           "R2 of estimated rates averaged over the trials of each condition")
