#pragma once

#include <npd/dataset.hpp>
#include <npd/hdf5.hpp>
#include <npd/tensor.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace lfads_hdf5 {

/// Throws a DataError about one key of a file.
[[noreturn]] void fail(const npd::hdf5::File& file, const std::string& key,
                       const std::string& what);

/// \param reference  the key that the expected sizes come from
/// \throws DataError naming expected and found
void expect_shape(const npd::hdf5::File& file, const std::string& key, const npd::Tensor& array,
                  at::IntArrayRef sizes, const std::string& reference);

/// The trials of one part of a file.
struct Part {
  std::string name;           ///< "train", "valid" or "test"
  npd::Tensor encoded;        ///< (trial, time, neuron) counts
  npd::Tensor reconstructed;  ///< (trial, time, neuron) counts

  std::int64_t trials() const { return encoded.size(0); }
  std::string key(const std::string& array) const { return name + "_" + array; }
};

/// Train, valid and, where the file has it, test.
/// \param rules  what else than counts they may hold
/// \throws DataError if counts are absent, malformed or do not fit each other
std::vector<Part> read_parts(const npd::hdf5::File& file, npd::CountRules rules);

}  // namespace lfads_hdf5
