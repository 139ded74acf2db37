#pragma once

#include "handle.hpp"

#include <optional>
#include <string>
#include <vector>

namespace npd::hdf5 {

/// A type for texts of up to `bytes` bytes, zero-padded UTF-8; without a number of variable length.
Handle text_type(std::optional<std::size_t> bytes = std::nullopt);

/// The elements of an array of texts, of fixed or variable length, in row-major order; nothing if
/// the library cannot read them.
std::optional<std::vector<std::string>> read_text_array(hid_t dataset);

/// \return whether it worked
bool write_text_array(hid_t file, const char* name, hid_t link_properties,
                      const std::vector<std::string>& texts);

}  // namespace npd::hdf5
