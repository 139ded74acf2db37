#include "runs/effects.hpp"

#include "runs/experiment.hpp"

#include <algorithm>
#include <string_view>

namespace npd::runs {
namespace {

/// Read by the controller, its encoder and the prior of its outputs alone.
constexpr std::string_view of_controller[] = {
    "model.ci_enc_dim",   "model.ci_lag",       "model.con_dim",
    "model.co_prior",     "model.kl_co_scale",  "model.co_prior_variance",
    "model.l2_con_scale", "model.ar_prior_tau", "model.ar_prior_noise_variance"};

}  // namespace

std::string why_without_effect(config::Document& document, const std::filesystem::path& file,
                               const std::string& key) {
  const auto experiment = read_experiment(document, file);
  const auto& keys = of_controller;
  const bool controller = std::find(std::begin(keys), std::end(keys), key) != std::end(keys);
  return controller && experiment.model.co_dim == 0 ? "model.co_dim is 0: there is no controller"
                                                    : "";
}

}  // namespace npd::runs
