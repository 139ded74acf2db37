#include "app/completion.hpp"

#include "app/command_table.hpp"
#include "app/help.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <set>
#include <string_view>

namespace npd::app {
namespace {

constexpr std::string_view fish_beginning =
    R"shell(# Completion of npd for fish, made by `npd completion fish`.

function __npd_words_are # WORD...: whether the words behind npd are these, options left out
    set -l words (commandline -opc | string match -v -- '-*')
    test "$words[2..-1]" = "$argv"
end

function __npd_begins # WORD...: whether the words behind npd begin with these
    set -l words (commandline -opc | string match -v -- '-*')
    set -l last (math (count $argv) + 1)
    test (count $words) -ge $last; and test "$words[2..$last]" = "$argv"
end

function __npd_keys
    set -l words (commandline -opc | string match -- '*.toml')
    test (count $words) -gt 0; and npd complete keys $words[1] 2>/dev/null | string replace -r '$' '='
end

complete -c npd -f
complete -c npd -n __npd_words_are -l version -s V -d 'print the version'
complete -c npd -l help -s h -d 'print help'
)shell";

/// In single quotes.
std::string fish_quoted(std::string_view text) {
  std::string result = "'";
  for (const char c : text)
    result += c == '\'' || c == '\\' ? std::string("\\") + c : std::string(1, c);
  return result + "'";
}

/// The words that fit, as fish expands them; empty: nothing to offer.
std::string words_of(Word word, const std::vector<const char*>& choices) {
  switch (word) {
    case Word::experiment:
      return "(__fish_complete_suffix .toml)";
    case Word::data_file:
      return "(__fish_complete_suffix .h5)";
    case Word::library:
      return "(__fish_complete_suffix .so)";
    case Word::file:
      return "(__fish_complete_path)";
    case Word::folder:
    case Word::run:
      return "(__fish_complete_directories)";
    case Word::plugin:
      return "(npd complete plugins 2>/dev/null)";
    case Word::override_:
      return "(__npd_keys)";
    case Word::kind:
      return fmt::format("{}", fmt::join(kind_words(), " "));
    case Word::choice:
      return fmt::format("{}", fmt::join(choices, " "));
    case Word::page: {
      std::string pages;
      for (const auto& page : help_page_names()) pages += page + "\n";
      return pages;
    }
    default:
      return "";
  }
}

std::string fish_lines(const CommandSpec& command) {
  const auto begin = fmt::format("complete -c npd -n '__npd_begins {}'", command.name);
  std::string text;
  for (const auto& option : command.options) {
    text += fmt::format("{} -l {}", begin, option.name);
    if (option.letter != 0) text += fmt::format(" -s {}", option.letter);
    if (!option.is_flag()) text += " -x";
    if (const auto words = words_of(option.word, option.choices);
        !option.is_flag() && !words.empty()) {
      text += " -a " + fish_quoted(words);
    }
    text += " -d " + fish_quoted(option.help) + "\n";
  }
  for (const auto& operand : command.operands) {
    if (const auto words = words_of(operand.word, operand.choices); !words.empty()) {
      text += fmt::format("{} -a {} -d {}\n", begin, fish_quoted(words), fish_quoted(operand.name));
    }
  }
  return text;
}

}  // namespace

std::string fish_completion() {
  std::string text(fish_beginning);
  std::set<std::string_view> groups;
  for (const auto& command : command_specs()) {
    if (command.hidden) continue;
    const std::string_view name = command.name;
    const auto space = name.find(' ');
    const auto group = space == std::string_view::npos ? std::string_view() : name.substr(0, space);
    if (!group.empty() && groups.insert(group).second) {
      text += fmt::format("complete -c npd -n __npd_words_are -a {}\n", group);
    }
    text += fmt::format("complete -c npd -n '__npd_words_are{}{}' -a {} -d {}\n",
                        group.empty() ? "" : " ", group, name.substr(group.empty() ? 0 : space + 1),
                        fish_quoted(command.summary));
    text += fish_lines(command);
  }
  return text;
}

}  // namespace npd::app
