#include "runs/run_experiment.hpp"

#include <npd/atomic_file.hpp>
#include "base/folder_lock.hpp"
#include "base/interrupt.hpp"
#include "base/kept_memory.hpp"
#include "base/sha256.hpp"
#include "base/stopwatch.hpp"
#include "base/terminal_width.hpp"
#include "base/times.hpp"
#include "evaluation/evaluation_of.hpp"
#include "evaluation/scores.hpp"
#include "results/run_folder.hpp"
#include "results/scores.hpp"
#include "runs/checkpoint.hpp"
#include "runs/log.hpp"
#include "runs/metric_figures.hpp"
#include "runs/metrics_csv.hpp"
#include "runs/output_file.hpp"
#include "runs/preparation.hpp"
#include "runs/progress.hpp"
#include "runs/resumption.hpp"
#include "runs/summary.hpp"
#include "runs/training_checkpoint.hpp"
#include "sequence/engine.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <chrono>
#include <utility>
#include <vector>

namespace npd::runs {
namespace {

/// What a killed process was writing: such files get their names only when they are complete.
void remove_unfinished_files(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> unfinished;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file() && is_unfinished(entry.path())) unfinished.push_back(entry.path());
  }
  for (const auto& path : unfinished) std::filesystem::remove(path);
}

/// One run to its last file.
class Run {
 public:
  Run(const Invocation& invocation, host::Registry& registry, const Experiment& experiment,
      const sequence::Engine& engine, const results::RunFolder& folder, const std::string& blas)
      : invocation_(invocation),
        registry_(registry),
        experiment_(experiment),
        folder_(folder),
        lock_(folder.path()),
        log_(folder.log()) {
    record_.outcome = "running";
    record_.engine = engine.name;
    record_.threads = engine.operations->threads();
    record_.blas = blas;
  }

  void begin(const config::Document& document, std::int64_t external_dim) {
    record_.started = base::utc_time_text();
    write_text(folder_.config(), document.resolved());
    write_params_json(folder_.parameters(), experiment_, external_dim, document.flat());
    config_sha256_ = base::sha256_of_file(folder_.config());
    write_record();
  }

  void go_on(const Resumption& resumption, Preparation& prepared) {
    const auto last = load_checkpoint(folder_.last_checkpoint(), *prepared.model.model);
    remove_unfinished_files(folder_.path());
    prepared.trainer->restore(last.state);
    config_sha256_ = last.config_sha256;
    record_.started = resumption.started;
    record_.resumed = resumption.resumed;
    record_.resumed.push_back(base::utc_time_text());
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
    if (ending == training::Ending::interrupted) {
      finish("interrupted");
      log_.line(record_.epochs == 0 ? "interrupted in the first epoch"
                                    : "interrupted; the best weights so far are in " +
                                          folder_.best_weights().string() +
                                          "; go on with: npd resume " + folder_.path().string());
      return {folder_.path(), "", base::InterruptGuard::signal()};
    }
    auto& model = *prepared.model.model;
    auto averages = sample(model, *prepared.data);
    write_output_file(folder_.output(), prepared.trials, averages);
    base::return_freed_memory();
    const auto evaluation =
        evaluation::evaluation_of(prepared.trials, averages, model.has_controller());
    averages = {};
    prepared.forget_data();
    std::string table = score(prepared.metrics, evaluation);
    finish("finished");
    std::filesystem::remove(folder_.last_checkpoint());
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

  training::Ending train(training::Trainer& trainer, const model::Lfads& model) {
    const base::Stopwatch watch;
    const base::KeptMemory kept;
    const double spent_s = record_.training_s;
    const base::InterruptGuard interrupt;
    std::filesystem::create_directory(folder_.checkpoints());
    const auto metrics_file = folder_.metrics();
    auto metrics = resumed_epochs_ > 0 ? MetricsCsv::resume(metrics_file, resumed_epochs_)
                                       : MetricsCsv(metrics_file);
    Progress progress(stderr, base::terminal_width(STDERR_FILENO), experiment_.training.max_epochs);
    const auto ending = trainer.fit(
        {[&](std::int64_t step, std::int64_t steps) { progress.on_step(step, steps); },
         [&](const training::EpochRecord& epoch, bool is_best) {
           metrics.add(epoch);
           progress.on_epoch(epoch, is_best);
           record_.epochs = epoch.epoch + 1;
           // At once: whatever ends the run, its best weights are kept.
           if (is_best) save_weights(folder_.best_weights(), model, epoch.epoch);
           save_checkpoint(folder_.last_checkpoint(), model,
                           {trainer.state(), config_sha256_, spent_s + watch.seconds()});
         },
         [] { return base::InterruptGuard::signal() != 0; }});
    progress.finish();
    model.operations().release_memory();
    record_.best_epoch = trainer.best_epoch();
    record_.training_s = spent_s + watch.seconds();
    log_.line(fmt::format("trained     {} epochs in {}, best epoch {}", record_.epochs,
                          base::duration_text(record_.training_s), record_.best_epoch));
    if (ending != training::Ending::interrupted) {
      log_.line("            " +
                ending_text(ending, experiment_.training, record_.epochs, record_.best_epoch));
    }
    return ending;
  }

  evaluation::PosteriorAverages sample(const model::Lfads& model,
                                       const training::TrainingData& data) {
    const base::Stopwatch watch;
    const base::KeptMemory kept;
    auto averages = evaluation::sample_posterior(model, data, experiment_.sampling,
                                                 static_cast<std::uint64_t>(experiment_.seed), {});
    model.operations().release_memory();
    record_.sampling_s = watch.seconds();
    log_.line(fmt::format("sampled     {} posterior samples of {} trials in {}",
                          experiment_.sampling.samples, data.trials(),
                          base::duration_text(record_.sampling_s)));
    return averages;
  }

  std::string score(const std::vector<evaluation::NamedMetric>& metrics,
                    const Evaluation& evaluation) {
    const base::Stopwatch watch;
    const auto scores = evaluation::score(metrics, evaluation);
    write_text(folder_.scores(), results::scores_csv(scores));
    std::vector<std::string> tables;
    for (const auto& [name, table] : experiment_.metrics) tables.push_back(name);
    for (const auto& problem : write_metric_figures(folder_, tables, metrics, evaluation)) {
      log_.line("no figures  " + problem);
    }
    record_.scoring_s = watch.seconds();
    return results::score_table(scores);
  }

  void finish(const std::string& outcome) {
    record_.outcome = outcome;
    record_.finished = base::utc_time_text();
    write_record();
  }

  void write_record() const {
    write_run_json(folder_.record(), invocation_, experiment_, registry_.used(), record_);
  }

  const Invocation& invocation_;
  host::Registry& registry_;
  const Experiment& experiment_;
  const results::RunFolder& folder_;
  base::FolderLock lock_;
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
  const auto folder =
      out ? results::RunFolder::create_at(*out) : results::RunFolder::create(experiment.name);
  Run run(invocation, registry, experiment, prepared.model.engine, folder, blas);
  run.begin(document, prepared.data->shape().external_dim);
  return run(prepared);
}

RunResult resume_run(const std::filesystem::path& path, std::int64_t threads,
                     host::Registry& registry, const std::string& blas) {
  const auto resumption = read_resumption(path);
  const auto folder = results::RunFolder(std::filesystem::canonical(path));
  std::vector<std::string> overrides;
  if (threads > 0) overrides.push_back(fmt::format("threads={}", threads));
  const auto config = folder.config();
  auto document = config::Document::load(config, overrides, registry);
  const auto experiment = read_experiment(document, config);
  Preparation prepared(experiment);
  Run run(resumption.invocation, registry, experiment, prepared.model.engine, folder, blas);
  run.go_on(resumption, prepared);
  return run(prepared);
}

}  // namespace npd::runs
