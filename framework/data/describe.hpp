#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace npd::data {

/// What a data file holds.
struct Description {
  std::string text;
  std::optional<std::string> problem;  ///< why more could not be told of a file in our layout
};

/// All arrays of an HDF5 file, and the layout that it has. Of a file in that of lfads-torch also
/// its trials, the neurons and bins that the model does not see, firing rates, silent neurons and
/// trials, which truth it holds, conditions, behaviour, areas, and what is hardly meant.
/// \param bin_s  width of a bin; nothing: what the file tells, or 0.01
/// \throws DataError if it is not an HDF5 file, or damaged
Description describe(const std::filesystem::path& file, std::optional<double> bin_s = {});

/// The same for programs, as JSON. What is not known is null.
Description describe_json(const std::filesystem::path& file, std::optional<double> bin_s = {});

}  // namespace npd::data
