#include "runs/run_experiment.hpp"

#include "evaluation/evaluation_of.hpp"
#include "evaluation/score_text.hpp"
#include "evaluation/scores.hpp"
#include "runs/atomic_file.hpp"
#include "runs/checkpoint.hpp"
#include "runs/folder_lock.hpp"
#include "runs/interrupt.hpp"
#include "runs/kept_memory.hpp"
#include "runs/log.hpp"
#include "runs/metrics_csv.hpp"
#include "runs/output_file.hpp"
#include "runs/preparation.hpp"
#include "runs/progress.hpp"
#include "runs/resumption.hpp"
#include "runs/run_folder.hpp"
#include "runs/sha256.hpp"
#include "runs/summary.hpp"
#include "runs/training_checkpoint.hpp"
#include "sequence/engine.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <chrono>
#include <utility>
#include <vector>

namespace npd::run {
namespace {

class Stopwatch {
 public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// What a killed process was writing: such files get their names only when they are complete.
void remove_unfinished_files(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> unfinished;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().filename().string().find(".tmp") != std::string::npos) {
      unfinished.push_back(entry.path());
    }
  }
  for (const auto& path : unfinished) std::filesystem::remove(path);
}

/// One run to its last file.
class Run {
 public:
  Run(const Invocation& invocation, host::Registry& registry, const Experiment& experiment,
      const seq::Engine& engine, const RunFolder& folder, const std::string& blas)
      : invocation_(invocation),
        registry_(registry),
        experiment_(experiment),
        folder_(folder),
        lock_(folder.path()),
        log_(folder.file("log.txt")) {
    record_.outcome = "running";
    record_.engine = engine.name;
    record_.threads = engine.threads;
    record_.blas = blas;
  }

  void begin(const config::Document& document, std::int64_t external_dim) {
    record_.started = utc_time_text();
    write_text(folder_.file("config.toml"), document.resolved());
    write_params_json(folder_.file("params.json"), experiment_, external_dim, document.flat());
    config_sha256_ = sha256_of_file(folder_.file("config.toml"));
    write_record();
  }

  void go_on(const Resumption& resumption, Preparation& prepared) {
    const auto last = load_checkpoint(folder_.file(last_checkpoint), *prepared.model.model);
    remove_unfinished_files(folder_.path());
    prepared.trainer->restore(last.state);
    config_sha256_ = last.config_sha256;
    record_.started = resumption.started;
    record_.resumed = resumption.resumed;
    record_.resumed.push_back(utc_time_text());
    record_.epochs = resumed_epochs_ = last.state.epochs;
    record_.training_s = last.training_s;
    write_record();
    log_.line(fmt::format("resumed     behind {} epochs", resumed_epochs_));
  }

  RunResult operator()(Preparation& prepared) {
    try {
      return run(prepared);
    } catch (const std::exception& error) {
      log_.note(std::string("error: ") + error.what());
      finish("failed");
      throw;
    }
  }

 private:
  RunResult run(Preparation& prepared) {
    log_.line("run folder  " + folder_.path().string());
    tell_about(prepared.trials);
    const auto ending = train(*prepared.trainer, *prepared.model.model);
    if (ending == train::Ending::interrupted) {
      finish("interrupted");
      log_.line(record_.epochs == 0 ? "interrupted in the first epoch"
                                    : "interrupted; the best weights so far are in " +
                                          folder_.file("checkpoints/best.h5").string() +
                                          "; go on with: npd resume " + folder_.path().string());
      return {folder_.path(), "", InterruptGuard::signal()};
    }
    auto& model = *prepared.model.model;
    auto averages = sample(model, *prepared.data);
    write_output_file(folder_.file("lfads_output_sess0.h5"), prepared.trials, averages);
    return_freed_memory();
    const auto evaluation = eval::evaluation_of(prepared.trials, averages, model.has_controller());
    averages = {};
    prepared.forget_data();
    std::string table = score(prepared.metrics, evaluation);
    finish("finished");
    std::filesystem::remove(folder_.file(last_checkpoint));
    return {folder_.path(), std::move(table), 0};
  }

  void tell_about(const Trials& trials) {
    log_.line(
        fmt::format("data        {}: {}", experiment_.dataset.component().id, data_text(trials)));
    if (trials.may_be_missing) log_.line("data        " + missing_text(trials));
    log_.line("model       " + model_text(experiment_));
    log_.line(fmt::format("engine      {}, {} thread(s), BLAS: {}", record_.engine, record_.threads,
                          record_.blas));
  }

  train::Ending train(train::Trainer& trainer, const model::Lfads& model) {
    const Stopwatch watch;
    const KeptMemory kept;
    const double spent_s = record_.training_s;
    const InterruptGuard interrupt;
    std::filesystem::create_directory(folder_.file("checkpoints"));
    const auto metrics_file = folder_.file("metrics.csv");
    auto metrics = resumed_epochs_ > 0 ? MetricsCsv::resume(metrics_file, resumed_epochs_)
                                       : MetricsCsv(metrics_file);
    Progress progress(stderr, isatty(STDERR_FILENO) != 0, experiment_.training.max_epochs);
    const auto ending = trainer.fit(
        {[&](std::int64_t step, std::int64_t steps) { progress.on_step(step, steps); },
         [&](const train::EpochRecord& epoch, bool is_best) {
           metrics.add(epoch);
           progress.on_epoch(epoch, is_best);
           record_.epochs = epoch.epoch + 1;
           // At once: whatever ends the run, its best weights are kept.
           if (is_best) save_weights(folder_.file("checkpoints/best.h5"), model, epoch.epoch);
           save_checkpoint(folder_.file(last_checkpoint), model,
                           {trainer.state(), config_sha256_, spent_s + watch.seconds()});
         },
         [] { return InterruptGuard::signal() != 0; }});
    progress.finish();
    model.operations().release_memory();
    record_.best_epoch = trainer.best_epoch();
    record_.training_s = spent_s + watch.seconds();
    log_.line(fmt::format("trained     {} epochs in {}, best epoch {}", record_.epochs,
                          duration_text(record_.training_s), record_.best_epoch));
    return ending;
  }

  eval::PosteriorAverages sample(const model::Lfads& model, const train::TrainingData& data) {
    const Stopwatch watch;
    const KeptMemory kept;
    auto averages = eval::sample_posterior(model, data, experiment_.sampling,
                                           static_cast<std::uint64_t>(experiment_.seed), {});
    model.operations().release_memory();
    record_.sampling_s = watch.seconds();
    log_.line(fmt::format("sampled     {} posterior samples of {} trials in {}",
                          experiment_.sampling.samples, data.trials(),
                          duration_text(record_.sampling_s)));
    return averages;
  }

  std::string score(const std::vector<eval::NamedMetric>& metrics, const Evaluation& evaluation) {
    const Stopwatch watch;
    const auto scores = eval::score(metrics, evaluation);
    write_text(folder_.file("scores.csv"), eval::scores_csv(scores));
    record_.scoring_s = watch.seconds();
    return eval::score_table(scores);
  }

  void finish(const std::string& outcome) {
    record_.outcome = outcome;
    record_.finished = utc_time_text();
    write_record();
  }

  void write_record() const {
    write_run_json(folder_.file("run.json"), invocation_, experiment_, registry_.used(), record_);
  }

  const Invocation& invocation_;
  host::Registry& registry_;
  const Experiment& experiment_;
  const RunFolder& folder_;
  FolderLock lock_;
  Log log_;
  RunRecord record_;
  std::string config_sha256_;
  std::int64_t resumed_epochs_ = 0;  ///< 0: the run was not resumed
};

}  // namespace

RunResult run_experiment(const Invocation& invocation, host::Registry& registry,
                         const std::optional<std::filesystem::path>& out, const std::string& blas) {
  auto document = config::Document::load(invocation.file, invocation.overrides, registry);
  const auto experiment = read_experiment(document, invocation.file);
  Preparation prepared(experiment);
  const auto folder = out ? RunFolder::create_at(*out) : RunFolder::create(experiment.name);
  Run run(invocation, registry, experiment, prepared.model.engine, folder, blas);
  run.begin(document, prepared.data->shape().external_dim);
  return run(prepared);
}

RunResult resume_run(const std::filesystem::path& path, std::int64_t threads,
                     host::Registry& registry, const std::string& blas) {
  const auto resumption = read_resumption(path);
  const auto folder = RunFolder::open(path);
  std::vector<std::string> overrides;
  if (threads > 0) overrides.push_back(fmt::format("threads={}", threads));
  const auto config = folder.file("config.toml");
  auto document = config::Document::load(config, overrides, registry);
  const auto experiment = read_experiment(document, config);
  Preparation prepared(experiment);
  Run run(resumption.invocation, registry, experiment, prepared.model.engine, folder, blas);
  run.go_on(resumption, prepared);
  return run(prepared);
}

}  // namespace npd::run
