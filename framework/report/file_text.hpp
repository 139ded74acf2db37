#pragma once

#include <filesystem>
#include <string>

namespace npd::report {

/// A whole file; empty if it cannot be read.
std::string text_of_file(const std::filesystem::path& file);

/// The number that a text is; NaN if it is none.
double number_in(const std::string& text);

}  // namespace npd::report
