#pragma once

#include "training/config.hpp"

#include <cstdint>
#include <optional>

namespace npd::training {

/// What is decided once an epoch from its validation loss: the smoothed loss s = (1 - w) s + w v,
/// whether this epoch is the best so far, the learning rate of the next one (decayed when the
/// smoothed loss has not fallen for more than `lr_patience` epochs), and when to stop.
/// Losses are kept in float32, as in lfads-torch, so that ties fall in the same way.
class Monitor {
 public:
  explicit Monitor(const Config& config);

  /// Takes the reconstruction loss of the next epoch.
  void add(double validation_loss);

  /// The next epoch is the best one so far, whatever came before.
  void forget_best() { state_.best.reset(); }

  float smoothed() const { return state_.smoothed.value(); }
  float best() const { return state_.best.value(); }
  std::int64_t epochs_since_best() const { return state_.epochs_since_best; }
  bool is_best() const { return state_.epochs_since_best == 0; }
  bool should_stop() const { return state_.epochs_since_best >= config_.early_stopping_patience; }
  double learning_rate() const { return state_.learning_rate; }

  struct State {
    std::optional<float> smoothed;
    std::optional<float> best;
    std::int64_t epochs_since_best = 0;
    std::int64_t epochs_without_decay = 0;  ///< since the last fall or the last decay
    double learning_rate = 0;
  };
  const State& state() const { return state_; }
  void restore(const State& state) { state_ = state; }

 private:
  void decay_at_plateau();

  Config config_;
  State state_;
};

}  // namespace npd::training
