#pragma once

#include "murray/circuit.hpp"
#include "murray/circuit_system.hpp"
#include "residual/bins.hpp"
#include "residual/spectra.hpp"
#include "residual/truth.hpp"
#include "residual/two_stage.hpp"

#include <npd/ops.hpp>
#include <npd/random.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

/// \file small_noise.hpp
/// The circuit under one stimulus with little noise, where residuals are those of its Jacobians.
namespace npd::testing {

/// |eigenvalues| of maps against those of the true product, of bins 10 to 94.
struct JacobianErrors {
  double mean = 0, most = 0, bias = 0;  ///< of all modes; of the first mode, signed
};

/// 1000 trials of states without observation noise, one stage, bins of 10 ms.
inline JacobianErrors small_noise_errors(const murray::Circuit& circuit,
                                         const std::vector<double>& start, std::uint64_t seed) {
  const at::TensorOptions float64(at::kDouble);
  constexpr std::int64_t trials = 1000, bins = 100, first = 10, last = 94;
  DrivenSystem driven;
  driven.system = std::make_shared<murray::CircuitSystem>(murray::whole_circuit(circuit, 0, 4),
                                                          murray::Integration{}, murray::RateMap{});
  driven.drive = at::zeros({trials, bins, 4}, float64);
  RandomStream random(seed, "small noise");
  auto* drive = driven.drive.data_ptr<double>();
  for (std::int64_t i = 0; i < driven.drive.numel(); ++i) drive[i] = .0005 * random.normal();
  // Pulses of 8 and 28 Hz, spread over time.
  driven.drive.narrow(1, 5, 90).select(2, 0).add_(.0036);
  driven.drive.narrow(1, 5, 90).select(2, 1).add_(.0126);
  driven.starts = at::tensor(start, float64).expand({trials, 4}).contiguous();
  AnalysisData data;
  data.truth.whole = driven;
  const auto known = residual::known_systems(data).front();
  const Tensor states = at::cat(
      {known.before.slice(1, 1),
       driven.system->step(driven.drive.select(1, bins - 1), known.before.select(1, bins - 1))
           .unsqueeze(1)},
      1);
  const auto z = residual::centred(residual::bins_of(states));
  const auto maps = residual::one_stage(z, first, 0);
  residual::BinLayout layout;
  layout.first.emplace_back();
  for (std::int64_t bin = 0; bin < bins; ++bin) layout.first[0].push_back(bin);
  residual::TrialList all;
  for (std::int64_t i = 0; i < trials; ++i) all.push_back(i);
  const auto truth = residual::true_modes(known, all, layout).front();
  JacobianErrors errors;
  for (auto bin = first; bin <= last; ++bin) {
    const auto i = static_cast<std::size_t>(bin);
    const auto found =
        dynamics::sorted_eigenvalues(maps[i - static_cast<std::size_t>(first)]).cwiseAbs().eval();
    const Eigen::VectorXd apart = found - truth[i].cwiseAbs();
    constexpr double count = last - first + 1;
    errors.mean += apart.cwiseAbs().mean() / count;
    errors.most = std::max(errors.most, apart.cwiseAbs().maxCoeff());
    errors.bias += apart(0) / count;
  }
  return errors;
}

}  // namespace npd::testing
