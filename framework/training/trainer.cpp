#include "training/trainer.hpp"

#include <npd/error.hpp>
#include <npd/ops.hpp>

#include <c10/core/GradMode.h>
#include <fmt/format.h>

#include <algorithm>

namespace npd::training {
namespace {

void add(PhaseRecord& sum, const PhaseRecord& record, double weight) {
  sum.loss += weight * record.loss;
  sum.reconstruction += weight * record.reconstruction;
  sum.bits_per_spike += weight * record.bits_per_spike;
  sum.co_bits_per_spike += weight * record.co_bits_per_spike;
  sum.fp_bits_per_spike += weight * record.fp_bits_per_spike;
  sum.r2 += weight * record.r2;
  sum.l2 += weight * record.l2;
  sum.kl_ic += weight * record.kl_ic;
  sum.kl_co += weight * record.kl_co;
}

// A NaN stays one: comparisons with it are false.
double at_least_minus_1(double bits) { return bits < -1 ? -1 : bits; }

PhaseRecord record(const BatchResult& result) {
  const auto& loss = result.loss;
  const auto bits = result.fit.bits_per_spike();
  PhaseRecord record;
  record.loss = loss.total.item<double>();
  record.reconstruction = loss.reconstruction.item<double>();
  record.bits_per_spike = at_least_minus_1(bits.seen);
  record.co_bits_per_spike = at_least_minus_1(bits.held_out);
  record.fp_bits_per_spike = at_least_minus_1(bits.forward_predicted);
  record.r2 = result.fit.rate_r2();
  record.l2 = loss.l2_ramp * loss.l2.item<double>();
  record.kl_ic = loss.kl_ramp * loss.kl_ic.item<double>();
  record.kl_co = loss.kl_ramp * loss.kl_co.item<double>();
  return record;
}

}  // namespace

Trainer::Trainer(model::Lfads& model, const data::Recording& data, const Config& config,
                 std::uint64_t seed)
    : model_(model),
      data_(data),
      config_(config),
      seed_(seed),
      optimiser_(model.weights(), config),
      monitor_(config),
      first_counted_epoch_(config.early_stopping_from == "ramp_end" ? model.ramp_end() : 0) {
  const auto trials = static_cast<std::int64_t>(data.split().train.size());
  if (config.batch_size > trials) {
    throw ConfigError("batch_size",
                      fmt::format("{} exceeds the {} training trials of the data set; only whole "
                                  "batches are trained on, so it must be at most {}",
                                  config.batch_size, trials, trials));
  }
}

std::int64_t Trainer::steps_per_epoch() const {
  return static_cast<std::int64_t>(data_.split().train.size()) / config_.batch_size;
}

Ending Trainer::fit(const Observer& observer) {
  while (epochs_ < config_.max_epochs && !stops_early()) {
    const auto epoch = epochs_;
    EpochRecord record;
    record.epoch = epoch;
    record.learning_rate = monitor_.learning_rate();
    bool interrupted = false;
    record.train = train_epoch(epoch, observer, record.gradient_norm, interrupted);
    if (interrupted) {
      restore_kept();
      return Ending::interrupted;
    }
    record.valid = validate(epoch);
    if (epoch == first_counted_epoch_) monitor_.forget_best();
    monitor_.add(record.valid.reconstruction);
    record.smoothed_reconstruction = static_cast<double>(monitor_.smoothed());
    const bool is_kept = config_.scored_epoch == "last" || monitor_.is_best();
    if (is_kept) keep(epoch);
    ++epochs_;
    if (observer.on_epoch) observer.on_epoch(record, is_kept);
  }
  restore_kept();
  return stops_early() ? Ending::early_stopping : Ending::epoch_limit;
}

TrainerState Trainer::state() const {
  TrainerState state{epochs_, best_epoch_, {}, best_weights_, optimiser_.state(), monitor_.state()};
  for (const auto& weight : model_.weights()) state.weights.push_back(weight.value.detach());
  return state;
}

void Trainer::restore(const TrainerState& state) {
  epochs_ = state.epochs;
  best_epoch_ = state.best_epoch;
  best_weights_ = state.best_weights;
  optimiser_.restore(state.optimiser);
  monitor_.restore(state.monitor);
  set_weights(state.weights);
}

PhaseRecord Trainer::train_epoch(std::int64_t epoch, const Observer& observer,
                                 double& gradient_norm, bool& interrupted) {
  RandomStream shuffle(seed_, fmt::format("shuffle/{}", epoch));
  const auto& train = data_.split().train;
  std::vector<std::int64_t> order;
  for (const auto i : shuffle.permutation(static_cast<std::int64_t>(train.size()))) {
    order.push_back(train[static_cast<std::size_t>(i)]);
  }
  const auto steps = steps_per_epoch();
  const auto batches = data::cut(order, config_.batch_size);
  PhaseRecord mean;
  for (std::int64_t i = 0; i < steps; ++i) {
    if (observer.interrupted && observer.interrupted()) {
      interrupted = true;
      return mean;
    }
    const auto step = static_cast<std::uint32_t>(epoch * steps + i);
    double norm = 0;
    const auto& trials = batches[static_cast<std::size_t>(i)];
    try {
      add(mean, train_step(epoch, step, trials, norm), 1.0 / static_cast<double>(steps));
    } catch (const NumericalError& error) {
      throw NumericalError(
          fmt::format("training, epoch {}, step {}: {}; try a smaller training.lr_init or "
                      "training.gradient_clip",
                      epoch, step, error.what()));
    }
    gradient_norm += norm / static_cast<double>(steps);
    if (observer.on_step) observer.on_step(i + 1, steps);
  }
  return mean;
}

PhaseRecord Trainer::train_step(std::int64_t epoch, std::uint32_t step,
                                const std::vector<std::int64_t>& trials, double& gradient_norm) {
  const auto result = training_pass(model_, batch_of(data_, trials, seed_, {"train", step, 0}),
                                    epoch, config_.cd_rate);
  gradient_norm = optimiser_.clip_gradients(config_.gradient_clip);
  optimiser_.step(monitor_.learning_rate());
  return record(result);
}

PhaseRecord Trainer::validate(std::int64_t epoch) {
  const c10::AutoGradMode no_gradient(false);
  const auto& valid = data_.split().valid;
  const model::PhiloxDraws::Place place{"valid", static_cast<std::uint32_t>(epoch), 0};
  PhaseRecord mean;
  for (const auto& trials : data::cut(valid, config_.batch_size)) {
    BatchResult result;
    try {
      result = validation_pass(model_, batch_of(data_, trials, seed_, place), epoch);
    } catch (const NumericalError& error) {
      throw NumericalError(fmt::format("validation, epoch {}: {}", epoch, error.what()));
    }
    add(mean, record(result),
        static_cast<double>(trials.size()) / static_cast<double>(valid.size()));
  }
  return mean;
}

bool Trainer::stops_early() const {
  return epochs_ > first_counted_epoch_ && monitor_.should_stop();
}

void Trainer::keep(std::int64_t epoch) {
  best_epoch_ = epoch;
  best_weights_.clear();
  for (const auto& weight : model_.weights())
    best_weights_.push_back(weight.value.detach().clone());
}

void Trainer::restore_kept() {
  if (!best_weights_.empty()) set_weights(best_weights_);
}

void Trainer::set_weights(const std::vector<Tensor>& values) {
  const c10::AutoGradMode no_gradient(false);
  const auto weights = model_.weights();
  for (std::size_t i = 0; i < weights.size(); ++i) {
    Tensor value = weights[i].value;
    value.copy_(values[i]);
  }
}

}  // namespace npd::training
