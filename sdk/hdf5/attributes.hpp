#pragma once

#include "handle.hpp"

#include <npd/hdf5.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace npd::hdf5 {

/// All numbers and texts attached to an open object.
std::map<std::string, Attribute> read_attributes(hid_t object);

/// One of them; nothing: there is none of that name, or it is of another type.
std::optional<Attribute> read_attribute(hid_t object, const std::string& name);

/// The names of all, of whatever type.
std::vector<std::string> attribute_names(hid_t object);

/// \return false if the library refused; innermost_error() then says why
bool write_attribute(hid_t object, const std::string& name, const Attribute& value);

}  // namespace npd::hdf5
