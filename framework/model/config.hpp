#pragma once

#include "sequence/output_distribution.hpp"

#include <npd/params.hpp>

#include <cstdint>
#include <string>

namespace npd::model {

/// The table [model] of an experiment, apart from its generator and readout. Names as in
/// lfads-torch where it has the parameter.
struct Config {
  std::int64_t ic_enc_dim = 100;
  std::int64_t ci_enc_dim = 80;
  std::int64_t ci_lag = 1;
  std::int64_t con_dim = 80;
  std::int64_t co_dim = 4;
  std::int64_t ic_dim = 0;
  std::int64_t ic_enc_seq_len = 0;
  std::int64_t factor_dim = 0;
  std::string output = "poisson";
  std::string readout_bias = "zero";
  double cell_clip = 5.0;
  double dropout_rate = 0.3;
  double ic_post_var_min = 1e-4;
  double ic_prior_variance = 0.1;
  std::string co_prior = "mvn";
  double co_prior_variance = 0.1;
  double ar_prior_tau = 10.0;
  double ar_prior_noise_variance = 0.1;

  double loss_scale = 1e4;
  double kl_ic_scale = 1e-4;
  double kl_co_scale = 1e-5;
  double l2_gen_scale = 1e-2;
  double l2_con_scale = 1e-2;
  std::int64_t kl_start_epoch = 0;
  std::int64_t kl_increase_epoch = 80;
  std::int64_t l2_start_epoch = 0;
  std::int64_t l2_increase_epoch = 80;

  void visit(Params& p);
};

/// What the readout's outputs are parameters of.
inline sequence::OutputDistribution output_distribution(const Config& config) {
  return config.output == "gaussian" ? sequence::OutputDistribution::gaussian
                                     : sequence::OutputDistribution::poisson;
}

/// Columns of the factors: factor_dim, or without a bottleneck those of the state.
inline std::int64_t factor_dim(const Config& config, std::int64_t state_dim) {
  return config.factor_dim > 0 ? config.factor_dim : state_dim;
}

}  // namespace npd::model
