#pragma once

#include <npd/params.hpp>

#include <cstdint>
#include <string>

namespace npd::training {

/// The table [training] of an experiment.
struct Config {
  std::string engine = "auto";
  std::int64_t panel_trials = 64;
  std::int64_t batch_size = 256;
  std::int64_t max_epochs = 1000;
  double lr_init = 4e-3;
  double lr_stop = 1e-5;
  double lr_decay = 0.95;
  std::int64_t lr_patience = 6;
  double adam_beta1 = 0.9;
  double adam_beta2 = 0.999;
  double adam_epsilon = 1e-7;
  double weight_decay = 0.0;
  double gradient_clip = 200.0;
  double cd_rate = 0.3;
  double smoothing = 0.7;
  std::int64_t early_stopping_patience = 200;
  std::string early_stopping_from = "start";
  std::string scored_epoch = "best";
  bool tensorboard = false;

  void visit(Params& p);
};

}  // namespace npd::training
