/// \file main.cpp
/// The program `npd`: understands the command line, loads the engine if a command needs it.
#include "app/command_line.hpp"
#include "app/exit_codes.hpp"
#include "app/quick_ends.hpp"
#include "base/interrupt.hpp"
#include "base/machine.hpp"
#include "base/terminal.hpp"
#include "base/terminal_width.hpp"

#include <dlfcn.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <iostream>

namespace {

namespace fs = std::filesystem;
using npd::app::Answer;
using npd::app::Command;

/// `<prefix>/bin/npd` -> `<prefix>/lib/npd/libnpd_engine.so`, in the build folder as installed. The
/// engine stays loaded until the process ends.
int run(const Command& command) {
  if (const auto limit = npd::base::limit_that_is_too_low()) {
    std::cerr << "npd: error: " << *limit << '\n';
    return npd::app::exit_system;
  }
  // The BLAS starts threads as it is loaded, which npd never uses, and where the system has no
  // memory for them it tries for ever.
  ::setenv("OPENBLAS_NUM_THREADS", "1", 1);
  const fs::path prefix = command.executable.parent_path().parent_path();
  const fs::path file = prefix / "lib/npd/libnpd_engine.so";
  void* library = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    std::cerr << "npd: error: cannot load the engine: " << ::dlerror() << "; install npd again\n";
    return npd::app::exit_bug;
  }
  const auto engine = reinterpret_cast<decltype(&npd_engine)>(::dlsym(library, "npd_engine"));
  const auto code_of_end =
      reinterpret_cast<decltype(&npd_code_of_end)>(::dlsym(library, "npd_code_of_end"));
  if (engine == nullptr || code_of_end == nullptr) {
    std::cerr << "npd: error: " << file.string() << " is not npd's engine; install npd again\n";
    return npd::app::exit_bug;
  }
  npd::app::ask_before_quick_ends(code_of_end);
  return engine(command);
}

int print(const Answer& answer) {
  if (answer.exit_code == npd::app::exit_ok) {
    std::cout << answer.text;
  } else {
    std::cerr << npd::base::fitted(answer.text, STDERR_FILENO, 4);
  }
  return answer.exit_code;
}

/// Of help: lines longer than 100 are hard to read.
std::size_t help_width() {
  return std::clamp<std::size_t>(npd::base::terminal_width(STDOUT_FILENO).value_or(80), 40, 100);
}

}  // namespace

int main(int argc, char** argv) {
  npd::base::hold_back_warnings();
  npd::base::occupy_standard_streams();
  // A file that grows beyond `ulimit -f` is an error of its writer, with a message.
  std::signal(SIGXFSZ, SIG_IGN);
  auto understood = npd::app::parse_command_line({argv + 1, argv + argc}, help_width());
  int code = 0;
  if (auto* command = std::get_if<Command>(&understood)) {
    command->executable = fs::read_symlink("/proc/self/exe");
    code = run(*command);
  } else {
    code = print(std::get<Answer>(understood));
  }
  if (!std::cout.flush()) {
    std::cerr << "npd: error: cannot write to the standard output\n";
    return npd::app::exit_output;
  }
  return code;
}
