#include "app/answers.hpp"

#include <npd/atomic_file.hpp>
#include <npd/error.hpp>
#include <npd/names.hpp>
#include "app/completion.hpp"
#include "app/exit_codes.hpp"
#include "app/help.hpp"
#include "app/manual.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>

namespace npd::app {
namespace {

Answer help(const Command& command, std::size_t width) {
  if (command.arguments.empty()) return {exit_ok, general_help(width)};
  const auto name = fmt::format("{}", fmt::join(command.arguments, " "));
  if (auto page = help_page(name, width)) return {exit_ok, std::move(*page)};
  return {exit_usage, fmt::format("npd: error: help: there is no page \"{}\"{} (see npd help)\n",
                                  name, did_you_mean(name, help_page_names()))};
}

Answer manual(const std::filesystem::path& folder) {
  std::string names;
  try {
    for (const auto& [file, text] : man_pages()) {
      std::error_code error;  // writing will tell
      std::filesystem::create_directories((folder / file).parent_path(), error);
      write_text(folder / file, text);
      names += file + '\n';
    }
  } catch (const OutputError& failure) {
    return {exit_output, fmt::format("npd: error: {}\n", failure.what())};
  }
  return {exit_ok, names};
}

}  // namespace

std::optional<Answer> answer_without_engine(const Command& command, std::size_t width) {
  if (command.name == "help") return help(command, width);
  if (command.name == "manual") return manual(command.arguments.front());
  if (command.name == "completion") {
    return Answer{exit_ok, completion_script(command.arguments.front())};
  }
  return std::nullopt;
}

}  // namespace npd::app
