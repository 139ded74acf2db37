#include "runs/make_model.hpp"

#include "model/initialise.hpp"
#include "runs/locating.hpp"

#include <npd/error.hpp>
#include <npd/ops.hpp>

#include <c10/core/GradMode.h>
#include <fmt/format.h>

#include <utility>

namespace npd::runs {
namespace {

/// What the outputs are on average over the training trials: log mean counts, or means with
/// variances of 1.
Tensor mean_parameters(const data::Recording& recording,
                       sequence::OutputDistribution distribution) {
  const Tensor means = recording.training_means();
  if (distribution == sequence::OutputDistribution::poisson) return means.log().to(at::kFloat);
  return at::cat({means, at::zeros_like(means)}).to(at::kFloat);
}

void start_at_mean_rates(const Experiment& experiment, const data::Recording& recording,
                         Readout& readout) {
  const c10::AutoGradMode no_gradient(false);
  const auto distribution = model::output_distribution(experiment.model);
  if (readout.start_at(mean_parameters(recording, distribution))) return;
  throw ConfigError("readout_bias",
                    fmt::format("\"mean_rates\" asks the readout \"{}\" for a bias, which it does "
                                "not have; use \"zero\"",
                                experiment.readout.component().id));
}

}  // namespace

ModelAndEngine make_model(const Experiment& experiment, const data::Recording& recording) {
  const auto sizes = recording.sizes();
  const auto inputs = experiment.model.co_dim + sizes.external_dim;
  auto generator = experiment.generator.make<Generator>(
      {inputs, experiment.state_dim, recording.bin_s(), recording.areas()});
  const auto distribution = model::output_distribution(experiment.model);
  auto readout = experiment.readout.make<Readout>(
      {model::factor_dim(experiment.model, experiment.state_dim),
       sizes.neurons * sequence::parameters_per_neuron(distribution), recording.areas()});
  const auto& training = experiment.training;
  auto engine = locating_errors(experiment.training_table, [&] {
    return sequence::choose_engine({training.engine, {training.panel_trials, experiment.threads}},
                                   *generator, *readout);
  });
  auto model = std::make_unique<model::Lfads>(experiment.model, sizes, experiment.state_dim,
                                              std::move(generator), readout, engine.operations);
  model::initialise(*model, static_cast<std::uint64_t>(experiment.seed));
  if (experiment.model.readout_bias == "mean_rates") {
    locating_errors(experiment.model_table,
                    [&] { start_at_mean_rates(experiment, recording, *readout); });
  }
  return {std::move(model), std::move(engine)};
}

}  // namespace npd::runs
