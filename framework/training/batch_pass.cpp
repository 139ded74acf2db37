#include "training/batch_pass.hpp"

#include "sequence/panel_batch.hpp"

#include <npd/error.hpp>
#include <npd/ops.hpp>

#include <c10/core/GradMode.h>
#include <fmt/format.h>
#include <torch/csrc/autograd/autograd.h>

#include <cmath>
#include <utility>
#include <vector>

namespace npd::training {
namespace {

constexpr std::pair<Tensor model::Loss::*, const char*> terms[] = {
    {&model::Loss::reconstruction, "reconstruction loss"},
    {&model::Loss::l2, "L2 penalty"},
    {&model::Loss::kl_ic, "KL of the initial condition"},
    {&model::Loss::kl_co, "KL of the controller"},
    {&model::Loss::total, "loss"}};

/// What a shard adds to its batch.
struct Part {
  BatchResult result;
  std::vector<Tensor> gradients;  ///< undefined where the loss does not depend on the weight
};

model::Loss sum_of_losses(const std::vector<Part>& parts) {
  model::Loss sum;
  sum.l2_ramp = parts.front().result.loss.l2_ramp;
  sum.kl_ramp = parts.front().result.loss.kl_ramp;
  for (const auto& [term, name] : terms) {
    double value = 0;
    for (const auto& part : parts) value += (part.result.loss.*term).item<double>();
    sum.*term = at::scalar_tensor(value, at::kDouble);
  }
  return sum;
}

void set_gradients(sequence::Operations& operations, const std::vector<Tensor>& weights,
                   const std::vector<Part>& parts) {
  operations.for_each(static_cast<std::int64_t>(weights.size()), [&](std::int64_t task) {
    const auto i = static_cast<std::size_t>(task);
    const c10::AutoGradMode no_gradient(false);
    Tensor sum;
    for (const auto& part : parts) {
      const Tensor& gradient = part.gradients[i];
      if (!gradient.defined()) continue;
      sum = sum.defined() ? sum.add_(gradient) : gradient.clone();
    }
    weights[i].mutable_grad() = sum;
  });
}

void check_finite(const model::Loss& loss) {
  for (const auto& [term, name] : terms) {
    const double value = (loss.*term).item<double>();
    if (!std::isfinite(value)) {
      throw NumericalError(
          fmt::format("the {} is {}", name, std::isnan(value) ? "NaN" : "infinite"));
    }
  }
}

/// What happens to each shard of a batch.
struct Pass {
  const model::Lfads& model;
  const BatchSource& batch;
  std::int64_t epoch;
  bool dropout = false;
  double cd_rate = 0;
  std::vector<Tensor> weights = {};  ///< whose gradients are wanted

  Part operator()(std::int64_t first, std::int64_t count) const {
    const c10::AutoGradMode with_gradients(!weights.empty());
    const auto [own, true_rates, draws] = batch.shard(first, count);
    const auto output = model.forward(own, {draws.get(), dropout ? draws.get() : nullptr, cd_rate});
    const model::Share share{static_cast<double>(count) / static_cast<double>(batch.trials),
                             batch.observations > 0 ? observations(own) / batch.observations : 0};
    Part part;
    part.result.loss = model.loss(output, epoch, draws.get(), share);
    part.result.fit =
        FitSums({output.reconstruction.parameters, own.target, own.observed, true_rates},
                model.output_distribution(), batch.seen);
    const Tensor total = part.result.loss.total;
    for (const auto& [term, name] : terms) {
      part.result.loss.*term = (part.result.loss.*term).detach();
    }
    if (!weights.empty()) {
      part.gradients = torch::autograd::grad({total}, weights, {}, {}, false, true);
    }
    return part;
  }
};

std::vector<Part> in_shards(const Pass& pass) {
  auto& operations = pass.model.operations();
  const auto trials = pass.batch.trials, largest = operations.shard_trials();
  const sequence::PanelCut cut(trials, largest > 0 ? largest : trials);
  std::vector<Part> parts(static_cast<std::size_t>(cut.count()));
  operations.for_each(cut.count(), [&](std::int64_t i) {
    parts[static_cast<std::size_t>(i)] = pass(cut.first(i), cut.trials(i));
  });
  return parts;
}

BatchResult together(const std::vector<Part>& parts) {
  BatchResult result{sum_of_losses(parts), {}};
  check_finite(result.loss);
  for (const auto& part : parts) result.fit += part.result.fit;
  return result;
}

}  // namespace

double observations(const data::Batch& batch) {
  return batch.observed.defined() ? batch.observed.sum(at::kDouble).item<double>()
                                  : static_cast<double>(batch.target.numel());
}

BatchSource batch_of(const data::Recording& data, const std::vector<std::int64_t>& trials,
                     std::uint64_t seed, const model::PhiloxDraws::Place& place) {
  const auto shard = [&data, &trials, seed, place](std::int64_t first, std::int64_t count) {
    const auto begin = trials.begin() + first;
    const std::vector<std::int64_t> own(begin, begin + count);
    return Shard{data.batch(own), data.true_rates(own),
                 std::make_unique<model::PhiloxDraws>(seed, place, own)};
  };
  return {static_cast<std::int64_t>(trials.size()),
          data.observations(trials),
          {data.seen_bins(), data.sizes().seen_neurons},
          shard};
}

BatchResult training_pass(const model::Lfads& model, const BatchSource& batch, std::int64_t epoch,
                          double cd_rate) {
  std::vector<Tensor> weights;
  for (const auto& weight : model.weights()) {
    if (weight.trained) weights.push_back(weight.value);
  }
  const auto parts = in_shards({model, batch, epoch, true, cd_rate, weights});
  auto result = together(parts);
  set_gradients(model.operations(), weights, parts);
  return result;
}

BatchResult validation_pass(const model::Lfads& model, const BatchSource& batch,
                            std::int64_t epoch) {
  return together(in_shards({model, batch, epoch}));
}

}  // namespace npd::training
