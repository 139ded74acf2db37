#include "app/completion.hpp"

#include "app/command_table.hpp"
#include "app/help.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <set>
#include <string_view>

namespace npd::app {
namespace {

// $command: the words of the command; $start: where the words behind it begin. Each command sets
// `options`, `valued` (the options that a word follows), and `operands`: for each place the classes
// of words that fit, with colons between; the last place stands for all that follow if it ends in
// "...".
constexpr std::string_view bash_beginning =
    R"shell(# Completion of npd for bash, made by `npd completion bash`.

_npd_words() {  # CLASS: the words of a class that begin like $cur
  case $1 in
    experiment)
      case $cur in
        npd:*) compgen -W "$("${COMP_WORDS[0]}" complete experiments 2>/dev/null)" -- "$cur" ;;
        n*) compgen -W npd: -- "$cur" ;;
      esac
      compgen -f -X '!*.toml' -- "$cur"
      compgen -d -S / -- "$cur"
      ;;
    data_file) compgen -f -X '!*.h5' -- "$cur"; compgen -f -X '!*.hdf5' -- "$cur"; compgen -d -S / -- "$cur" ;;
    library) compgen -f -X '!*.so' -- "$cur"; compgen -d -S / -- "$cur" ;;
    file) compgen -f -- "$cur" ;;
    folder) compgen -d -S / -- "$cur" ;;
    plugin) compgen -W "$("${COMP_WORDS[0]}" complete plugins "${path[@]}" 2>/dev/null)" -- "$cur" ;;
    key) compgen -S = -W "$("${COMP_WORDS[0]}" complete keys "$file" "${path[@]}" 2>/dev/null)" -- "$cur" ;;
    one_of=*) compgen -W "${1#one_of=}" -- "$cur" ;;
  esac
}

_npd_join() {  # readline cuts npd:NAME at its colon: words and last of the whole words
  words=()
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if [[ $i -gt 1 && ($word == :* || ${words[-1]} == *:) ]]; then words[-1]+=$word; else words+=("$word"); fi
  done
  last=$((${#words[@]} - 1))
}

_npd() {
  local options= valued= file= place=0 classes= class i word words last
  local operands=() path=() IFS=$'\n'
  _npd_join
  local cur=${words[last]} previous=${words[last - 1]} command=${words[1]} start=2
  COMPREPLY=()
  if [ "$last" = 1 ]; then
    _npd_first
    return
  fi
  if _npd_group; then
    [ "$last" != 2 ] || return
    command+=" ${words[2]}"
    start=3
  fi
  _npd_command
  for ((i = start; i < last; i++)); do
    word=${words[i]}
    if [[ " $valued " == *" $word "* ]]; then
      [ "$word" != --plugin-path ] || [ $((i + 1)) = "$last" ] || path+=("$word" "${words[i + 1]}")
      i=$((i + 1))
    elif [[ $word != -* ]]; then
      [ -n "$file" ] || file=$word
      place=$((place + 1))
    fi
  done
  if [[ $cur == -* ]]; then
    COMPREPLY=($(compgen -W "${options// /$'\n'}" -- "$cur"))
    return
  fi
  if [[ " $valued " == *" $previous "* ]]; then
    classes=$(_npd_value "$previous")
  elif [ "$place" -lt "${#operands[@]}" ]; then
    classes=${operands[place]}
  elif [[ ${operands[-1]} == *... ]]; then
    classes=${operands[-1]}
  fi
  IFS=:
  for class in ${classes%...}; do
    IFS=$'\n'
    COMPREPLY+=($(_npd_words "$class"))
  done
  # Folders, keys and npd: go on; readline replaces what is behind the colon.
  [[ ${COMPREPLY[0]} != */ && ${COMPREPLY[0]} != *[=:] ]] || compopt -o nospace
  [[ $cur != *:* ]] || COMPREPLY=("${COMPREPLY[@]#"${cur%"${cur##*:}"}"}")
}
)shell";

std::string joined(const std::vector<const char*>& words) {
  return fmt::format("{}", fmt::join(words, "\n"));
}

/// The class of words that `_npd_words` knows, or nothing.
std::string class_of(Word word, const std::vector<const char*>& choices) {
  switch (word) {
    case Word::experiment:
      return "experiment";
    case Word::data_file:
      return "data_file";
    case Word::library:
      return "library";
    case Word::file:
      return "file";
    case Word::folder:
    case Word::run:
      return "folder";
    case Word::plugin:
      return "plugin";
    case Word::override_:
      return "key";
    case Word::kind:
      return "one_of=" + joined(kind_words());
    case Word::choice:
      return "one_of=" + joined(choices);
    case Word::page:
      return fmt::format("one_of={}", fmt::join(help_page_names(), "\n"));
    default:
      return "";
  }
}

/// As a word; texts of the table have no quotes and backslashes.
std::string bash_quoted(const std::string& text) {
  std::string quoted = "$'";
  for (const char c : text) quoted += c == '\n' ? "\\n" : std::string(1, c);
  return quoted + "'";
}

std::string operand_classes(const CommandSpec& command) {
  std::string text;
  for (std::size_t i = 0; i < command.operands.size(); ++i) {
    const auto& operand = command.operands[i];
    auto classes = class_of(operand.word, operand.choices);
    if (!operand.required && i + 1 < command.operands.size()) {
      const auto& next = command.operands[i + 1];
      classes += ":" + class_of(next.word, next.choices);
    }
    text += (text.empty() ? "" : " ") + bash_quoted(classes + (operand.repeats ? "..." : ""));
  }
  return text;
}

std::string bash_case(const CommandSpec& command) {
  std::string options, valued, values;
  for (const auto& option : command.options) {
    options += fmt::format("--{} ", option.name);
    if (option.is_flag()) continue;
    auto names = fmt::format("--{}", option.name);
    valued += names + " ";
    if (option.letter != 0) {
      valued += fmt::format("-{} ", option.letter);
      names += fmt::format("|-{}", option.letter);
    }
    if (const auto words = class_of(option.word, option.choices); !words.empty()) {
      values += fmt::format("        {}) printf %s {} ;;\n", names, bash_quoted(words));
    }
  }
  const auto value_function =
      values.empty()
          ? std::string("      _npd_value() { :; }\n")
          : fmt::format("      _npd_value() {{\n        case $1 in\n{}        esac\n      }}\n",
                        values);
  return fmt::format("    '{}')\n      options='{}--help' valued='{}' operands=({})\n{}      ;;\n",
                     command.name, options, valued, operand_classes(command), value_function);
}

}  // namespace

std::string bash_completion() {
  std::set<std::string> first{"--help", "--version"}, groups;
  std::string commands, group_cases;
  for (const auto& command : command_specs()) {
    if (command.hidden) continue;
    const std::string_view name = command.name;
    const auto space = name.find(' ');
    first.emplace(name.substr(0, space));
    if (space != std::string_view::npos) groups.emplace(name.substr(0, space));
    commands += bash_case(command);
  }
  for (const auto& group : groups) {
    std::vector<std::string> words;
    for (const auto& command : command_specs()) {
      const std::string_view name = command.name;
      if (!command.hidden && name.starts_with(group + " ")) {
        words.emplace_back(name.substr(group.size() + 1));
      }
    }
    group_cases += fmt::format("    {}) words={} ;;\n", group,
                               bash_quoted(fmt::format("{}", fmt::join(words, "\n"))));
  }
  return fmt::format(
      "{}\n_npd_first() {{\n  COMPREPLY=($(compgen -W {} -- \"$cur\"))\n}}\n\n"
      "_npd_group() {{  # whether the first word needs a second; completes that\n"
      "  local words=\n  case $command in\n{}    *) return 1 ;;\n  esac\n"
      "  [ \"$last\" != 2 ] || COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n}}\n\n"
      "_npd_command() {{\n  _npd_value() {{ :; }}\n  case $command in\n{}  esac\n}}\n\n"
      "complete -F _npd npd\n",
      bash_beginning, bash_quoted(fmt::format("{}", fmt::join(first, "\n"))), group_cases,
      commands);
}

}  // namespace npd::app
