#pragma once

#include "report/run_source.hpp"

#include <npd/tensor.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace npd::report {

/// Trials grouped by what was the same in them.
struct Grouping {
  std::string name;                   ///< of the column of facts: "stim1_hz"
  std::vector<std::string> values;    ///< its different cells, ascending
  std::vector<std::size_t> of_trial;  ///< (trial), an index into `values`

  /// The numbers of the trials of one group.
  std::vector<std::int64_t> trials(std::size_t group) const;
};

/// What the figures of a data set are made from.
struct DataFacts {
  Tensor counts;             ///< (trial, time, neuron) float64; NaN: missing
  Tensor true_rates;         ///< (trial, time, neuron), expected per bin; undefined: not known
  double bin_s = 0;          ///< 0: not known
  bool real_valued = false;  ///< no counts but any numbers, without a rate
  std::vector<Grouping> groupings;  ///< by columns with few different cells
  /// Columns of numbers, one for each trial.
  std::vector<std::pair<std::string, std::vector<double>>> numbers;
};

/// \param source  with arrays
DataFacts data_facts(const RunSource& source);

/// A column as a grouping. \param most  values; with more of them, or less than two, there is none
std::optional<Grouping> grouping_of(const std::string& name, const std::vector<std::string>& cells,
                                    std::size_t most);

}  // namespace npd::report
