#pragma once

#include <npd/dataset.hpp>
#include <npd/hdf5.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

/// \file trial_arrays.hpp
/// A file in the layout of lfads-torch, data or output, as it is: nothing has to be there.
namespace npd::results {

/// The arrays of a file that have a trial axis: "train_<name>", "valid_<name>", "test_<name>".
class TrialArrays {
 public:
  /// \throws DataError if it is no HDF5 file, or has no such arrays
  explicit TrialArrays(const std::filesystem::path& file);

  /// Names, sorted: "recon_data", "truth".
  const std::vector<std::string>& names() const { return names_; }
  bool has(const std::string& name) const;

  /// Which trials are which, by {train,valid,test}_inds, or part after part without those.
  const Split& split() const { return split_; }
  std::int64_t trials() const;

  /// An array over all trials in their order, float64.
  /// \throws DataError if it is not there in every part, or the parts do not agree
  Tensor rows(const std::string& name) const;

  /// An array without a trial axis, float64; undefined if the file does not have it.
  Tensor plain(const std::string& name) const;

  /// A number attached to the file, or nothing.
  std::optional<double> attribute(const std::string& name) const;

 private:
  void find_parts();
  void find_order();

  hdf5::File file_;
  std::vector<std::string> parts_;  ///< of "train", "valid", "test", those that are there
  std::vector<std::string> names_;
  std::vector<std::int64_t> sizes_;  ///< trials of each part
  Tensor order_;                     ///< (trial), from the parts' rows to the trials' order
  Split split_;
};

}  // namespace npd::results
