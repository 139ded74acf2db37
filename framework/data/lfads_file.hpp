#pragma once

#include <npd/atomic_file.hpp>
#include <npd/dataset.hpp>
#include <npd/tensor.hpp>

#include <filesystem>
#include <string>
#include <vector>

/// \file lfads_file.hpp
/// The HDF5 layout of lfads-torch, in which data and results are kept: arrays with a trial axis are
/// cut into "train_<name>", "valid_<name>" and, if there are test trials, "test_<name>".
namespace npd::data {

struct NamedArray {
  std::string key;
  Tensor array;
};

/// Cuts an array along its trials: "train_<name>", "valid_<name>" and perhaps "test_<name>".
/// \param rows  (trial, ...), in the data set's order
std::vector<NamedArray> cut_into_parts(const Split& split, const std::string& name,
                                       const Tensor& rows);

/// Everything that a data set holds, under the keys of the layout. Counts take the smallest of
/// uint8, int32 and int64 that they fit into; with gaps (NaN), or real numbers, they stay as they
/// are. `ext_input` is the external input or, without one, eff_pfc_inputs where present: files of
/// this kind always have it. The true inputs are stored as `inputs` unless eff_pfc_inputs, which
/// readers take otherwise, is the same.
std::vector<NamedArray> lfads_arrays(const Trials& trials);

/// Writes arrays, compressed. The file is complete or not there.
/// \throws OutputError
void write_arrays(const std::vector<NamedArray>& arrays, const std::filesystem::path& path,
                  IfExists if_exists = IfExists::replace);

/// The table of trials beside a data file: data_trial_info.csv.
std::filesystem::path trial_table_of(std::filesystem::path data);

/// Writes a data set in the layout and, if it knows facts about its trials, a table of them beside
/// it: data.h5 and data_trial_info.csv.
/// \throws OutputError
void write_lfads_hdf5(const Trials& trials, const std::filesystem::path& path,
                      IfExists if_exists = IfExists::replace);

}  // namespace npd::data
