#pragma once

#include <npd/hdf5.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace npd::data {

/// What is to know of a file in the layout of lfads-torch.
struct Summary {
  struct Spread {
    double mean = 0, min = 0, median = 0, max = 0;
  };

  std::vector<hdf5::ArrayInfo> arrays;
  std::vector<std::pair<std::string, std::int64_t>> parts;  ///< "train" and its trials, ...
  double bin_s = 0;
  std::int64_t bins = 0, neurons = 0;            ///< to reconstruct
  std::int64_t seen_bins = 0, seen_neurons = 0;  ///< by the model
  std::int64_t missing = 0;                      ///< elements that are NaN
  bool counts = true;                            ///< false: other numbers than 0, 1, 2, ...
  Spread values;                                 ///< of what is to reconstruct
  std::int64_t spikes = 0;
  std::optional<Spread> rates_hz;  ///< over neurons; of counts
  std::int64_t silent_neurons = 0;
  std::vector<std::pair<std::string, std::string>> truths;  ///< "rates" and its key, ...

  std::int64_t trials() const;
};

/// \param bin_s  width of a bin, which the file does not tell
/// \throws DataError if it is not such a file
Summary summary_of(const std::filesystem::path& file, double bin_s);

}  // namespace npd::data
