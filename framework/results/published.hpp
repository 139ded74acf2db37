#pragma once

#include "results/finished_run.hpp"

#include <filesystem>
#include <map>
#include <string>

/// \file published.hpp
/// What published runs scored; the table and its source are in configs/published.
namespace npd::results {

/// One score over all runs of a cell.
struct PublishedScore {
  int n = 0;  ///< runs
  double median = 0, min = 0, max = 0, q25 = 0, q75 = 0;
};

/// By cell ("murray_rec_pfc/lfads_base"), then metric.
using Published = std::map<std::string, std::map<std::string, PublishedScore>>;

/// \throws DataError if the table is not there or malformed
Published read_published(const std::filesystem::path& file);

/// The cell that the data set, generator and readout of a run make it belong to; it may have no
/// published figures. Empty: none of the published kinds of model.
std::string cell_of(const FinishedRun& run);

}  // namespace npd::results
