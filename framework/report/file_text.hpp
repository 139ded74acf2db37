#pragma once

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>

namespace npd::report {

/// A whole file; empty if it cannot be read.
std::string text_of_file(const std::filesystem::path& file);

/// The object that a JSON file holds; empty if it cannot be read or holds something else.
nlohmann::json json_in(const std::filesystem::path& file);

/// The number that a text is; NaN if it is none.
double number_in(const std::string& text);

}  // namespace npd::report
