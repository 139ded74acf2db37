#pragma once

#include "part.hpp"

#include <npd/dataset.hpp>
#include <npd/hdf5.hpp>

#include <vector>

namespace lfads_hdf5 {

/// Where the trials of a file belong.
struct TrialOrder {
  npd::Split split;
  npd::Tensor positions;  ///< (trial), in the file's order: the place of each trial in the data set

  /// Puts rows that are in the file's order into the data set's.
  npd::Tensor arrange(const npd::Tensor& rows) const;
};

/// Reads <part>_inds, or numbers the trials as they come where the file has none.
/// \throws DataError unless the indices are a permutation of all trials
TrialOrder read_trial_order(const npd::hdf5::File& file, const std::vector<Part>& parts);

}  // namespace lfads_hdf5
