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

namespace npd::train {
namespace {

constexpr std::pair<Tensor model::Loss::*, const char*> terms[] = {
    {&model::Loss::reconstruction, "reconstruction loss"},
    {&model::Loss::l2, "L2 penalty"},
    {&model::Loss::kl_ic, "KL of the initial condition"},
    {&model::Loss::kl_co, "KL of the controller"},
    {&model::Loss::total, "loss"}};

/// Trials of a batch that are next to each other.
struct Shard {
  std::int64_t first, count;
};

Tensor narrowed(const Tensor& x, Shard shard) {
  return x.defined() ? x.narrow(0, shard.first, shard.count) : x;
}

double observations(const model::Batch& batch) {
  return batch.observed.defined() ? batch.observed.sum(at::kDouble).item<double>()
                                  : static_cast<double>(batch.reconstructed.numel());
}

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

void set_gradients(const std::vector<Tensor>& weights, const std::vector<Part>& parts) {
  for (std::size_t i = 0; i < weights.size(); ++i) {
    Tensor sum;
    for (const auto& part : parts) {
      const Tensor& gradient = part.gradients[i];
      if (gradient.defined()) sum = sum.defined() ? sum + gradient : gradient;
    }
    weights[i].mutable_grad() = sum;
  }
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
  const model::Batch& batch;
  std::int64_t epoch;
  const MakeDraws& make_draws;
  bool dropout = false;
  double cd_rate = 0;
  std::vector<Tensor> weights = {};  ///< whose gradients are wanted

  Part operator()(Shard shard, double all_observations) const {
    const c10::AutoGradMode with_gradients(!weights.empty());
    const model::Batch own{narrowed(batch.encoded, shard), narrowed(batch.reconstructed, shard),
                           narrowed(batch.external, shard), narrowed(batch.observed, shard)};
    const auto draws = make_draws(shard.first, shard.count);
    const auto output = model.forward(own, {draws.get(), dropout ? draws.get() : nullptr, cd_rate});
    const model::Share share{
        static_cast<double>(shard.count) / static_cast<double>(batch.encoded.size(0)),
        all_observations > 0 ? observations(own) / all_observations : 0};
    Part part{{output.reconstruction.parameters, model.loss(output, epoch, draws.get(), share)},
              {}};
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
  const auto trials = pass.batch.encoded.size(0);
  const auto largest = operations.shard_trials();
  const seq::PanelCut cut(trials, largest > 0 ? largest : trials);
  const double all_observations = observations(pass.batch);
  std::vector<Part> parts(static_cast<std::size_t>(cut.count()));
  operations.for_each(cut.count(), [&](std::int64_t i) {
    parts[static_cast<std::size_t>(i)] = pass({cut.first(i), cut.trials(i)}, all_observations);
  });
  return parts;
}

BatchResult together(const std::vector<Part>& parts) {
  BatchResult result{{}, sum_of_losses(parts)};
  check_finite(result.loss);
  std::vector<Tensor> parameters;
  for (const auto& part : parts) parameters.push_back(part.result.parameters);
  result.parameters = at::cat(parameters, 0);
  return result;
}

}  // namespace

MakeDraws philox_draws(std::uint64_t seed, const model::PhiloxDraws::Place& place,
                       const std::vector<std::int64_t>& trials) {
  return [seed, place, &trials](std::int64_t first, std::int64_t count) {
    const auto begin = trials.begin() + first;
    return std::make_unique<model::PhiloxDraws>(seed, place, std::vector(begin, begin + count));
  };
}

BatchResult training_pass(const model::Lfads& model, const model::Batch& batch, std::int64_t epoch,
                          double cd_rate, const MakeDraws& draws) {
  std::vector<Tensor> weights;
  for (const auto& weight : model.weights()) {
    if (weight.trained) weights.push_back(weight.value);
  }
  const auto parts = in_shards({model, batch, epoch, draws, true, cd_rate, weights});
  auto result = together(parts);
  set_gradients(weights, parts);
  return result;
}

BatchResult validation_pass(const model::Lfads& model, const model::Batch& batch,
                            std::int64_t epoch, const MakeDraws& draws) {
  return together(in_shards({model, batch, epoch, draws}));
}

}  // namespace npd::train
