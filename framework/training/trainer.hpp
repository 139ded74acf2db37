#pragma once

#include "data/recording.hpp"
#include "model/lfads.hpp"
#include "training/adamw.hpp"
#include "training/batch_pass.hpp"
#include "training/config.hpp"
#include "training/monitor.hpp"

#include <cstdint>
#include <functional>
#include <vector>

namespace npd::training {

/// Means over the batches of one phase of an epoch; the penalties carry their ramps.
struct PhaseRecord {
  double loss = 0, reconstruction = 0;
  double bits_per_spike = 0;     ///< of seen neurons in seen bins
  double co_bits_per_spike = 0;  ///< of held-out neurons; NaN where there are none
  double fp_bits_per_spike = 0;  ///< of the bins to predict; NaN where there are none
  double r2 = 0;                 ///< NaN where the true rates are unknown
  double l2 = 0, kl_ic = 0, kl_co = 0;
};

/// One row of metrics.csv.
struct EpochRecord {
  std::int64_t epoch = 0;
  PhaseRecord train, valid;
  double smoothed_reconstruction = 0;
  double learning_rate = 0;  ///< that this epoch was trained with
  double gradient_norm = 0;  ///< before clipping, mean over the steps
};

/// How a training came to its end.
enum class Ending { early_stopping, epoch_limit, interrupted };

/// All that a training carries from one epoch to the next.
struct TrainerState {
  std::int64_t epochs = 0;  ///< that are done
  std::int64_t best_epoch = 0;
  std::vector<Tensor> weights, best_weights;  ///< in the order of the model's
  AdamW::State optimiser;
  Monitor::State monitor;
};

/// Fits a model to a data set. One thread at a time.
class Trainer {
 public:
  /// \param seed  of all draws and shuffles
  /// \throws ConfigError if a batch is larger than the training set
  Trainer(model::Lfads& model, const data::Recording& data, const Config& config,
          std::uint64_t seed);

  struct Observer {
    std::function<void(std::int64_t step, std::int64_t steps)> on_step;  ///< within an epoch
    /// \param is_kept  its weights are the ones to score, so far
    std::function<void(const EpochRecord&, bool is_kept)> on_epoch;
    std::function<bool()> interrupted;  ///< asked before each step
  };

  /// Trains until early stopping or the epoch limit, then puts the weights of the epoch back that
  /// is to be scored: the best one, or the last.
  /// \throws NumericalError naming epoch, step and tensor if anything stops being finite
  Ending fit(const Observer& observer);

  /// Between epochs; shares the memory of the weights.
  TrainerState state() const;

  /// Before `fit`, which then goes on as if the training had never ended.
  void restore(const TrainerState& state);

  const Config& config() const { return config_; }
  std::int64_t best_epoch() const { return best_epoch_; }
  std::int64_t steps_per_epoch() const;

 private:
  PhaseRecord train_epoch(std::int64_t epoch, const Observer& observer, double& gradient_norm,
                          bool& interrupted);
  PhaseRecord train_step(std::int64_t epoch, std::uint32_t step,
                         const std::vector<std::int64_t>& trials, double& gradient_norm);
  PhaseRecord validate(std::int64_t epoch);
  bool stops_early() const;
  void keep(std::int64_t epoch);
  void restore_kept();
  void set_weights(const std::vector<Tensor>& values);

  model::Lfads& model_;
  const data::Recording& data_;
  Config config_;
  std::uint64_t seed_;
  AdamW optimiser_;
  Monitor monitor_;
  std::int64_t first_counted_epoch_;  ///< of early stopping
  std::vector<Tensor> best_weights_;
  std::int64_t best_epoch_ = 0, epochs_ = 0;
};

}  // namespace npd::training
