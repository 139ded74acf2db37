#include "app/completion.hpp"

#include "app/command_table.hpp"
#include "app/help.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <set>
#include <string_view>

namespace npd::app {
namespace {

constexpr std::string_view zsh_beginning = R"shell(#compdef npd
# Completion of npd for zsh, made by `npd completion zsh`.

_npd_plugins() {
  local -a ids
  ids=(${(f)"$(_call_program plugins npd complete plugins)"})
  _describe plugin ids
}

_npd_keys() {
  local -a keys
  keys=(${(f)"$(_call_program keys npd complete keys ${(q)words[2]})"})
  _describe key keys -S =
}

)shell";

/// What `_arguments` calls to complete a word.
std::string action_of(Word word, const std::vector<const char*>& choices) {
  switch (word) {
    case Word::experiment:
      return "_files -g \"*.toml\"";
    case Word::data_file:
      return "_files -g \"*.(h5|hdf5)\"";
    case Word::library:
      return "_files -g \"*.so\"";
    case Word::file:
      return "_files";
    case Word::folder:
    case Word::run:
      return "_directories";
    case Word::plugin:
      return "_npd_plugins";
    case Word::override_:
      return "_npd_keys";
    case Word::kind:
      return fmt::format("({})", fmt::join(kind_words(), " "));
    case Word::choice:
      return fmt::format("({})", fmt::join(choices, " "));
    default:
      return " ";
  }
}

/// In single quotes.
std::string zsh_quoted(std::string_view text) {
  std::string result = "'";
  for (const char c : text) result += c == '\'' ? "'\\''" : std::string(1, c);
  return result + "'";
}

/// For the [explanation] of an option.
std::string explained(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') result += '\\';
    result += c;
  }
  return result;
}

std::string option_spec(const OptionSpec& option) {
  const std::string star = option.repeats ? "*" : "";
  const auto value = option.is_flag() ? std::string()
                                      : fmt::format(":{}:{}", option.value,
                                                    action_of(option.word, option.choices));
  auto spec =
      zsh_quoted(fmt::format("{}--{}[{}]{}", star, option.name, explained(option.help), value));
  if (option.letter != 0) {
    spec += " " + zsh_quoted(fmt::format("{}-{}[{}]{}", star, option.letter, explained(option.help),
                                         value));
  }
  return spec;
}

std::string zsh_case(const CommandSpec& command) {
  std::string text = fmt::format("    {})\n      _arguments", zsh_quoted(command.name));
  for (const auto& option : command.options) text += " \\\n        " + option_spec(option);
  text += " \\\n        '--help[print help]'";
  int place = 0;
  for (const auto& operand : command.operands) {
    ++place;
    const auto where = operand.repeats ? std::string("*") : std::to_string(place);
    const auto action = operand.word == Word::page
                            ? fmt::format("({})", fmt::join(help_page_names(), " "))
                            : action_of(operand.word, operand.choices);
    text += " \\\n        " + zsh_quoted(fmt::format("{}:{}:{}", where, operand.name, action));
  }
  return text + " ;;\n";
}

std::string description(std::string_view word, std::string_view summary) {
  return "    " + zsh_quoted(fmt::format("{}:{}", word, summary)) + "\n";
}

}  // namespace

std::string zsh_completion() {
  std::set<std::string_view> groups;
  std::string first, cases, group_words;
  for (const auto& command : command_specs()) {
    if (command.hidden) continue;
    const std::string_view name = command.name;
    const auto space = name.find(' ');
    cases += zsh_case(command);
    if (space == std::string_view::npos) {
      first += description(name, command.summary);
    } else if (groups.insert(name.substr(0, space)).second) {
      first += description(name.substr(0, space), "commands of their own");
    }
  }
  for (const auto group : groups) {
    group_words += fmt::format("    ({}) commands=(\n", group);
    for (const auto& command : command_specs()) {
      const std::string_view name = command.name;
      if (!command.hidden && name.starts_with(fmt::format("{} ", group))) {
        group_words += "  " + description(name.substr(group.size() + 1), command.summary);
      }
    }
    group_words += "    ) ;;\n";
  }
  return fmt::format(
      "{}_npd() {{\n  local -a commands\n  local command=$words[2]\n"
      "  if (( CURRENT == 2 )); then\n    commands=(\n{}    )\n    _describe command commands\n"
      "    return\n  fi\n  case $command in\n{}  esac\n"
      "  if (( $#commands )); then\n    if (( CURRENT == 3 )); then\n"
      "      _describe command commands\n      return\n    fi\n"
      "    command=\"$command $words[3]\"\n    shift 1 words\n    (( CURRENT-- ))\n  fi\n"
      "  shift 1 words\n  (( CURRENT-- ))\n  case $command in\n{}  esac\n}}\n\n_npd \"$@\"\n",
      zsh_beginning, first, group_words, cases);
}

}  // namespace npd::app
