#include "training/config.hpp"

#include "sequence/engine.hpp"

namespace npd::training {

void Config::visit(Params& p) {
  p("engine", engine,
    "Implementation of the inner loops: \"fused\" has hand-written gradients, \"autograd\" is the "
    "reference in plain LibTorch; \"auto\" is fused where the plugins offer kernels",
    one_of(sequence::engine_names()));
  p("panel_trials", panel_trials,
    "Trials that the fused engine works on at a time, on one thread; part of the rounding of sums",
    at_least(1), "trials");
  p("batch_size", batch_size, "Trials of an optimisation step", at_least(1), "trials");
  p("max_epochs", max_epochs, "Passes over the training trials, at most", at_least(1),
    may_change_while_training);
  p("lr_init", lr_init, "Learning rate at the start", above(0), may_change_while_training);
  p("lr_stop", lr_stop, "Least learning rate", at_least(0), may_change_while_training);
  p("lr_decay", lr_decay, "Factor on the learning rate at a plateau", within(0, 1),
    may_change_while_training);
  p("lr_patience", lr_patience, "Epochs without a better smoothed validation loss before a decay",
    at_least(0), may_change_while_training);
  p("adam_beta1", adam_beta1, "Decay of AdamW's mean of gradients", from_below(0, 1),
    may_change_while_training);
  p("adam_beta2", adam_beta2, "Decay of AdamW's mean of squared gradients", from_below(0, 1),
    may_change_while_training);
  p("adam_epsilon", adam_epsilon, "AdamW's guard against division by zero", above(0),
    may_change_while_training);
  p("weight_decay", weight_decay, "AdamW's decoupled weight decay", at_least(0),
    may_change_while_training);
  p("gradient_clip", gradient_clip, "Largest norm of the gradient", above(0),
    may_change_while_training);
  p("cd_rate", cd_rate, "Coordinated dropout: share of the counts hidden from the encoders",
    from_below(0, 1), may_change_while_training);
  p("smoothing", smoothing, "Weight of the newest epoch in the smoothed validation loss",
    within(0, 1), may_change_while_training);
  p("early_stopping_patience", early_stopping_patience,
    "Epochs without a better smoothed validation loss before training ends", at_least(1),
    may_change_while_training);
  p("early_stopping_from", early_stopping_from,
    "Since when these epochs count: since the start of training, or since the ramps of the KL and "
    "L2 terms have ended, with that epoch as the first best one",
    one_of({"start", "ramp_end"}), may_change_while_training);
  p("scored_epoch", scored_epoch,
    "Whose weights are kept, sampled and scored: of the epoch with the best smoothed validation "
    "loss, or of the last one",
    one_of({"best", "last"}), may_change_while_training);
  p("tensorboard", tensorboard,
    "Writes what metrics.csv has, and more, to a file for TensorBoard in the run's folder",
    may_change_while_training);
}

}  // namespace npd::training
