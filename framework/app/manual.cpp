#include "app/manual.hpp"

#include "app/exit_codes.hpp"
#include "app/help.hpp"
#include "app/help_texts.hpp"

#include <npd/version.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace npd::app {
namespace {

std::string dashed(std::string name) {
  std::replace(name.begin(), name.end(), ' ', '-');
  return name;
}

std::string head(const std::string& name, int section, std::string_view summary) {
  std::string upper = name;
  std::transform(upper.begin(), upper.end(), upper.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return fmt::format(".TH {} {} \"\" \"npd {}\" \"npd\"\n.SH NAME\n{} \\- {}\n",
                     roff_escaped(upper), section, sdk_version(), roff_escaped(name),
                     roff_escaped(summary));
}

/// The name is bold, what stands for words is not.
std::string synopsis_roff(const std::string& synopsis, const std::string& name) {
  return fmt::format(".SH SYNOPSIS\n\\fBnpd {}\\fR{}\n", roff_escaped(name),
                     roff_escaped(synopsis.substr(name.size() + std::string("npd ").size())));
}

ManPage page_of(const CommandSpec& command) {
  const auto name = "npd-" + dashed(command.name);
  return {"man1/" + name + ".1", head(name, 1, command.summary) +
                                     synopsis_roff(synopsis(command), command.name) +
                                     ".SH DESCRIPTION\n" + as_roff(command_blocks(command)) +
                                     ".SH SEE ALSO\n.BR npd (1)\n"};
}

ManPage page_of(const HelpTopic& topic) {
  const auto name = fmt::format("npd-{}", topic.name);
  auto text = as_roff(parse_markdown(topic.text));
  if (!text.starts_with(".SH")) text = ".SH DESCRIPTION\n" + text;
  return {"man7/" + name + ".7", head(name, 7, topic.title) + text + ".SH SEE ALSO\n.BR npd (1)\n"};
}

ManPage page_of_program() {
  Blocks blocks;
  const auto list = [&](const char* title, std::vector<std::vector<std::string>> rows) {
    blocks.push_back({Block::Kind::heading, title, {}});
    blocks.push_back(definitions(std::move(rows)));
  };
  std::vector<std::vector<std::string>> commands, topics, codes;
  for (const auto& command : command_specs()) {
    if (!command.hidden) commands.push_back({synopsis(command), command.summary});
  }
  for (const auto& topic : help_topics()) {
    topics.push_back({fmt::format("npd-{}(7)", topic.name), std::string(topic.title)});
  }
  for (const auto& [code, meaning] : exit_meanings) {
    codes.push_back({std::to_string(static_cast<int>(code)), meaning});
  }
  list("Commands", std::move(commands));
  list("Exit status", std::move(codes));
  list("See also", std::move(topics));
  return {"man1/npd.1",
          head("npd", 1, "simulate neural populations, fit LFADS, measure what came back") +
              ".SH SYNOPSIS\n\\fBnpd\\fR COMMAND [WORD ...]\n" + as_roff(blocks)};
}

}  // namespace

std::vector<ManPage> man_pages() {
  std::vector<ManPage> pages{page_of_program()};
  for (const auto& command : command_specs()) {
    if (!command.hidden) pages.push_back(page_of(command));
  }
  for (const auto& topic : help_topics()) pages.push_back(page_of(topic));
  return pages;
}

}  // namespace npd::app
