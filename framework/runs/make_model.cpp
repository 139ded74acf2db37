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

void start_at_mean_rates(const ModelDescription& description, const data::Recording& recording,
                         Readout& readout) {
  const c10::AutoGradMode no_gradient(false);
  const auto distribution = model::output_distribution(description.model);
  if (readout.start_at(mean_parameters(recording, distribution))) return;
  throw ConfigError("readout_bias",
                    fmt::format("\"mean_rates\" asks the readout \"{}\" for a bias, which it does "
                                "not have; use \"zero\"",
                                description.readout.component().id));
}

}  // namespace

data::Recording make_recording(const ModelDescription& description, const Trials& trials) {
  return locating_errors(description.model_table, [&] {
    if (trials.real_valued && description.model.output == "poisson") {
      throw ConfigError("output",
                        "\"poisson\" explains counts, but the data set has real numbers; use "
                        "\"gaussian\"");
    }
    return data::Recording(trials, description.model.ic_enc_seq_len);
  });
}

std::optional<ModelParts> make_parts(const ModelDescription& description,
                                     const data::Recording& recording, Mistakes& mistakes) {
  const auto sizes = recording.sizes();
  const auto& config = description.model;
  const auto generator = mistakes.attempt(description.generator.origin(), [&] {
    return description.generator.make<Generator>({config.co_dim + sizes.external_dim,
                                                  description.state_dim, recording.bin_s(),
                                                  recording.areas()});
  });
  const auto readout = mistakes.attempt(description.readout.origin(), [&] {
    const auto distribution = model::output_distribution(config);
    return description.readout.make<Readout>(
        {model::factor_dim(config, description.state_dim),
         sizes.neurons * sequence::parameters_per_neuron(distribution), recording.areas()});
  });
  if (!generator || !readout) return std::nullopt;
  return ModelParts{*generator, *readout};
}

namespace {

ModelParts parts_or_throw(const ModelDescription& description, const data::Recording& recording) {
  Mistakes mistakes;
  auto parts = make_parts(description, recording, mistakes);
  mistakes.throw_if_any();
  return std::move(*parts);
}

}  // namespace

ModelAndEngine make_model(const ModelDescription& description, ModelParts parts,
                          const data::Recording& recording) {
  const auto& training = description.training;
  auto engine = locating_errors(description.training_table, [&] {
    return sequence::choose_engine({training.engine, {training.panel_trials, description.threads}},
                                   *parts.generator, *parts.readout);
  });
  auto model =
      std::make_unique<model::Lfads>(description.model, recording.sizes(), description.state_dim,
                                     std::move(parts.generator), parts.readout, engine.operations);
  model::initialise(*model, static_cast<std::uint64_t>(description.seed));
  if (description.model.readout_bias == "mean_rates") {
    locating_errors(description.model_table,
                    [&] { start_at_mean_rates(description, recording, *parts.readout); });
  }
  return {std::move(model), std::move(engine)};
}

ModelAndEngine make_model(const ModelDescription& description, const data::Recording& recording) {
  return make_model(description, parts_or_throw(description, recording), recording);
}

std::shared_ptr<System> fitted_system(const ModelDescription& description,
                                      const model::Lfads& model, const data::Recording& recording) {
  auto [generator, readout] = parts_or_throw(description, recording);
  return model.system(std::move(generator), std::move(readout), recording.bin_s());
}

}  // namespace npd::runs
