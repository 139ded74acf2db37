#include "app/commands/commands.hpp"
#include "app/commands/options.hpp"
#include "app/exit_codes.hpp"
#include "report/report_page.hpp"

#include <npd/atomic_file.hpp>

#include <iostream>

namespace npd::app {

std::string page_of(const Command& command, const std::vector<std::filesystem::path>& paths) {
  return npd::report::report_page(
      paths, results::read_published(command.prefix() / "share/npd/configs/published"));
}

int report(const Command& command) {
  auto file = path_option(command, "output");
  if (file.empty()) file = "report.html";
  const auto existing = if_exists(command, file);
  write_text(file, page_of(command, {command.arguments.begin(), command.arguments.end()}),
             existing);
  std::cout << "wrote " << file.string() << "\n";
  return exit_ok;
}

}  // namespace npd::app
