#pragma once

#include "handle.hpp"

#include <npd/tensor.hpp>

#include <optional>
#include <string>

namespace npd::hdf5 {

/// "uint8", "float32", "bool", "text", ...
std::string type_text(hid_t type);

/// The type that holds an array of the file's type in memory, or nothing if it is not numeric.
std::optional<at::ScalarType> memory_type(hid_t type);

/// Whether the file's type is an unsigned integer that int64 may be too small for.
bool may_exceed_int64(hid_t type);

/// The library's name for one of LibTorch's types; the type must be one that memory_type gives.
hid_t native_type(at::ScalarType type);

/// The same type for storing: little-endian on every machine.
hid_t stored_type(at::ScalarType type);

}  // namespace npd::hdf5
