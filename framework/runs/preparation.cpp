#include "runs/preparation.hpp"

#include "base/kept_memory.hpp"
#include "runs/locating.hpp"
#include "runs/output_file.hpp"
#include "runs/simulate.hpp"

#include <npd/error.hpp>

#include <utility>

namespace npd::runs {
namespace {

data::Recording make_data(const Experiment& experiment, const Trials& trials) {
  check_output_names(trials, experiment.dataset.where());
  return locating_errors(experiment.model_table, [&] {
    if (trials.real_valued && experiment.model.output == "poisson") {
      throw ConfigError("output",
                        "\"poisson\" explains counts, but the data set has real numbers; use "
                        "\"gaussian\"");
    }
    return data::Recording(trials, experiment.model.ic_enc_seq_len);
  });
}

training::Trainer make_trainer(const Experiment& experiment, model::Lfads& model,
                               const data::Recording& data) {
  return locating_errors(experiment.training_table, [&] {
    return training::Trainer(model, data, experiment.training,
                             static_cast<std::uint64_t>(experiment.seed));
  });
}

std::vector<evaluation::NamedMetric> make_metrics(const Experiment& experiment) {
  std::vector<evaluation::NamedMetric> metrics;
  for (const auto& [name, table] : experiment.named.at(Kind::metric)) {
    metrics.push_back({table.where(), table.make<Metric>()});
  }
  evaluation::check_score_names(metrics);
  return metrics;
}

}  // namespace

Preparation::Preparation(const Experiment& experiment)
    : trials(make_trials(experiment.dataset, experiment.seed)),
      data(make_data(experiment, trials)),
      model(make_model(experiment, *data)),
      trainer(make_trainer(experiment, *model.model, *data)),
      metrics(make_metrics(experiment)) {}

void Preparation::forget_data() {
  trainer.reset();
  data.reset();
  trials = {};
  base::return_freed_memory();
}

}  // namespace npd::runs
