#include "bench/benchmark.hpp"

#include "base/kept_memory.hpp"
#include "bench/flops.hpp"
#include "bench/fma_peak.hpp"
#include "evaluation/posterior.hpp"
#include "runs/make_model.hpp"
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

/// One engine's model on its way through the steps.
class Runner {
 public:
  Runner(const Subject& subject, const std::string& engine)
      : subject_(subject),
        made_(runs::make_model(with_engine(subject.description, engine), subject.recording)),
        optimiser_(made_.model->weights(), config()) {}

  /// Whether it does what another one does already.
  bool repeats(const Runner& other) const { return made_.engine.name == other.made_.engine.name; }

  void step() {
    const Stopwatch watch;
    const auto batch =
        training::batch_of(subject_.recording, subject_.batch, 0, {"train", step_++, 0});
    training::training_pass(*made_.model, batch, 0, config().cd_rate);
    const Stopwatch optimising;
    optimiser_.clip_gradients(config().gradient_clip);
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

  BenchmarkResult result(std::int64_t samples) const {
    const auto& recording = subject_.recording;
    BenchmarkResult result;
    result.model = subject_.name;
    result.engine = made_.engine.backend;
    result.left_out = made_.engine.left_out;
    result.trials = static_cast<std::int64_t>(subject_.batch.size());
    result.bins = recording.bins();
    result.neurons = recording.sizes().neurons;
    add_times(result);
    if (samples > 0) {
      const auto sampling = sample(samples);
      result.samples = samples;
      result.sampled_trials = recording.trials();
      result.sampling_ms = sampling.ms;
      result.sampling_cpu_ms = sampling.cpu_ms;
    }
    return result;
  }

 private:
  static runs::ModelDescription with_engine(runs::ModelDescription description,
                                            const std::string& engine) {
    description.training.engine = engine;
    return description;
  }

  const training::Config& config() const { return subject_.description.training; }
  const sequence::Operations& operations() const { return *made_.engine.operations; }

  void add_times(BenchmarkResult& result) const {
    result.threads = operations().threads();
    result.median_ms = median(ms_);
    result.least_ms = *std::min_element(ms_.begin(), ms_.end());
    result.cpu_ms = median(cpu_ms_);
    const auto bins = static_cast<double>(result.trials * result.bins);
    const auto gflop = 1e-9 * bins * flops_per_bin(subject_.table, *made_.model);
    const double peak = measured_fma_peak(static_cast<int>(result.threads));
    result.gflop = gflop.all();
    result.rate = rate_of(result.gflop, result.median_ms, peak);
    if (const auto times = operations().times()) result.phases = phases(*times, gflop, peak);
  }

  static BenchmarkRate rate_of(double gflop, double ms, double peak) {
    const double rate = gflop / ms * 1e3;
    return {rate, rate / peak};
  }

  /// How many threads are in the phases of different shards at once.
  double abreast() const {
    const auto shard = operations().shard_trials();
    if (shard == 0) return 1;
    const auto shards = (static_cast<std::int64_t>(subject_.batch.size()) + shard - 1) / shard;
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

  Duration sample(std::int64_t samples) const {
    const Stopwatch watch;
    const auto at_once = static_cast<std::int64_t>(subject_.batch.size());
    evaluation::sample_posterior(*made_.model, subject_.recording, {samples, at_once}, 0, {});
    return watch.elapsed();
  }

  const Subject& subject_;
  runs::ModelAndEngine made_;
  training::AdamW optimiser_;
  std::uint32_t step_ = 0;
  std::vector<double> ms_, cpu_ms_;
  double optimiser_ms_ = 0;
  std::optional<sequence::PhaseTimes> before_;
};

}  // namespace

std::vector<BenchmarkResult> measure(const Subject& subject, const BenchmarkOptions& options) {
  const base::KeptMemory kept;
  std::vector<std::string> engines{options.engine};
  if (options.engine.empty()) engines = {subject.description.training.engine, "autograd"};
  std::vector<std::unique_ptr<Runner>> runners;
  for (const auto& engine : engines) {
    auto runner = std::make_unique<Runner>(subject, engine);
    if (runners.empty() || !runner->repeats(*runners.front())) runners.push_back(std::move(runner));
  }
  for (std::int64_t step = 0; step < warm_up + options.steps; ++step) {
    for (auto& runner : runners) {
      if (step == warm_up) runner->forget_warm_up();
      runner->step();
    }
  }
  std::vector<BenchmarkResult> results;
  for (auto& runner : runners) results.push_back(runner->result(options.samples));
  return results;
}

}  // namespace npd::bench
