#pragma once

#include "data/doubts.hpp"

#include <npd/dataset.hpp>
#include <npd/hdf5.hpp>
#include <npd/hdf5_layouts.hpp>

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace npd::data {

/// What is to know of the trials in a file in the layout of lfads-torch.
struct TrialSummary {
  struct Spread {
    double mean = 0, min = 0, median = 0, max = 0;
  };

  std::vector<std::pair<std::string, std::int64_t>> parts;  ///< "train" and its trials, ...
  std::vector<std::int64_t> numbers;  ///< of the trials, ascending; empty: 0, 1, 2, ...
  double bin_s = 0;
  std::int64_t bins = 0, neurons = 0;            ///< to reconstruct
  std::int64_t seen_bins = 0, seen_neurons = 0;  ///< by the model
  std::int64_t missing = 0;                      ///< elements that are NaN
  bool counts = true;                            ///< false: other numbers than 0, 1, 2, ...
  Spread values;                                 ///< of what is to reconstruct
  std::int64_t spikes = 0;
  std::optional<Spread> rates_hz;                           ///< over neurons; of counts
  Silence silent;                                           ///< of counts
  std::vector<std::pair<std::string, std::string>> truths;  ///< "rates" and its key, ...
  std::optional<std::int64_t> given;                        ///< columns of ext_input
  std::map<std::string, std::int64_t> conditions;           ///< and their trials
  std::int64_t without_condition = 0;                       ///< trials, if there are conditions
  std::int64_t behaviour_dims = 0;
  std::vector<std::string> behaviour_names, behaviour_units;  ///< may be empty
  std::map<std::string, std::int64_t> areas;                  ///< and their neurons
  std::vector<std::string> trial_info, neuron_info;           ///< names of facts
  std::vector<std::string> doubts;                            ///< what is hardly meant, sentences

  std::int64_t trials() const;
};

/// What is to know of an HDF5 file.
struct Summary {
  hdf5::Layout layout;
  std::vector<hdf5::ArrayInfo> arrays;
  std::optional<TrialSummary> trials;  ///< of files in the layout of lfads-torch
  std::optional<std::string> problem;  ///< why there is none though it has the layout
};

/// \param bin_s  width of a bin; nothing: what the file tells, or 0.01
/// \throws DataError if it is not an HDF5 file, or damaged
Summary summary_of(const std::filesystem::path& file, std::optional<double> bin_s);

}  // namespace npd::data
