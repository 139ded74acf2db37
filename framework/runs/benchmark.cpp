#include "runs/benchmark.hpp"

#include "runs/fma_peak.hpp"
#include "sequence/fused.hpp"
#include "training/adamw.hpp"
#include "training/fit_quality.hpp"
#include "training/training_data.hpp"

#include <npd/ops.hpp>

#include <algorithm>
#include <chrono>
#include <numeric>

namespace npd::run {
namespace {

constexpr std::int64_t warm_up = 2;

double ms_of(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
      .count();
}

/// Twice as many trials as a batch, with about 0.1 spikes a bin.
Trials random_trials(const BenchmarkModel& model, const BenchmarkOptions& options) {
  RandomStream random(0, "benchmark");
  const auto trials = 2 * options.batch;
  Trials data;
  data.spikes = at::empty({trials, options.bins, options.neurons});
  auto* counts = data.spikes.data_ptr<float>();
  for (std::int64_t i = 0; i < data.spikes.numel(); ++i) {
    counts[i] = static_cast<float>(random.poisson(0.1));
  }
  if (model.external_dim > 0) {
    data.external_input = at::ones({trials, options.bins, model.external_dim});
  }
  data.truth.rates = at::full(data.spikes.sizes(), 0.1) + 0.01 * data.spikes;
  return data;
}

/// One engine's model on its way through the steps.
class Runner {
 public:
  Runner(const BenchmarkModel& model, const train::TrainingData& data, host::Registry& registry,
         const BenchmarkOptions& options, const std::string& engine)
      : subject_(make_subject(model, registry, options.neurons,
                              {engine, options.panel_trials, options.threads})),
        data_(data),
        optimiser_(subject_.model->weights(), config_),
        trials_(static_cast<std::size_t>(options.batch)) {
    std::iota(trials_.begin(), trials_.end(), 0);
  }

  void step() {
    const auto start = std::chrono::steady_clock::now();
    model::PhiloxDraws draws(0, {"train", step_++, 0}, trials_);
    const auto batch = data_.batch(trials_);
    const auto output = subject_.model->forward(batch, {&draws, &draws, config_.cd_rate});
    const auto loss = subject_.model->loss(output, 0, &draws);
    optimiser_.zero_gradients();
    loss.total.backward();
    const auto optimising = std::chrono::steady_clock::now();
    optimiser_.clip_gradients(config_.gradient_clip);
    optimiser_.step(1e-4);
    optimiser_ms_ += ms_of(optimising);
    const auto& log_rates = output.reconstruction.parameters;
    train::bits_per_spike(log_rates, batch.reconstructed);
    train::rate_r2(at::exp(log_rates), data_.true_rates(trials_));
    ms_.push_back(ms_of(start));
  }

  void forget_warm_up() {
    ms_.clear();
    optimiser_ms_ = 0;
    if (const auto* engine = fused()) before_ = engine->times();
  }

  BenchmarkResult result(const BenchmarkModel& model, const BenchmarkOptions& options) {
    BenchmarkResult result;
    result.model = model.name;
    result.engine = subject_.engine.name;
    result.threads = subject_.engine.threads;
    std::sort(ms_.begin(), ms_.end());
    result.median_ms = (ms_[(ms_.size() - 1) / 2] + ms_[ms_.size() / 2]) / 2;
    result.least_ms = ms_.front();
    result.gflop = flops_per_bin(model, *subject_.model) *
                   static_cast<double>(options.batch * options.bins) * 1e-9;
    result.gflop_per_s = result.gflop / result.median_ms * 1e3;
    result.peak_share = result.gflop_per_s / measured_fma_peak(static_cast<int>(result.threads));
    if (fused() != nullptr) {
      result.has_phases = true;
      result.phases = phases();
    }
    return result;
  }

 private:
  const seq::FusedOperations* fused() const {
    return dynamic_cast<const seq::FusedOperations*>(subject_.engine.operations.get());
  }

  BenchmarkPhases phases() const {
    const auto steps = static_cast<double>(ms_.size());
    const auto& times = fused()->times();
    BenchmarkPhases phases;
    phases.encoder = (times.encoder - before_.encoder) * 1e3 / steps;
    phases.decoder = (times.decoder - before_.decoder) * 1e3 / steps;
    phases.readout = (times.readout - before_.readout) * 1e3 / steps;
    phases.optimiser = optimiser_ms_ / steps;
    phases.rest = std::accumulate(ms_.begin(), ms_.end(), 0.0) / steps - phases.encoder -
                  phases.decoder - phases.readout - phases.optimiser;
    return phases;
  }

  train::Config config_;
  BenchmarkSubject subject_;
  const train::TrainingData& data_;
  train::AdamW optimiser_;
  std::vector<std::int64_t> trials_;
  std::uint32_t step_ = 0;
  std::vector<double> ms_;
  double optimiser_ms_ = 0;
  seq::PhaseTimes before_;
};

}  // namespace

std::vector<BenchmarkResult> measure(const BenchmarkModel& model, host::Registry& registry,
                                     const BenchmarkOptions& options) {
  const train::TrainingData data(random_trials(model, options));
  std::vector<std::unique_ptr<Runner>> runners;
  for (const auto& engine : options.engines) {
    runners.push_back(std::make_unique<Runner>(model, data, registry, options, engine));
  }
  for (std::int64_t step = 0; step < warm_up + options.steps; ++step) {
    for (auto& runner : runners) {
      if (step == warm_up) runner->forget_warm_up();
      runner->step();
    }
  }
  std::vector<BenchmarkResult> results;
  for (auto& runner : runners) results.push_back(runner->result(model, options));
  return results;
}

}  // namespace npd::run
