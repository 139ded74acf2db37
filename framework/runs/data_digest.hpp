#pragma once

#include <npd/dataset.hpp>

#include <string>

namespace npd::runs {

/// SHA-256 of all that a run sees of its data: counts, inputs, truth, split and the further arrays,
/// with their shapes and types. Of the values, not of the file that they came from.
std::string data_digest(const Trials& trials);

}  // namespace npd::runs
