#include "runs/preparation.hpp"

#include "base/kept_memory.hpp"
#include "model/initialise.hpp"
#include "runs/output_file.hpp"
#include "runs/simulate.hpp"

#include <npd/error.hpp>

#include <utility>

namespace npd::runs {
namespace {

/// Calls `make`; what it finds wrong in a table gets its place in the file.
template <class Make>
auto locating_errors(const config::Section& table, const Make& make) {
  try {
    return make();
  } catch (const ConfigError& error) {
    throw ConfigError(table.where(error.key()) + ": " + error.what());
  }
}

ModelAndEngine make_model(const Experiment& experiment, const model::Shape& shape) {
  const auto inputs = experiment.model.co_dim + shape.external_dim;
  auto generator = experiment.generator.make_generator({inputs, experiment.state_dim});
  auto readout = experiment.readout.make_readout(
      {model::factor_dim(experiment.model, experiment.state_dim),
       shape.neurons *
           sequence::parameters_per_neuron(model::output_distribution(experiment.model))});
  const auto& training = experiment.training;
  auto engine = locating_errors(experiment.training_table, [&] {
    return sequence::choose_engine({training.engine, {training.panel_trials, experiment.threads}},
                                   *generator, *readout);
  });
  auto model =
      std::make_unique<model::Lfads>(experiment.model, shape, experiment.state_dim,
                                     std::move(generator), std::move(readout), engine.operations);
  model::initialise(*model, static_cast<std::uint64_t>(experiment.seed));
  return {std::move(model), std::move(engine)};
}

training::TrainingData make_data(const Experiment& experiment, const Trials& trials) {
  check_output_names(trials, experiment.dataset.where());
  return locating_errors(experiment.model_table, [&] {
    if (trials.real_valued && experiment.model.output == "poisson") {
      throw ConfigError("output",
                        "\"poisson\" explains counts, but the data set has real numbers; use "
                        "\"gaussian\"");
    }
    return training::TrainingData(trials, experiment.model.ic_enc_seq_len);
  });
}

training::Trainer make_trainer(const Experiment& experiment, model::Lfads& model,
                               const training::TrainingData& data) {
  return locating_errors(experiment.training_table, [&] {
    return training::Trainer(model, data, experiment.training,
                             static_cast<std::uint64_t>(experiment.seed));
  });
}

std::vector<evaluation::NamedMetric> make_metrics(const Experiment& experiment) {
  std::vector<evaluation::NamedMetric> metrics;
  for (const auto& [name, table] : experiment.metrics) {
    metrics.push_back({table.where(), table.make_metric()});
  }
  evaluation::check_score_names(metrics);
  return metrics;
}

}  // namespace

Preparation::Preparation(const Experiment& experiment)
    : trials(make_trials(experiment.dataset, experiment.seed)),
      data(make_data(experiment, trials)),
      model(make_model(experiment, data->shape())),
      trainer(make_trainer(experiment, *model.model, *data)),
      metrics(make_metrics(experiment)) {}

void Preparation::forget_data() {
  trainer.reset();
  data.reset();
  trials = {};
  base::return_freed_memory();
}

}  // namespace npd::runs
