#include "runs/tensorboard_scalars.hpp"

#include "model/lfads.hpp"

namespace npd::runs {
namespace {

void add_phase(const std::string& split, const training::PhaseRecord& phase, double l2_ramp,
               double kl_ramp, Scalars& scalars) {
  const auto add = [&](const char* name, double value) {
    scalars.emplace_back(split + "/" + name, value);
  };
  add("loss", phase.loss);
  add("recon", phase.reconstruction);
  add("recon/sess0", phase.reconstruction);
  add("bps", phase.bits_per_spike);
  add("co_bps", phase.co_bits_per_spike);
  add("fp_bps", phase.fp_bits_per_spike);
  add("r2", phase.r2);
  add("wt_l2", phase.l2);
  add("wt_l2/ramp", l2_ramp);
  add("wt_kl", phase.kl_ic + phase.kl_co);
  add("wt_kl/ic", phase.kl_ic);
  add("wt_kl/co", phase.kl_co);
  add("wt_kl/ramp", kl_ramp);
}

void add_hyperparameters(const model::Config& model, const training::Config& training,
                         Scalars& scalars) {
  const Scalars hyperparameters{{"hp/lr_init", training.lr_init},
                                {"hp/dropout_rate", model.dropout_rate},
                                {"hp/l2_ic_enc_scale", 0},
                                {"hp/l2_ci_enc_scale", 0},
                                {"hp/l2_gen_scale", model.l2_gen_scale},
                                {"hp/l2_con_scale", model.l2_con_scale},
                                {"hp/kl_co_scale", model.kl_co_scale},
                                {"hp/kl_ic_scale", model.kl_ic_scale},
                                {"hp/weight_decay", training.weight_decay},
                                {"hp/cd_rate", training.cd_rate}};
  scalars.insert(scalars.end(), hyperparameters.begin(), hyperparameters.end());
}

}  // namespace

Scalars tensorboard_scalars(const training::EpochRecord& epoch, const model::Config& model,
                            const training::Config& training) {
  const double l2_ramp = model::ramp(epoch.epoch, model.l2_start_epoch, model.l2_increase_epoch),
               kl_ramp = model::ramp(epoch.epoch, model.kl_start_epoch, model.kl_increase_epoch);
  Scalars scalars;
  add_phase("train", epoch.train, l2_ramp, kl_ramp, scalars);
  add_phase("valid", epoch.valid, l2_ramp, kl_ramp, scalars);
  scalars.emplace_back("valid/recon_smth", epoch.smoothed_reconstruction);
  scalars.emplace_back("hp_metric", epoch.valid.reconstruction);
  scalars.emplace_back("cur_epoch", static_cast<double>(epoch.epoch));
  scalars.emplace_back("epoch", static_cast<double>(epoch.epoch));
  scalars.emplace_back("lr-AdamW", epoch.learning_rate);
  scalars.emplace_back("grad_norm", epoch.gradient_norm);
  add_hyperparameters(model, training, scalars);
  return scalars;
}

}  // namespace npd::runs
