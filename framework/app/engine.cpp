#include "app/command.hpp"
#include "app/commands/commands.hpp"
#include "app/exit_codes.hpp"
#include "app/report.hpp"
#include "app/threads.hpp"
#include "base/terminal_width.hpp"
#include "host/crash.hpp"

#include <unistd.h>

#include <iostream>
#include <map>
#include <sstream>
#include <string_view>

namespace npd::app {
namespace {

using CommandFunction = int (*)(const Command&);

/// Every command that the front end can ask for; see command_specs().
const std::map<std::string_view, CommandFunction> commands{
    {"analyse", analyse},
    {"bench", bench},
    {"compare", compare},
    {"complete experiments", complete_experiments},
    {"complete keys", complete_keys},
    {"complete plugins", complete_plugins},
    {"config check", config_check},
    {"config describe", config_describe},
    {"config show", config_show},
    {"data describe", data_describe},
    {"evaluate", evaluate},
    {"plugins check", plugins_check},
    {"plugins describe", plugins_describe},
    {"plugins list", plugins_list},
    {"plugins new", plugins_new},
    {"report", report},
    {"resume", resume},
    {"run", run},
    {"simulate", simulate},
    {"study advance", study_advance},
    {"study best", study_best},
    {"study check", study_check},
    {"study draws", study_draws},
    {"study extend", study_extend},
    {"study replay", study_replay},
    {"study resume", study_resume},
    {"study retry", study_retry},
    {"study run", study_run},
    {"study status", study_status},
    {"study stop", study_stop},
    {"study work", study_work},
    {"tables", tables},
};

}  // namespace
}  // namespace npd::app

int npd_code_of_end(int code) { return npd::host::code_of_end(code); }

int npd_engine(const npd::app::Command& command) {
  try {
    npd::app::use_one_thread();
    npd::app::use_one_heap();
    npd::host::name_plugins_in_crashes(npd::app::exit_plugin);
    return npd::app::commands.at(command.name)(command);
  } catch (...) {
    std::cout.flush();  // what was printed comes before the error
    std::ostringstream text;
    const int code = npd::app::report_exception(text);
    std::cerr << npd::base::fitted(text.str(), STDERR_FILENO, 4);
    return code;
  }
}
