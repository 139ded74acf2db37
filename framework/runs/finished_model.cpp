#include "runs/finished_model.hpp"

#include "analysis/analysis_data.hpp"
#include "evaluation/evaluation_of.hpp"
#include "results/finished_run.hpp"
#include "results/run_record.hpp"
#include "runs/data_digest.hpp"
#include "runs/make_model.hpp"
#include "runs/output_file.hpp"
#include "runs/resumption.hpp"
#include "runs/simulate.hpp"
#include "runs/weights_file.hpp"

#include <npd/error.hpp>

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace npd::runs {
namespace {

void check_data(const results::RunFolder& folder, const results::RunRecord& record,
                const Trials& trials) {
  if (record.attempts.empty() || record.attempts.back().data_sha256 == data_digest(trials)) return;
  throw DataError(
      fmt::format("{}: the data are not those that the model was trained on: put those back, or "
                  "run it again: npd run {}",
                  folder.path().string(), folder.config().string()));
}

void check_trials(const std::filesystem::path& file, const evaluation::PosteriorAverages& averages,
                  std::int64_t trials) {
  if (averages.rates.size(0) == trials && averages.generator_states.defined()) return;
  throw DataError(fmt::format(
      "{}: expected states of {} trials, found {} trials: some of the data set's are in no part of "
      "its split; analyses of such runs are done when they end",
      file.string(), trials, averages.rates.size(0)));
}

std::vector<std::string> further_names(const Generator& generator) {
  std::vector<std::string> names;
  for (const auto& output : generator.further_outputs()) names.push_back(output.name);
  return names;
}

}  // namespace

AnalysisData data_of_run(const results::RunFolder& folder, host::Registry& registry) {
  const auto record = results::read_run_record(folder.record());
  restore_config(folder, record, registry);
  auto document = config::Document::load(folder.config(), {}, registry);
  const auto experiment = read_experiment(document, folder.config());
  const auto made = make_trials(experiment.dataset, experiment.seed);
  check_data(folder, record, made.trials);
  const auto recording = make_recording(experiment, made.trials);
  const auto made_model = make_model(experiment, recording);
  const auto& model = made_model.model;
  load_weights(folder.best_weights(), *model);
  const auto file = results::output_of_run(folder.path());
  const auto averages = read_averages(file, further_names(model->generator()));
  check_trials(file, averages, recording.trials());
  auto evaluation = evaluation::evaluation_of(made.trials, averages, model->has_controller(),
                                              static_cast<std::uint64_t>(experiment.seed));
  return analysis::analysis_data(
      made.trials, std::move(evaluation),
      analysis::fitted_model(fitted_system(experiment, *model, recording), averages),
      made.dataset->system());
}

}  // namespace npd::runs
