#include "base/wrap.hpp"

#include <npd/testing/catch.hpp>

namespace npd::base {

TEST_CASE("widths are counted in characters, not in bytes") {
  CHECK(text_width("\u00e9t\u00e9") == 3);
  CHECK(cut("\u00e9t\u00e9", 2) == "\u00e9t");
  CHECK(cut("ab", 5) == "ab");
  CHECK(cut("ab", 0).empty());
}

TEST_CASE("the widest line of a text") {
  CHECK(widest_line("") == 0);
  CHECK(widest_line("ab\n\u00e9t\u00e9\n\na") == 3);
  CHECK(widest_line("a\nabcd") == 4);
}

TEST_CASE("a paragraph is broken at spaces") {
  using Lines = std::vector<std::string>;
  CHECK(wrapped_lines("one two  three", 7) == Lines{"one two", "three"});
  CHECK(wrapped_lines("one   two  three", 9) == Lines{"one   two", "three"});
  CHECK(wrapped_lines("one two three", 8, 4) == Lines{"one two", "three"});
  CHECK(wrapped_lines("a b c d", 4, 3) == Lines{"a b", "c", "d"});
  CHECK(wrapped_lines("unbreakable no", 4) == Lines{"unbreakable", "no"});
  CHECK(wrapped_lines("", 4) == Lines{""});
}

TEST_CASE("lines that fit are left alone, others go on below their first letter") {
  CHECK(wrapped("one  two\nthree four five\n", 12) == "one  two\nthree four\nfive\n");
  CHECK(wrapped("  one two three", 9) == "  one two\n  three");
  CHECK(wrapped("- one two three", 9, 2) == "- one two\n  three");
  CHECK(wrapped("        deep text", 6) == "        deep text");  // no room at all
}

}  // namespace npd::base
