#include "app/command_line.hpp"

#include <npd/names.hpp>
#include "app/answers.hpp"
#include "app/command_table.hpp"
#include "app/exit_codes.hpp"
#include "app/help.hpp"
#include "app/words.hpp"

#include <npd/version.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <boost/program_options.hpp>

#include <algorithm>
#include <set>
#include <string_view>

namespace npd::app {
namespace {

namespace po = boost::program_options;
using Words = std::vector<std::string>;

/// \param where  the command so far; empty: none yet
Answer usage_error(const std::string& where, const std::string& what) {
  if (where.empty()) return {exit_usage, fmt::format("npd: error: {} (see npd --help)\n", what)};
  return {exit_usage, fmt::format("npd: error: {0}: {1} (see npd {0} --help)\n", where, what)};
}

/// The words that may follow `name`, "plugins" or the empty name; none if it is a whole command.
Words next_words(const std::string& name) {
  std::set<std::string> words;
  const std::string prefix = name.empty() ? "" : name + " ";
  for (const auto& spec : command_specs()) {
    const std::string_view whole = spec.name;
    if (spec.hidden || !whole.starts_with(prefix)) continue;
    const auto rest = whole.substr(prefix.size());
    words.emplace(rest.substr(0, rest.find(' ')));
  }
  return {words.begin(), words.end()};
}

bool is_one_of(const std::string& word, const Words& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool asks_for_help(const std::string& word) { return word == "--help" || word == "-h"; }

po::options_description options_of(const CommandSpec& spec) {
  po::options_description options;
  auto add = options.add_options();
  for (const auto& option : spec.options) {
    std::string name = option.name;
    if (option.letter != 0) name += std::string(",") + option.letter;
    if (option.is_flag()) {
      add(name.c_str(), "");
    } else if (option.repeats) {
      add(name.c_str(), po::value<Words>()->composing(), "");
    } else {
      add(name.c_str(), po::value<std::string>(), "");
    }
  }
  add("help,h", "");
  return options;
}

/// Throws po::error.
po::variables_map parse_options(const Words& words, const po::options_description& visible) {
  po::options_description all;
  all.add(visible).add_options()("operand", po::value<Words>());
  po::positional_options_description operands;
  operands.add("operand", -1);
  po::variables_map values;
  po::store(po::command_line_parser(words)
                .options(all)
                .positional(operands)
                .style(po::command_line_style::unix_style & ~po::command_line_style::allow_guessing)
                .run(),
            values);
  return values;
}

std::string unknown_option_text(const po::unknown_option& error,
                                const po::options_description& options) {
  Words names;
  for (const auto& option : options.options()) names.push_back("--" + option->long_name());
  const auto name = error.get_option_name();
  return fmt::format("unknown option \"{}\"{}", name, did_you_mean(name, names));
}

/// Checks the words against the operands that they stand for: as many optional ones are there as
/// words are left beside the required.
/// \return what is wrong, or nothing
std::string wrong_operands(const CommandSpec& spec, const Words& words) {
  std::size_t required = 0, next = 0;
  for (const auto& operand : spec.operands) required += operand.required ? 1 : 0;
  std::size_t spare = std::max(words.size(), required) - required;
  for (const auto& operand : spec.operands) {
    if (operand.word == Word::override_) continue;
    std::size_t count = operand.required ? 1 : 0;
    if (operand.repeats || !operand.required) {
      const auto more = operand.repeats ? spare : std::min<std::size_t>(spare, 1);
      count += more;
      spare -= more;
    }
    for (; count > 0; --count, ++next) {
      if (next == words.size()) return fmt::format("{} is missing", operand.name);
      const auto wrong = wrong_word(words[next], operand.word, operand.choices);
      if (!wrong.empty()) return wrong;
    }
  }
  if (next == words.size()) return {};
  return fmt::format("unexpected \"{}\"{}", words[next],
                     spec.takes_overrides() ? "; what follows FILE must be key=value" : "");
}

/// \return what is wrong, or nothing
std::string take_operands(const CommandSpec& spec, const Words& words, Command& command) {
  for (const auto& word : words) {
    const bool overrides = spec.takes_overrides() && is_override(word);
    (overrides ? command.overrides : command.arguments).push_back(word);
  }
  return wrong_operands(spec, command.arguments);
}

std::string written_as(const OptionSpec& option) {
  return option.letter != 0 ? fmt::format("-{} {}", option.letter, option.value)
                            : fmt::format("--{} {}", option.name, option.value);
}

/// \return what is wrong, or nothing
std::string take_options(const CommandSpec& spec, const po::variables_map& values,
                         Command& command) {
  for (const auto& option : spec.options) {
    if (values.count(option.name) == 0) {
      if (option.required) return written_as(option) + " is missing";
    } else if (option.is_flag()) {
      command.options[option.name];
    } else if (option.repeats) {
      for (const auto& folder : values[option.name].as<Words>()) {
        command.plugin_path.emplace_back(folder);
      }
    } else {
      const auto& word = values[option.name].as<std::string>();
      if (const auto wrong = wrong_word(word, option.word, option.choices); !wrong.empty()) {
        return fmt::format("--{}: {}", option.name, wrong);
      }
      command.options[option.name] = word;
    }
  }
  return {};
}

std::variant<Command, Answer> parse_command(const CommandSpec& spec, const Words& words,
                                            std::size_t width) {
  const auto options = options_of(spec);
  try {
    const auto values = parse_options(words, options);
    if (values.count("help") != 0) return Answer{exit_ok, command_help(spec, width)};
    Command command;
    command.name = spec.name;
    const auto operands = values.count("operand") != 0 ? values["operand"].as<Words>() : Words{};
    auto wrong = take_operands(spec, operands, command);
    if (wrong.empty()) wrong = take_options(spec, values, command);
    if (!wrong.empty()) return usage_error(spec.name, wrong);
    return command;
  } catch (const po::unknown_option& error) {
    return usage_error(spec.name, unknown_option_text(error, options));
  } catch (const po::error& error) {
    return usage_error(spec.name, error.what());
  }
}

/// A command's name, and what stands behind it.
struct Call {
  const CommandSpec* spec;
  Words rest;
};

std::variant<Call, Answer> find_command(const Words& words, std::size_t width) {
  std::string name;
  for (auto word = words.begin(); word != words.end(); ++word) {
    if (asks_for_help(*word)) return Answer{exit_ok, group_help(name, width)};
    const auto before = name;
    name += (name.empty() ? "" : " ") + *word;
    if (const auto* spec = find_command_spec(name)) return Call{spec, {word + 1, words.end()}};
    const auto known = next_words(before);
    if (!is_one_of(*word, known) && name != "complete") {
      return usage_error(
          before, fmt::format("unknown command \"{}\"{}", *word, did_you_mean(*word, known)));
    }
  }
  return usage_error(name, fmt::format("say what to do: {}", fmt::join(next_words(name), ", ")));
}

}  // namespace

std::variant<Command, Answer> parse_command_line(const Words& words, std::size_t width) {
  if (words.empty()) return Answer{exit_usage, general_help(width)};
  if (asks_for_help(words[0])) return Answer{exit_ok, general_help(width)};
  if (words[0] == "--version" || words[0] == "-V") {
    return Answer{exit_ok, fmt::format("npd {}\n", sdk_version())};
  }
  if (words[0].starts_with("-")) {
    return usage_error({}, fmt::format("unknown option \"{}\"{}", words[0],
                                       did_you_mean(words[0], {"--help", "--version"})));
  }
  const auto found = find_command(words, width);
  if (const auto* answer = std::get_if<Answer>(&found)) return *answer;
  const auto& [spec, rest] = std::get<Call>(found);
  auto result = parse_command(*spec, rest, width);
  auto* command = std::get_if<Command>(&result);
  if (command == nullptr) return result;
  command->words = words;
  if (auto answer = answer_without_engine(*command, width)) return *answer;
  return result;
}

}  // namespace npd::app
