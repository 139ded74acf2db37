#include "training/monitor.hpp"

#include <algorithm>

namespace npd::training {
namespace {

// A decay smaller than this is not worth making.
constexpr double smallest_decay = 1e-8;

}  // namespace

Monitor::Monitor(const Config& config) : config_(config) { state_.learning_rate = config.lr_init; }

void Monitor::add(double validation_loss) {
  const auto value = static_cast<float>(validation_loss);
  const auto weight = static_cast<float>(config_.smoothing);
  const auto rest = static_cast<float>(1 - config_.smoothing);
  state_.smoothed = state_.smoothed ? rest * *state_.smoothed + weight * value : value;

  if (!state_.best || *state_.smoothed < *state_.best) {
    state_.best = state_.smoothed;
    state_.epochs_since_best = 0;
    state_.epochs_without_decay = 0;
  } else {
    ++state_.epochs_since_best;
    ++state_.epochs_without_decay;
  }
  decay_at_plateau();
}

void Monitor::decay_at_plateau() {
  if (state_.epochs_without_decay <= config_.lr_patience) return;
  const double decayed = std::max(state_.learning_rate * config_.lr_decay, config_.lr_stop);
  if (state_.learning_rate - decayed > smallest_decay) state_.learning_rate = decayed;
  state_.epochs_without_decay = 0;
}

}  // namespace npd::training
