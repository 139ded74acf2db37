#pragma once

#include <filesystem>
#include <string>

namespace npd::data {

/// A summary of a file in the layout of lfads-torch: its arrays, trials, neurons and bins that the
/// model does not see, firing rates over all trials, silent neurons, and which truth it holds.
/// \param bin_s  width of a bin, which the file does not tell
/// \throws DataError if it is not such a file
std::string describe(const std::filesystem::path& file, double bin_s = 0.01);

/// The same for programs, as JSON. What is not known is null.
std::string describe_json(const std::filesystem::path& file, double bin_s = 0.01);

}  // namespace npd::data
