/// \file hdf5_fuzz.cpp
/// Any bytes as an HDF5 file: read as a whole, as a data set in the layout of lfads-torch, and
/// described.
#include "fuzz/input_file.hpp"
#include "fuzz/read_hdf5.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  npd::fuzz::read_in_all_ways(npd::fuzz::input_file("input.h5", npd::fuzz::bytes_of(data, size)));
  return 0;
}
