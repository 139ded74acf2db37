#pragma once

#include <npd/testing/temporary_folder.hpp>

#include <sys/wait.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

namespace npd::testing {

/// What a program did.
struct Finished {
  int exit_code;  ///< 128 + signal if a signal ended it
  std::string out;
  std::string err;
};

inline std::string read_text(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

/// Runs a line of shell and waits for it.
inline Finished run_shell(const std::string& line) {
  const TemporaryFolder folder;
  const auto out = folder / "out", err = folder / "err";
  const int status =
      std::system(("{ " + line + "; } >'" + out.string() + "' 2>'" + err.string() + "'").c_str());
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return {code, read_text(out), read_text(err)};
}

}  // namespace npd::testing
