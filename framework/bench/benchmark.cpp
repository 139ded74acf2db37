#include "bench/benchmark.hpp"

#include "base/kept_memory.hpp"
#include "bench/fma_peak.hpp"
#include "data/recording.hpp"
#include "evaluation/posterior.hpp"
#include "training/adamw.hpp"
#include "training/batch_pass.hpp"

#include <npd/ops.hpp>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <numeric>
#include <optional>

namespace npd::bench {
namespace {

constexpr std::int64_t warm_up = 2;

/// Time of something, by the clock and of the processor.
struct Duration {
  double ms = 0, cpu_ms = 0;
};

class Stopwatch {
 public:
  Duration elapsed() const {
    const auto ms =
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start_);
    return {ms.count(), cpu_ms() - cpu_start_};
  }

 private:
  static double cpu_ms() { return 1e3 * static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  double cpu_start_ = cpu_ms();
};

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return (values[(values.size() - 1) / 2] + values[values.size() / 2]) / 2;
}

/// One batch, with about 0.1 spikes a bin.
Trials random_trials(const BenchmarkModel& model, const BenchmarkOptions& options) {
  RandomStream random(0, "benchmark");
  Trials data;
  data.spikes = at::empty({options.batch, options.bins, options.neurons});
  auto* counts = data.spikes.data_ptr<float>();
  for (std::int64_t i = 0; i < data.spikes.numel(); ++i) {
    counts[i] = static_cast<float>(random.poisson(0.1));
  }
  if (model.external_dim > 0) {
    data.external_input = at::ones({options.batch, options.bins, model.external_dim});
  }
  data.truth.rates = at::full(data.spikes.sizes(), 0.1) + 0.01 * data.spikes;
  return data;
}

/// One engine's model on its way through the steps.
class Runner {
 public:
  Runner(const BenchmarkModel& model, const data::Recording& data, host::Registry& registry,
         const BenchmarkOptions& options, const std::string& engine)
      : subject_(make_subject(model, registry, options.neurons,
                              {engine, {options.panel_trials, options.threads}})),
        data_(data),
        optimiser_(subject_.model->weights(), config_),
        trials_(static_cast<std::size_t>(options.batch)) {
    std::iota(trials_.begin(), trials_.end(), 0);
  }

  void step() {
    const Stopwatch watch;
    training::training_pass(*subject_.model,
                            training::batch_of(data_, trials_, 0, {"train", step_++, 0}), 0,
                            config_.cd_rate);
    const Stopwatch optimising;
    optimiser_.clip_gradients(config_.gradient_clip);
    optimiser_.step(1e-4);
    optimiser_ms_ += optimising.elapsed().ms;
    const auto elapsed = watch.elapsed();
    ms_.push_back(elapsed.ms);
    cpu_ms_.push_back(elapsed.cpu_ms);
  }

  void forget_warm_up() {
    ms_.clear();
    cpu_ms_.clear();
    optimiser_ms_ = 0;
    before_ = operations().times();
  }

  BenchmarkResult result(const BenchmarkModel& model, const BenchmarkOptions& options) const {
    BenchmarkResult result;
    result.model = model.name;
    result.engine = subject_.engine.name;
    result.threads = operations().threads();
    result.median_ms = median(ms_);
    result.least_ms = *std::min_element(ms_.begin(), ms_.end());
    result.cpu_ms = median(cpu_ms_);
    const auto bins = static_cast<double>(options.batch * options.bins);
    const auto gflop = 1e-9 * bins * flops_per_bin(model, *subject_.model);
    const double peak = measured_fma_peak(static_cast<int>(result.threads));
    result.gflop = gflop.all();
    result.rate = rate_of(result.gflop, result.median_ms, peak);
    if (const auto times = operations().times()) result.phases = phases(*times, gflop, peak);
    if (options.samples > 0) {
      const auto sampling = sample(options);
      result.samples = options.samples;
      result.sampling_ms = sampling.ms;
      result.sampling_cpu_ms = sampling.cpu_ms;
    }
    return result;
  }

 private:
  const sequence::Operations& operations() const { return *subject_.engine.operations; }

  static BenchmarkRate rate_of(double gflop, double ms, double peak) {
    const double rate = gflop / ms * 1e3;
    return {rate, rate / peak};
  }

  /// How many threads are in the phases of different shards at once.
  double abreast() const {
    const auto shard = operations().shard_trials();
    if (shard == 0) return 1;
    const auto shards = (static_cast<std::int64_t>(trials_.size()) + shard - 1) / shard;
    return static_cast<double>(std::min<std::int64_t>(shards, operations().threads()));
  }

  BenchmarkPhases phases(const sequence::PhaseTimes& times, const PhaseFlops& gflop,
                         double peak) const {
    const auto before = before_.value_or(sequence::PhaseTimes{});
    const auto steps = static_cast<double>(ms_.size());
    const auto phase = [&](double sequence::PhaseTimes::*loop, double work) {
      const double ms = (times.*loop - before.*loop) * 1e3 / steps / abreast();
      return BenchmarkPhase{ms, rate_of(work, ms, peak)};
    };
    BenchmarkPhases phases;
    phases.encoder = phase(&sequence::PhaseTimes::encoder, gflop.encoder);
    phases.decoder = phase(&sequence::PhaseTimes::decoder, gflop.decoder);
    phases.readout = phase(&sequence::PhaseTimes::readout, gflop.readout);
    phases.optimiser_ms = optimiser_ms_ / steps;
    phases.rest_ms = std::accumulate(ms_.begin(), ms_.end(), 0.0) / steps - phases.encoder.ms -
                     phases.decoder.ms - phases.readout.ms - phases.optimiser_ms;
    return phases;
  }

  Duration sample(const BenchmarkOptions& options) const {
    const Stopwatch watch;
    evaluation::sample_posterior(*subject_.model, data_, {options.samples, options.batch}, 0, {});
    return watch.elapsed();
  }

  training::Config config_;
  BenchmarkSubject subject_;
  const data::Recording& data_;
  training::AdamW optimiser_;
  std::vector<std::int64_t> trials_;
  std::uint32_t step_ = 0;
  std::vector<double> ms_, cpu_ms_;
  double optimiser_ms_ = 0;
  std::optional<sequence::PhaseTimes> before_;
};

}  // namespace

std::vector<BenchmarkResult> measure(const BenchmarkModel& model, host::Registry& registry,
                                     const BenchmarkOptions& options) {
  const base::KeptMemory kept;
  const data::Recording data(random_trials(model, options));
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

}  // namespace npd::bench
