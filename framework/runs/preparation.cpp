#include "runs/preparation.hpp"

#include "base/kept_memory.hpp"
#include "runs/locating.hpp"
#include "runs/make_analyses.hpp"
#include "runs/output_file.hpp"
#include "runs/simulate.hpp"

#include <npd/error.hpp>

#include <utility>

namespace npd::runs {
namespace {

data::Recording make_data(const Experiment& experiment, const Trials& trials) {
  check_output_names(trials, experiment.dataset.where());
  return make_recording(experiment, trials);
}

training::Trainer make_trainer(const Experiment& experiment, model::Lfads& model,
                               const data::Recording& data) {
  return locating_errors(experiment.training_table, [&] {
    return training::Trainer(model, data, experiment.training,
                             static_cast<std::uint64_t>(experiment.seed));
  });
}

std::vector<evaluation::NamedMetric> make_metrics(const Experiment& experiment,
                                                  Mistakes& mistakes) {
  std::vector<evaluation::NamedMetric> metrics;
  for (const auto& [name, table] : experiment.named.at(Kind::metric)) {
    const auto metric = mistakes.attempt(table.origin(), [&] { return table.make<Metric>(); });
    if (!metric) continue;
    metrics.push_back({table.where(), *metric});
    const auto fits = mistakes.attempt(table.origin(), [&] {
      evaluation::check_score_names(evaluation::announced_by(metrics));
      return true;
    });
    if (!fits) metrics.pop_back();
  }
  return metrics;
}

}  // namespace

Preparation::Preparation(const Experiment& experiment) {
  Mistakes mistakes;
  const auto& table = experiment.dataset;
  const auto made =
      mistakes.attempt(table.origin(), [&] { return make_trials(table, experiment.seed); });
  if (made) {
    trials = made->trials;
    prepare_model(experiment, mistakes);
  }
  metrics = make_metrics(experiment, mistakes);
  analyses = make_analyses(experiment.named.at(Kind::analysis), metrics, mistakes);
  if (made && !analyses.empty()) {
    auto system = mistakes.attempt(table.origin(), [&] { return made->dataset->system(); });
    if (system) truth = std::move(*system);
  }
  mistakes.throw_if_any();
}

void Preparation::prepare_model(const Experiment& experiment, Mistakes& mistakes) {
  auto recording =
      mistakes.attempt(experiment.dataset.origin(), [&] { return make_data(experiment, trials); });
  // Data that the model cannot use still tell the sizes of its parts.
  data.emplace(recording ? std::move(*recording) : data::Recording(trials));
  auto parts = make_parts(experiment, *data, mistakes);
  if (!parts) return;
  auto made = mistakes.attempt(experiment.model_table.origin(),
                               [&] { return make_model(experiment, std::move(*parts), *data); });
  if (!made) return;
  model = std::move(*made);
  auto fitter = mistakes.attempt(experiment.training_table.origin(),
                                 [&] { return make_trainer(experiment, *model.model, *data); });
  if (fitter) trainer.emplace(std::move(*fitter));
}

void Preparation::forget_data() {
  trainer.reset();
  data.reset();
  trials = {};
  base::return_freed_memory();
}

}  // namespace npd::runs
