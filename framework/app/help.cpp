#include "app/help.hpp"

#include "app/exit_codes.hpp"
#include "app/help_texts.hpp"
#include "base/wrap.hpp"

#include <fmt/format.h>

namespace npd::app {
namespace {

using Rows = std::vector<std::vector<std::string>>;

std::string operand_text(const OperandSpec& operand) {
  const auto text = fmt::format("{}{}", operand.name, operand.repeats ? " ..." : "");
  return operand.required ? text : fmt::format("[{}]", text);
}

/// "--out DIR", "-o FILE", "--json"
std::string option_text(const OptionSpec& option) {
  const bool short_one = option.letter != 0 && option.required;
  auto text = short_one ? fmt::format("-{}", option.letter) : fmt::format("--{}", option.name);
  if (!option.is_flag()) text += fmt::format(" {}", option.value);
  return option.repeats ? text + " ..." : text;
}

/// "-o, --output FILE"
std::string option_term(const OptionSpec& option) {
  const auto letter = option.letter != 0 ? fmt::format("-{}, ", option.letter) : "";
  return letter + fmt::format("--{}{}{}", option.name, option.is_flag() ? "" : " ", option.value);
}

Block heading(const std::string& text) { return {Block::Kind::heading, text, {}}; }
Block paragraph(const std::string& text) { return {Block::Kind::paragraph, text, {}}; }

Rows command_rows() {
  Rows rows;
  for (const auto& command : command_specs()) {
    if (!command.hidden) rows.push_back({command.name, command.summary});
  }
  return rows;
}

Rows topic_rows() {
  Rows rows;
  for (const auto& topic : help_topics()) {
    rows.push_back({std::string(topic.name), std::string(topic.title)});
  }
  return rows;
}

Rows exit_rows() {
  Rows rows;
  for (const auto& [code, meaning] : exit_meanings) {
    rows.push_back({fmt::format("{:>3}", static_cast<int>(code)), meaning});
  }
  return rows;
}

bool is_group(std::string_view name) {
  for (const auto& command : command_specs()) {
    if (!command.hidden && std::string_view(command.name).starts_with(fmt::format("{} ", name))) {
      return true;
    }
  }
  return false;
}

}  // namespace

std::string synopsis(const CommandSpec& command) {
  std::string text = fmt::format("npd {}", command.name);
  for (const auto& operand : command.operands) text.append(" ").append(operand_text(operand));
  for (const auto& option : command.options) {
    const auto word = option_text(option);
    text += option.required ? fmt::format(" {}", word) : fmt::format(" [{}]", word);
  }
  return text;
}

Blocks command_blocks(const CommandSpec& command) {
  Rows operands, options;
  for (const auto& operand : command.operands) {
    operands.push_back({operand.repeats && operand.word != Word::override_
                            ? fmt::format("{} ...", operand.name)
                            : operand.name,
                        operand.help});
  }
  for (const auto& option : command.options) {
    options.push_back({option_term(option), option.help});
  }
  options.push_back({"-h, --help", "print this"});
  Blocks blocks;
  if (!operands.empty()) blocks.push_back(definitions(std::move(operands)));
  blocks.push_back(heading("Options"));
  blocks.push_back(definitions(std::move(options)));
  if (command.topic[0] != '\0') {
    blocks.push_back(paragraph(fmt::format("More: npd help {}", command.topic)));
  }
  return blocks;
}

std::string general_help(std::size_t width) {
  return as_text(
      {paragraph(
           "npd: simulate neural population recordings, fit LFADS models to them, and measure "
           "how much of the true dynamics came back."),
       heading("Commands"), definitions(command_rows()), heading("Topics"),
       definitions(topic_rows()),
       paragraph("`npd help NAME` tells more about a command or a topic, `npd COMMAND --help` the "
                 "same about a command, `npd --version` (-V) which npd this is."),
       heading("Exit codes"), definitions(exit_rows())},
      width);
}

std::string group_help(std::string_view group, std::size_t width) {
  std::string text;
  for (const auto& command : command_specs()) {
    if (command.hidden || !std::string_view(command.name).starts_with(fmt::format("{} ", group))) {
      continue;
    }
    text += fmt::format("{}\n{}\n", base::wrapped(synopsis(command), width, 4),
                        base::wrapped(fmt::format("    {}", command.summary), width));
  }
  return text;
}

std::string command_help(const CommandSpec& command, std::size_t width) {
  return fmt::format("{}\n\n{}\n\n{}", base::wrapped(synopsis(command), width, 4),
                     base::wrapped(command.summary, width),
                     as_text(command_blocks(command), width));
}

std::optional<std::string> help_page(const std::string& name, std::size_t width) {
  if (const auto* command = find_command_spec(name)) return command_help(*command, width);
  std::string text;
  if (const auto* topic = find_help_topic(name)) text = as_text(parse_markdown(topic->text), width);
  if (is_group(name)) {
    if (!text.empty()) text += "\nCommands\n\n";
    text += group_help(name, width);
  }
  return text.empty() ? std::nullopt : std::optional(text);
}

std::vector<std::string> help_page_names() {
  std::vector<std::string> names;
  for (const auto& row : command_rows()) names.push_back(row[0]);
  for (const auto& row : topic_rows()) names.push_back(row[0]);
  return names;
}

}  // namespace npd::app
