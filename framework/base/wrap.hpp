#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// \file wrap.hpp
/// Text in lines that fit. Widths are counted in characters of UTF-8.
namespace npd::base {

/// How many characters a line of UTF-8 has.
std::size_t text_width(std::string_view text);

/// Of all lines of a text, in characters.
std::size_t widest_line(std::string_view text);

/// The first `width` characters, or all if there are fewer.
std::string_view cut(std::string_view text, std::size_t width);

/// The lines of one paragraph, broken at spaces; a longer word has a line of its own. A paragraph
/// that is empty is one empty line.
/// \param indented  by how much all lines but the first are shorter
std::vector<std::string> wrapped_lines(std::string_view paragraph, std::size_t width,
                                       std::size_t indented = 0);

/// Every line of `text` that is longer than `width` broken at spaces. What follows a break starts
/// below the first letter of its line, `hanging` further in.
std::string wrapped(std::string_view text, std::size_t width, std::size_t hanging = 0);

}  // namespace npd::base
