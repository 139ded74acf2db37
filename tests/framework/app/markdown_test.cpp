#include "app/markdown.hpp"

#include <npd/testing/catch.hpp>

namespace npd::app {
namespace {

constexpr const char* sample_page =
    "# A sample_page\n"
    "\n"
    "Some text that\n"
    "goes on with `npd run`.\n"
    "\n"
    "## Part\n"
    "\n"
    "- first point\n"
    "  of two\n"
    "- second\n"
    "\n"
    "```sh\n"
    "npd run x.toml | grep -v 'a\\b'\n"
    "\n"
    ".hidden\n"
    "```\n"
    "\n"
    "| key | meaning |\n"
    "|---|---|\n"
    "| `seed` | a number |\n";

}  // namespace

TEST_CASE("a sample_page for the terminal fits its width, code stays as it is") {
  CHECK(as_text(parse_markdown(sample_page), 24) ==
        "A sample_page\n"
        "\n"
        "Some text that goes on\n"
        "with `npd run`.\n"
        "\n"
        "Part\n"
        "\n"
        "- first point of two\n"
        "- second\n"
        "\n"
        "    npd run x.toml | grep -v 'a\\b'\n"
        "\n"
        "    .hidden\n"
        "\n"
        "  key     meaning\n"
        "  `seed`  a number\n");
}

TEST_CASE("a sample_page for man") {
  CHECK(as_roff(parse_markdown(sample_page)) ==
        ".PP\n"
        "Some text that goes on with \\fBnpd run\\fR.\n"
        ".SH PART\n"
        ".IP \\(bu 2\n"
        "first point of two\n"
        ".IP \\(bu 2\n"
        "second\n"
        ".PP\n.RS 4\n.EX\n"
        "npd run x.toml | grep \\-v 'a\\eb'\n"
        "\n"
        "\\&.hidden\n"
        ".EE\n.RE\n"
        ".TP\n"
        "\\fBseed\\fR\n"
        "a number\n");
}

}  // namespace npd::app
