#pragma once

#include "residual/bins.hpp"
#include "residual/bootstrap.hpp"
#include "residual/choose_lag.hpp"
#include "residual/folds.hpp"
#include "residual/groups.hpp"
#include "residual/hankel.hpp"
#include "residual/instruments.hpp"
#include "residual/noise.hpp"
#include "residual/settings.hpp"
#include "residual/sources.hpp"
#include "residual/spectra.hpp"
#include "residual/truth.hpp"
#include "residual/two_stage.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

/// \file pipeline.hpp
/// From the trials of one source to the residual dynamics of each group, step by step.
namespace npd::residual {

/// The fit of one segment of one group; everything by the map.
struct SegmentFit {
  Eigen::Index rank = 0;
  double smoothness = 0;
  std::vector<double> time_s;  ///< of the bin that the map begins at
  SegmentDynamics dynamics;
  std::vector<Eigen::MatrixXd> one_stage;  ///< maps by one stage, for comparison
  Spectra spectra;
  std::vector<Spectra> resampled;
  Instruments instruments;
  NoiseModel noise;
  Variability variability;
};

/// One curve of cross-validation.
struct Validation {
  std::string what;             ///< "rank", "lag and dimension" or "smoothness"
  std::size_t segment = 0;      ///< of ranks and smoothness chosen for each
  std::vector<double> choices;  ///< ranks or smoothnesses; of `grid` its places
  std::vector<LagDimension> grid;
  ErrorCurve curve;
};

struct GroupFit {
  Group group;
  LagDimension size;
  std::vector<SegmentFit> segments;
  std::vector<Validation> validations;
};

struct SourceFit {
  std::string name;
  Subspace subspace;
  BinLayout layout;
  std::vector<GroupFit> groups;
  std::vector<std::string> warnings;
};

/// Told what is being done; what it throws ends the fit.
using Telling = std::function<void(const std::string& what)>;

/// \param seed  of the evaluation; folds and resamples are the same for all sources
/// \throws DataError if there are too few bins or trials
SourceFit fit_source(const Source& source, const Groups& groups, const Settings& settings,
                     double bin_s, std::uint64_t seed, const Telling& tell);

}  // namespace npd::residual
