#pragma once

#include "report/packed_array.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

/// \file html_page.hpp
/// One HTML file with everything in it.
namespace npd::report {

struct HtmlPage {
  std::string title;
  nlohmann::json content;           ///< what the page shows, see page/main.js
  std::vector<PackedArray> arrays;  ///< what it draws from
};

/// The file's text. It asks for nothing from outside; its Content-Security-Policy allows the
/// scripts and the style that are in it, by their hashes, and nothing else.
std::string html_text_of(const HtmlPage& page);

}  // namespace npd::report
