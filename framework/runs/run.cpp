#include "runs/run.hpp"

#include "analysis/analysis_data.hpp"
#include "base/interrupt.hpp"
#include "base/kept_memory.hpp"
#include "base/sha256.hpp"
#include "base/stopwatch.hpp"
#include "base/terminal_width.hpp"
#include "base/times.hpp"
#include "data/doubts.hpp"
#include "data/trial_table.hpp"
#include "evaluation/evaluation_of.hpp"
#include "evaluation/scores.hpp"
#include "runs/analyse_run.hpp"
#include "runs/event_file.hpp"
#include "runs/make_model.hpp"
#include "runs/metric_figures.hpp"
#include "runs/metrics_csv.hpp"
#include "runs/output_file.hpp"
#include "runs/parameters_file.hpp"
#include "runs/progress.hpp"
#include "runs/summary.hpp"
#include "runs/tensorboard_scalars.hpp"

#include <npd/atomic_file.hpp>
#include <npd/error.hpp>

#include <fmt/format.h>

#include <unistd.h>

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

/// For people and shells.
std::string resume_command(const results::RunFolder& folder) {
  return "npd resume " + folder.path().string();
}

}  // namespace

Run::Run(results::RunFolder folder, results::RunRecord record, const Experiment& experiment,
         Preparation& prepared, std::int64_t until, bool quiet)
    : folder_(std::move(folder)),
      record_(std::move(record)),
      experiment_(experiment),
      prepared_(prepared),
      until_(until),
      quiet_(quiet),
      log_(folder_.log(), quiet),
      checkpoints_(folder_, *prepared.model.model) {
  record_.outcome = "running";
  record_.finished.clear();
}

void Run::begin(const config::Document& document, const std::optional<TrainingCheckpoint>& start) {
  remove_unfinished_files(folder_.path());
  const auto config = document.resolved();
  record_.config_sha256 = base::sha256_of(config);
  write_record();
  write_text(folder_.config(), config);
  write_parameters(document);
  start_from(start);
}

void Run::write_parameters(const config::Document& document) const {
  const auto names = document.shipped("published/generators.csv");
  write_params_json(
      folder_.parameters(), experiment_, prepared_.data->sizes().external_dim, document.flat(),
      names.empty() ? std::vector<OriginalGenerator>() : read_original_generators(names));
}

void Run::mend_parameters(const config::Document& document) {
  const auto file = folder_.parameters();
  const auto before = std::filesystem::exists(file) ? base::sha256_of_file(file) : std::string();
  write_parameters(document);
  if (before.empty() || base::sha256_of_file(file) == before) return;
  log_.line(
      fmt::format("warning: {}: was changed since it was written; written again", file.string()));
}

void Run::start_from(const std::optional<TrainingCheckpoint>& start) {
  if (!start) return;
  restore(*start);
  checkpoints_.save(checkpoint(), true);
  write_record();
}

void Run::go_on(const config::Document& document, const std::optional<TrainingCheckpoint>& start) {
  remove_unfinished_files(folder_.path());
  mend_parameters(document);
  if (!has_checkpoint()) {
    log_.line("resumed     before its first epoch was done");
    write_record();
    return start_from(start);
  }
  const auto last =
      checkpoints_.load([&](const std::string& text) { log_.line("warning: " + text); });
  if (!MetricsCsv::holds(folder_.metrics(), last.metrics)) {
    log_.line(
        fmt::format("warning: {}: was changed since it was written; written again from the "
                    "checkpoint",
                    folder_.metrics().string()));
  }
  restore(last);
  write_record();
  log_.line(fmt::format("resumed     behind {} epochs", record_.epochs));
}

void Run::restore(const TrainingCheckpoint& checkpoint) {
  prepared_.trainer->restore(checkpoint.state);
  metrics_rows_ = checkpoint.metrics;
  record_.epochs = record_.attempts.back().first_epoch = checkpoint.state.epochs;
  record_.best_epoch = checkpoint.state.best_epoch;
  record_.training_s = checkpoint.training_s;
}

TrainingCheckpoint Run::checkpoint() const {
  return {prepared_.trainer->state(), metrics_rows_, record_.config_sha256, {}, record_.training_s};
}

RunResult Run::operator()() {
  const base::InterruptGuard guard;
  try {
    return do_all();
  } catch (const Interrupted&) {
    return stop("interrupted", base::InterruptGuard::signal());
  } catch (const std::exception& error) {
    note_failure(error.what());
    throw;
  } catch (...) {
    note_failure("an exception of unknown type");
    throw;
  }
}

RunResult Run::do_all() {
  log_.line("run folder  " + folder_.path().string());
  tell_about_data();
  if (auto stopped = train()) return *stopped;
  auto averages = sample();
  const auto seed = static_cast<std::uint64_t>(experiment_.seed);
  write_output_file(folder_.output(), prepared_.trials, averages, seed);
  if (!prepared_.trials.trial_info.empty()) {
    data::write_trial_table(prepared_.trials.trial_info, folder_.trial_info(), IfExists::replace);
  }
  base::return_freed_memory();
  const auto evaluation = evaluation::evaluation_of(prepared_.trials, averages,
                                                    prepared_.model.model->has_controller(), seed);
  const auto data = analysis_data(averages, evaluation);
  averages = {};
  prepared_.forget_data();
  auto scores = score(evaluation);
  if (data) analyse(*data, scores);
  for (const auto& file : folder_.written_results()) {
    record_.files[file.lexically_relative(folder_.path()).string()] = base::sha256_of_file(file);
  }
  finish("finished");
  checkpoints_.remove_all_but_best();
  return {.folder = folder_.path(), .scores = std::move(scores), .report = experiment_.report};
}

void Run::tell_about_data() {
  const auto& trials = prepared_.trials;
  log_.line(
      fmt::format("data        {}: {}", experiment_.dataset.component().id, data_text(trials)));
  if (trials.may_be_missing) log_.line("data        " + missing_text(trials));
  for (const auto& line : silence_lines(trials)) log_.line("data        " + line);
  for (const auto& doubt : data::doubts_about(trials)) log_.line("warning     " + doubt);
  log_.line("model       " + model_text(experiment_));
  const auto& attempt = record_.attempts.back();
  log_.line(fmt::format("engine      {}, {} thread(s), BLAS: {}", attempt.engine, attempt.threads,
                        attempt.circumstances.kernels.blas));
}

std::optional<RunResult> Run::train() {
  const base::Stopwatch watch;
  const base::KeptMemory kept;
  const double spent_s = record_.training_s;
  auto& trainer = *prepared_.trainer;
  auto metrics = metrics_rows_.empty() ? MetricsCsv(folder_.metrics())
                                       : MetricsCsv(folder_.metrics(), metrics_rows_);
  const auto epoch_steps = trainer.steps_per_epoch();
  std::optional<EventFile> events;
  if (experiment_.training.tensorboard)
    events.emplace(folder_.path(), record_.epochs * epoch_steps);
  Progress progress(quiet_ ? nullptr : stderr, base::terminal_width(STDERR_FILENO),
                    experiment_.training.max_epochs);
  const auto ending = trainer.fit(
      {[&](std::int64_t step, std::int64_t steps) { progress.on_step(step, steps); },
       [&](const training::EpochRecord& epoch, bool is_best) {
         metrics.add(epoch);
         metrics_rows_ = metrics.text();
         if (events)
           events->add((epoch.epoch + 1) * epoch_steps,
                       tensorboard_scalars(epoch, experiment_.model, experiment_.training));
         progress.on_epoch(epoch, is_best);
         log_.note(progress.epoch_line());
         record_.epochs = epoch.epoch + 1;
         record_.training_s = spent_s + watch.seconds();
         checkpoints_.save(checkpoint(), is_best);
       },
       [&] { return base::InterruptGuard::signal() != 0 || record_.epochs >= until_; }});
  progress.finish();
  prepared_.model.model->operations().release_memory();
  record_.best_epoch = trainer.best_epoch();
  record_.training_s = spent_s + watch.seconds();
  log_.line(fmt::format("trained     {} epochs in {}, best epoch {}", record_.epochs,
                        base::duration_text(record_.training_s), record_.best_epoch));
  if (ending == training::Ending::interrupted) {
    const int signal = base::InterruptGuard::signal();
    return stop(signal == 0 ? "stopped" : "interrupted", signal);
  }
  log_.line("ended       " +
            ending_text(ending, experiment_.training, record_.epochs, record_.best_epoch));
  record_.ending = ending == training::Ending::early_stopping ? "early_stopping" : "max_epochs";
  return std::nullopt;
}

evaluation::PosteriorAverages Run::sample() {
  const base::Stopwatch watch;
  const base::KeptMemory kept;
  auto& model = *prepared_.model.model;
  auto averages =
      evaluation::sample_posterior(model, *prepared_.data, experiment_.sampling,
                                   static_cast<std::uint64_t>(experiment_.seed), [](std::int64_t) {
                                     if (base::InterruptGuard::signal() != 0) {
                                       throw Interrupted();
                                     }
                                   });
  model.operations().release_memory();
  record_.sampling_s = watch.seconds();
  log_.line(fmt::format("sampled     {} posterior samples of {} trials in {}",
                        experiment_.sampling.samples, prepared_.data->trials(),
                        base::duration_text(record_.sampling_s)));
  return averages;
}

results::Scores Run::score(const Evaluation& evaluation) {
  const base::Stopwatch watch;
  auto scores = evaluation::score(prepared_.metrics, evaluation, [] {
    if (base::InterruptGuard::signal() != 0) throw Interrupted();
  });
  write_text(folder_.scores(), results::scores_csv(scores));
  std::vector<std::string> tables;
  for (const auto& [name, table] : experiment_.named.at(Kind::metric)) tables.push_back(name);
  for (const auto& problem : write_metric_figures(folder_, tables, prepared_.metrics, evaluation)) {
    log_.line("no figures  " + problem);
  }
  record_.scoring_s = watch.seconds();
  return scores;
}

std::optional<AnalysisData> Run::analysis_data(const evaluation::PosteriorAverages& averages,
                                               const Evaluation& evaluation) const {
  if (prepared_.analyses.empty()) return std::nullopt;
  auto system = fitted_system(experiment_, *prepared_.model.model, *prepared_.data);
  return analysis::analysis_data(prepared_.trials, evaluation,
                                 analysis::fitted_model(std::move(system), averages),
                                 prepared_.truth);
}

void Run::analyse(const AnalysisData& data, results::Scores& scores) {
  const base::Stopwatch watch;
  for (const auto& named : prepared_.analyses) {
    if (base::InterruptGuard::signal() != 0) throw Interrupted();
    try {
      results::add(scores, analyse_and_tell(named, data, folder_.analyses(), log_).scores);
    } catch (const Error& error) {
      log_.line(fmt::format("warning: no analysis {}: {}", named.table, error.what()));
      results::add(scores, analysis::skipped(named, "the analysis failed"));
    }
  }
  write_text(folder_.scores(), results::scores_csv(scores));
  record_.analyses_s = watch.seconds();
}

RunResult Run::stop(const std::string& outcome, int signal) {
  finish(outcome);
  std::string text = fmt::format("{} behind {} epochs", outcome, record_.epochs);
  if (!record_.ending.empty()) text = outcome + " when the training was done";
  if (record_.epochs == 0) text = outcome + " in the first epoch";
  text += "; go on with: " + resume_command(folder_);
  log_.line(text);
  return {.folder = folder_.path(), .text = signal == 0 ? text + "\n" : "", .signal = signal};
}

void Run::finish(const std::string& outcome) {
  record_.outcome = record_.attempts.back().outcome = outcome;
  record_.finished = record_.attempts.back().ended = base::utc_time_text();
  write_record();
}

// Whatever fails here must not hide why the run has failed.
void Run::note_failure(const std::string& what) noexcept {
  try {
    log_.note("error: " + what);
    finish("failed");
  } catch (...) {  // NOLINT(bugprone-empty-catch)
  }
}

}  // namespace npd::runs
