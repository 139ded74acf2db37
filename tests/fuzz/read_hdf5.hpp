#pragma once

#include "data/describe.hpp"

#include <lfads_hdf5/dataset.hpp>

#include <npd/contract.hpp>
#include <npd/error.hpp>
#include <npd/hdf5.hpp>
#include <npd/random.hpp>

#include <filesystem>

/// \file read_hdf5.hpp
/// Everything that is done to an HDF5 file from outside. What is wrong with it is a DataError;
/// anything else that is thrown is a fault of ours.
namespace npd::fuzz {

/// \return whether nothing was wrong
template <class Read>
bool reads(const Read& read) {
  try {
    read();
    return true;
  } catch (const DataError&) {
    return false;
  }
}

/// Every array. Of attributes npd reads those alone that it asks for.
inline bool read_all(const std::filesystem::path& path) {
  return reads([&] {
    const auto file = hdf5::File::open(path);
    reads([&] { file.number("", "bin_s"); });
    for (const auto& array : file.arrays()) {
      reads([&] { file.read(array.key); });
      reads([&] { file.read_texts(array.key); });
      reads([&] { file.has_attribute(array.key, "MATLAB_class"); });
    }
  });
}

/// As `npd run` does: trials that the data set gives keep their contract.
inline bool load(lfads_hdf5::LfadsHdf5::Config config, const std::filesystem::path& path) {
  config.file = path;
  return reads([&] {
    RandomStream random(0, "data");
    const auto trials = lfads_hdf5::LfadsHdf5(config).make(random);
    contract::check_trials(trials);
    contract::check_numbers(trials, "lfads_hdf5");
  });
}

/// As `npd data describe` does.
inline bool describe(const std::filesystem::path& path) {
  return reads([&] { data::describe(path); }) && reads([&] { data::describe_json(path); });
}

/// \return how many of the readers took it
inline int read_in_all_ways(const std::filesystem::path& path) {
  lfads_hdf5::LfadsHdf5::Config lenient;
  lenient.allow_missing = lenient.real_valued = lenient.use_ext_input = true;
  return read_all(path) + load({}, path) + load(lenient, path) + describe(path);
}

}  // namespace npd::fuzz
