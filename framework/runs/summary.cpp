#include "runs/summary.hpp"

#include "data/doubts.hpp"

#include <npd/ops.hpp>

#include <fmt/format.h>

namespace npd::runs {
std::string data_text(const Trials& trials) {
  const Tensor& target = target_of(trials);
  const auto bins = target.size(1), neurons = target.size(2);
  auto text = fmt::format("{} trials ({} train, {} valid) of {} bins of {} ms, {} neurons",
                          target.size(0), trials.split.train.size(), trials.split.valid.size(),
                          bins, trials.bin_s * 1000, neurons);
  const auto seen_bins = trials.spikes.size(1), seen_neurons = trials.spikes.size(2);
  if (seen_bins < bins || seen_neurons < neurons) {
    text += fmt::format("; the model sees {} bins of {} neurons", seen_bins, seen_neurons);
  }
  return text;
}

std::vector<std::string> silence_lines(const Trials& trials) {
  std::vector<std::string> lines;
  if (trials.real_valued) return lines;
  const Tensor& target = target_of(trials);
  const auto [silent_trials, silent_neurons] = data::silence_in(target);
  const auto add = [&](std::int64_t silent, std::int64_t all, const char* what) {
    if (silent > 0) lines.push_back(fmt::format("{} of {} {} have no spike", silent, all, what));
  };
  add(silent_trials, target.size(0), "trials");
  add(silent_neurons, target.size(2), "neurons");
  return lines;
}

std::string missing_text(const Trials& trials) {
  const Tensor& target = target_of(trials);
  return fmt::format("{} of {} counts are missing", at::isnan(target).sum().item<std::int64_t>(),
                     target.numel());
}

std::string model_text(const Experiment& experiment) {
  const auto& model = experiment.model;
  auto text =
      fmt::format("LFADS, generator {} ({} units), readout {}", experiment.generator.component().id,
                  experiment.state_dim, experiment.readout.component().id);
  if (model.factor_dim > 0) text += fmt::format(" of {} factors", model.factor_dim);
  if (model.output != "poisson") text += fmt::format(", {} output", model.output);
  text += model.co_dim > 0
              ? fmt::format(", controller with {} outputs, {} prior", model.co_dim, model.co_prior)
              : ", no controller";
  if (model.ic_enc_seq_len > 0) {
    text += fmt::format(", after {} bins for the initial condition alone", model.ic_enc_seq_len);
  }
  return text;
}

std::string ending_text(training::Ending ending, const training::Config& config,
                        std::int64_t epochs, std::int64_t best_epoch) {
  const auto since_best = epochs - 1 - best_epoch;
  if (ending == training::Ending::early_stopping) {
    return fmt::format("early stopping: no better for {} epochs", since_best);
  }
  const auto done = fmt::format("all {} epochs (training.max_epochs) are done", epochs);
  if (config.scored_epoch == "last") return done;
  // Within the patience of the learning rate a fit still counts as falling.
  if (since_best > config.lr_patience)
    return fmt::format("{}, no better for the last {}", done, since_best);
  return done + " and it was still improving: more of them may fit better";
}

}  // namespace npd::runs
