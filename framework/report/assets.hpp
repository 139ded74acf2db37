#pragma once

#include <string_view>

/// \file assets.hpp
/// What the build puts into the library: see embed_page.cmake.
namespace npd::report {

std::string_view d3_script();    ///< D3 5, as Debian's node-d3 ships it
std::string_view page_script();  ///< page/*.js, one behind the other
std::string_view page_style();   ///< page/page.css

}  // namespace npd::report
