#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

/// \file code_of_libraries.hpp
/// Whose code is at an address, and what memory of libraries may be read: plugins hand over
/// pointers, and crash at addresses.
namespace npd::host {

/// Remembers where the code of a loaded library is, until the process ends.
/// \param name     how messages call it
/// \param address  of anything in it
void note_library(const char* name, const void* address);

/// The name of the noted library that has code at this address, or null. Safe in a signal handler.
const char* library_of_code(const void* address);

/// Whether all of these bytes belong to a library that is loaded, or to the program.
bool is_readable(const void* address, std::size_t bytes);

/// Whether a function of a library, or of the program, may be there.
bool is_code(const void* address);

/// The text at an address of a library, or nothing: there is none, or it has no end.
std::optional<std::string_view> text_at(const char* address);

}  // namespace npd::host
