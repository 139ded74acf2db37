#pragma once

#include <string>
#include <string_view>

/// \file plugin_name.hpp
/// What a new plugin may be called.
namespace npd::app {

/// Why a plugin cannot have this name, with what is allowed and a name near to it; empty if it can.
/// The name becomes the component's id, the library and, through class_name, a class.
std::string wrong_plugin_name(std::string_view name);

/// "my_rnn" -> "MyRnn"
std::string class_name(std::string_view name);

}  // namespace npd::app
