#pragma once

#include "report/data_facts.hpp"

#include <npd/figure.hpp>

#include <string>
#include <utility>
#include <vector>

namespace npd::report {

/// Figures of one kind, of which the page shows one at a time.
struct FigureFamily {
  std::string name;  ///< "pca"
  std::vector<std::pair<std::string, Figure>>
      members;  ///< by what the reader chooses: "by stim1_hz"
};

/// What a data set is like, as far as its facts allow: mean rates, trials of each condition, facts
/// by condition (choices, reaction times), principal components of condition means, Fano factors,
/// autocorrelation.
std::vector<FigureFamily> data_figures(const DataFacts& facts);

/// Families as the page reads them.
nlohmann::json json_of(const std::vector<FigureFamily>& families);

}  // namespace npd::report
