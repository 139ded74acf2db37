#include "app/help.hpp"

#include "app/exit_codes.hpp"
#include "app/help_texts.hpp"
#include "base/wrap.hpp"

#include <fmt/format.h>

#include <sstream>

#include <npd/testing/catch.hpp>

namespace npd::app {
namespace {

/// The longest line that is not code, in characters.
std::size_t longest_prose_line(const std::string& text) {
  std::istringstream in(text);
  std::size_t longest = 0;
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with("    ")) longest = std::max(longest, base::text_width(line));
  }
  return longest;
}

}  // namespace

TEST_CASE("help lists every command, topic and exit code") {
  const auto text = general_help(120);
  for (const auto& command : command_specs()) {
    const auto line = fmt::format("  {:<17} {}\n", command.name, command.summary);
    CHECK((text.find(line) != std::string::npos) == !command.hidden);
  }
  for (const auto& topic : help_topics()) {
    CHECK_THAT(text, testing::ContainsSubstring(fmt::format("  {}", topic.name)));
  }
  for (const auto& [code, meaning] : exit_meanings) {
    CHECK_THAT(text, testing::ContainsSubstring(
                         fmt::format("  {:>3}  {}\n", static_cast<int>(code), meaning)));
  }
}

TEST_CASE("every page fits the terminal") {
  for (const std::size_t width : {60, 80}) {
    CHECK(longest_prose_line(general_help(width)) <= width);
    for (const auto& name : help_page_names()) {
      INFO(name << " at " << width);
      const auto page = help_page(name, width);
      REQUIRE(page);
      CHECK(longest_prose_line(*page) <= width);
    }
  }
}

TEST_CASE("a command's help has its words and options") {
  CHECK(command_help(*find_command_spec("simulate"), 80) ==
        R"(npd simulate FILE [key=value ...] -o FILE [--force] [--plugin-path DIR ...]

Write the data set of an experiment to a file (HDF5)

  FILE       an experiment (TOML)
  key=value  replaces a value of FILE: model.generator.state_dim=40; in a list
             by its number from 0: model.parts.0.units=5

Options
  -o, --output FILE  the file to write; required
  --force            overwrite what has that name
  --plugin-path DIR  look for plugins here first; may be repeated
  -h, --help         print this

More: npd help data
)");
}

TEST_CASE("a group is its commands, a topic of its name stands before them") {
  const std::string group = group_help("plugins", 80);
  CHECK_THAT(group,
             testing::StartsWith("npd plugins list [") &&
                 testing::ContainsSubstring("\nnpd plugins new KIND NAME [DIR] [--force]\n"));
  const auto page = *help_page("plugins", 80);
  CHECK_THAT(page, testing::StartsWith(std::string(find_help_topic("plugins")->title)));
  CHECK_THAT(page, testing::ContainsSubstring(group));
  CHECK_FALSE(help_page("nothing", 80));
}

TEST_CASE("the page of errors has every exit code and its meaning") {
  const auto text = std::string(find_help_topic("errors")->text);
  for (const auto& [code, meaning] : exit_meanings) {
    CHECK_THAT(text, testing::ContainsSubstring(
                         fmt::format("| {} | {}", static_cast<int>(code), meaning)));
  }
}

}  // namespace npd::app
