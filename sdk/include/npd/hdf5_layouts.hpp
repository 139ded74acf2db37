#pragma once

#include <npd/hdf5.hpp>

#include <string>

/// \file hdf5_layouts.hpp
/// Which tool's layout an HDF5 file has, from the names in it. Optional part of the SDK: link
/// npd::hdf5.
namespace npd::hdf5 {

/// What a file looks like.
struct Layout {
  /// For programs: "lfads-torch", "lfads-torch-output", "lfads-torch-in-group", "autolfads", "nlb",
  /// "nlb-submission", "nwb", "matlab-7.3", "unknown".
  std::string id;
  std::string name;    ///< for people: "autolfads and LFADS of TensorFlow (train_data)"
  std::string advice;  ///< how to bring it into the layout of lfads-torch; empty where it is in it
};

/// \throws DataError if the file is damaged
Layout layout_of(const File& file);

/// Whether MATLAB has written it, which reverses the order of axes.
/// \throws DataError if the file is damaged
bool is_from_matlab(const File& file);

}  // namespace npd::hdf5
