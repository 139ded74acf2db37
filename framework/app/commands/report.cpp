#include <npd/atomic_file.hpp>
#include "app/commands/commands.hpp"
#include "app/commands/options.hpp"
#include "app/exit_codes.hpp"
#include "report/report_page.hpp"

#include <iostream>

namespace npd::app {

int report(const Command& command) {
  auto file = path_option(command, "output");
  if (file.empty()) file = "report.html";
  const auto existing = if_exists(command, file);
  const auto published =
      npd::results::read_published(command.prefix() / "share/npd/configs/published");
  const auto page =
      npd::report::report_page({command.arguments.begin(), command.arguments.end()}, published);
  write_text(file, page, existing);
  std::cout << "wrote " << file.string() << "\n";
  return exit_ok;
}

}  // namespace npd::app
