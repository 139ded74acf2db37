#pragma once

#include "residual/bins.hpp"
#include "residual/spectra.hpp"

#include <npd/analysis.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

/// \file truth.hpp
/// What residual dynamics should be of small residuals: the Jacobians of a system along its
/// trajectories.
namespace npd::residual {

/// Where the bins that are analysed lie in the data.
struct BinLayout {
  Eigen::Index width = 1;                        ///< bins of the data in one that is analysed
  std::vector<std::vector<Eigen::Index>> first;  ///< of each: its first; for each segment
  double bin_s = 0.01;                           ///< of the data

  double width_s() const { return static_cast<double>(width) * bin_s; }
  /// The middle of a bin that is analysed.
  double time_s(std::size_t segment, std::size_t bin) const;
};

/// A system whose Jacobians are known along trials.
struct KnownSystem {
  std::string name;  ///< "own", "global" or "model"
  std::shared_ptr<System> system;
  Tensor inputs;                             ///< (trial, time, input)
  Tensor before;                             ///< (trial, time, state), states that the inputs meet
  std::int64_t first_state = 0, states = 0;  ///< whose Jacobian is asked for
};

/// Of the recorded part alone ("own"), of the whole circuit ("global"), of the fitted generator
/// ("model"), each as far as it is known.
std::vector<KnownSystem> known_systems(const AnalysisData& data);

/// The eigenvalues, by falling modulus, of the mean over trials of the product of Jacobians from
/// the middle of each bin to that of the next. \param between  is called before each map; what it
/// throws ends it; may be empty \return for each segment those of each bin but the last
std::vector<std::vector<ComplexVector>> true_modes(const KnownSystem& known,
                                                   const TrialList& trials, const BinLayout& layout,
                                                   const std::function<void()>& between = {});

}  // namespace npd::residual
