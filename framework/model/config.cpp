#include "model/config.hpp"

namespace npd::model {

void Config::visit(Params& p) {
  p("ic_enc_dim", ic_enc_dim, "Units of the initial-condition encoder, in each direction",
    at_least(1), changes_shapes);
  p("ci_enc_dim", ci_enc_dim, "Units of the controller-input encoder, in each direction",
    at_least(1), changes_shapes);
  p("ci_lag", ci_lag, "Delay of the controller's view of the data", at_least(0), "bins");
  p("con_dim", con_dim, "Units of the controller", at_least(1), changes_shapes);
  p("co_dim", co_dim, "Inferred inputs, the controller's outputs; 0: no controller", at_least(0),
    changes_shapes);
  p("ic_dim", ic_dim, "Dimension of the initial-condition posterior; 0: the generator's state_dim",
    at_least(0), changes_shapes);
  p("ic_enc_seq_len", ic_enc_seq_len,
    "Bins at the start of each trial that only the initial condition's encoder sees; the model "
    "starts after them. 0: it sees the whole trial, as does the model",
    at_least(0), "bins");
  p("factor_dim", factor_dim,
    "Dimension of the factors, a row-normalised linear map of the generator's state; 0: no map, "
    "the "
    "factors are the state",
    at_least(0), changes_shapes);
  p("output", output,
    "Distribution of the data given the readout: counts are Poisson, real numbers Gaussian, with a "
    "mean and a log-variance from the readout for each neuron and bin",
    one_of({"poisson", "gaussian"}), changes_shapes);
  p("readout_bias", readout_bias,
    "Where the bias of the readout starts: at zero, or so that the outputs begin near the mean "
    "rates (Gaussian: means) of the training trials, for readouts that have one",
    one_of({"zero", "mean_rates"}));
  p("cell_clip", cell_clip, "Largest magnitude of a unit of the encoders and the controller",
    above(0));
  p("dropout_rate", dropout_rate, "Rate of every dropout layer", from_below(0, 1),
    may_change_while_training);
  p("ic_post_var_min", ic_post_var_min, "Least variance of the initial-condition posterior",
    at_least(0));
  p("ic_prior_variance", ic_prior_variance, "Variance of the initial-condition prior", above(0));
  p("co_prior", co_prior,
    "Prior of the controller's outputs: independent normal, or autoregressive",
    one_of({"mvn", "ar"}), changes_shapes);
  p("co_prior_variance", co_prior_variance, "mvn: variance of the prior", above(0));
  p("ar_prior_tau", ar_prior_tau, "ar: time constant at the start of training", above(0), "bins");
  p("ar_prior_noise_variance", ar_prior_noise_variance,
    "ar: variance of the innovations at the start of training", above(0));

  p("loss_scale", loss_scale, "Factor on the whole loss", above(0), may_change_while_training);
  p("kl_ic_scale", kl_ic_scale, "Weight of the initial-condition KL divergence", at_least(0),
    may_change_while_training);
  p("kl_co_scale", kl_co_scale, "Weight of the controller-output KL divergence", at_least(0),
    may_change_while_training);
  p("l2_gen_scale", l2_gen_scale, "Weight of the L2 penalty on the generator", at_least(0),
    may_change_while_training);
  p("l2_con_scale", l2_con_scale, "Weight of the L2 penalty on the controller", at_least(0),
    may_change_while_training);
  p("kl_start_epoch", kl_start_epoch, "Epoch at which the KL terms set in", at_least(0),
    may_change_while_training);
  p("kl_increase_epoch", kl_increase_epoch, "Epochs over which the KL terms rise", at_least(0),
    may_change_while_training);
  p("l2_start_epoch", l2_start_epoch, "Epoch at which the L2 penalty sets in", at_least(0),
    may_change_while_training);
  p("l2_increase_epoch", l2_increase_epoch, "Epochs over which the L2 penalty rises", at_least(0),
    may_change_while_training);
}

}  // namespace npd::model
