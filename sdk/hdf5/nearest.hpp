#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace npd::hdf5 {

/// "; did you mean \"x\"?" for the candidate closest to a misspelt name, or nothing if none is
/// close.
std::string suggestion(std::string_view name, const std::vector<std::string>& candidates);

}  // namespace npd::hdf5
