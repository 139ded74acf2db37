/// \file slowest_mode.cpp
/// The longest memory of a model: the time constant of its slowest mode where its states are.
#include <npd/analysis.hpp>
#include <npd/ops.hpp>

#include <ATen/ops/linalg_eigvals.h>

#include <cmath>
#include <limits>

namespace {

class SlowestMode final : public npd::Analysis {
 public:
  struct Config {
    void visit(npd::Params&) {}
  };

  explicit SlowestMode(const Config&) {}

  std::vector<npd::ScoreInfo> scores() const override {
    npd::ScoreInfo info;
    info.name = "slowest_mode_ms";
    info.doc =
        "Time constant of the model's slowest mode at its mean state and input; "
        "infinite where it grows";
    info.lowest = 0;
    info.perfect = std::nullopt;
    return {info};
  }

  npd::AnalysisResult run(const npd::AnalysisData& data) override {
    const npd::Tensor state = data.model.states.flatten(0, 1).mean(0, true);  // (1, state)
    const npd::Tensor input = data.model.inputs.flatten(0, 1).mean(0, true);  // (1, input)
    const npd::Tensor jacobian = data.model.system->jacobian(input, state).state[0];
    const npd::Tensor moduli = at::abs(at::linalg_eigvals(jacobian));
    const double slowest = moduli.amax().item<double>();
    const double tau_ms = slowest < 1 ? -1000 * data.evaluation.bin_s / std::log(slowest)
                                      : std::numeric_limits<double>::infinity();
    return {.scores = {{"slowest_mode_ms", tau_ms, "all"}},
            .arrays = {{"moduli", moduli, "moduli of the eigenvalues (mode)"}}};
  }
};

}  // namespace

NPD_ANALYSIS(SlowestMode, "slowest_mode", "0.1.0", "The longest memory of a model")
