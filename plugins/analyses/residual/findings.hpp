#pragma once

#include "residual/pipeline.hpp"
#include "residual/settings.hpp"
#include "residual/truth.hpp"

#include <npd/analysis.hpp>

#include <limits>
#include <map>
#include <string>
#include <vector>

/// \file findings.hpp
/// All that was found, and how it is shown.
namespace npd::residual {

/// Of a number that is not known.
inline constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// The Jacobians of a known system along the trials of a group.
struct GroupTruth {
  std::string system, group;                      ///< "own", "decision 1"
  std::vector<std::vector<ComplexVector>> modes;  ///< see true_modes
};

struct Findings {
  std::vector<SourceFit> fits;
  std::map<std::string, std::string> absences;  ///< of sources that are not there: why
  std::vector<GroupTruth> truths;
  BinLayout layout;
};

/// Something by the map: over time.
struct Course {
  std::vector<double> time_s, values;
};

/// The largest modulus of a group's maps.
Course largest_moduli(const GroupFit& fit);
Course largest_moduli(const GroupTruth& truth, const BinLayout& layout);

/// The group's truth of that system, or null.
const GroupTruth* truth_of(const Findings& findings, const std::string& system,
                           const std::string& group);

/// The names of scores with these settings.
std::vector<ScoreInfo> score_infos(const Settings& settings);

/// Largest moduli, early and late, averaged over groups, of each source and each known system; and
/// how far those of samples of the model are from those of the spikes.
std::vector<Score> scores_of(const Findings& findings, const Settings& settings);

std::vector<ResultTable> tables_of(const Findings& findings);
std::vector<ResultArray> arrays_of(const Findings& findings);
std::vector<Figure> figures_of(const Findings& findings);

}  // namespace npd::residual
