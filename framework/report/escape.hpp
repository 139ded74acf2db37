#pragma once

#include <string>
#include <string_view>

/// \file escape.hpp
/// Texts that others wrote, as parts of a page: names of metrics, paths, configurations.
namespace npd::report {

/// As the text or the quoted attribute of an HTML element.
std::string html_text(std::string_view text);

}  // namespace npd::report
