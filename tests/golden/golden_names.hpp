#pragma once

#include <string>

namespace npd::testing {

/// What a weight of ours is called in the golden files.
std::string golden_name(const std::string& our_name);

/// What a stream of draws is called in the golden files.
std::string golden_stream(const std::string& our_stream);

}  // namespace npd::testing
