#pragma once

#include "report/packed_array.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace npd::report {

/// Collects the arrays of a page. Of a long recording only some trials go in, spread evenly.
class ArrayStore {
 public:
  /// \param numbers  how many numbers of rates and counts a page may hold
  explicit ArrayStore(std::int64_t numbers) : numbers_(numbers) {}

  /// The trials that go in, ascending, if each has so many numbers: all of them, if they fit.
  std::vector<std::int64_t> sample(std::int64_t trials, std::int64_t numbers_of_a_trial) const;

  /// Packs those trials of an array (trial, time, channel) and notes under `name` where it is;
  /// an undefined array is left out. \param places  an object: name to index
  void add(nlohmann::json& places, const std::string& name, const std::string& unit,
           const Tensor& rows, const std::vector<std::int64_t>& trials, int steps);

  std::vector<PackedArray> take() { return std::move(arrays_); }

 private:
  std::int64_t numbers_;
  std::vector<PackedArray> arrays_;
};

}  // namespace npd::report
