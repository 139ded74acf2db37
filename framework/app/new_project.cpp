#include "app/new_project.hpp"

#include "app/plugin_name.hpp"
#include "base/wrap.hpp"

#include <npd/abi.h>
#include <npd/atomic_file.hpp>
#include <npd/error.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>
#include <system_error>

namespace npd::app {
namespace {

namespace fs = std::filesystem;
using Placeholders = std::map<std::string, std::string>;

Placeholders placeholders(const NewProject& project) {
  return {
      {"@name@", project.name},
      {"@Class@", class_name(project.name)},
      {"@sdk@", fmt::format("{}.{}", NPD_SDK_VERSION_MAJOR, NPD_SDK_VERSION_MINOR)},
  };
}

std::string fill_in(std::string text, const Placeholders& values) {
  for (const auto& [name, value] : values) {
    for (auto at = text.find(name); at != std::string::npos; at = text.find(name, at)) {
      text.replace(at, name.size(), value);
      at += value.size();
    }
  }
  return text;
}

std::string read(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in) throw DataError(file.string() + ": cannot be read; install npd again");
  return text.str();
}

void make_folder(const fs::path& folder, bool overwrite) {
  std::error_code error;
  if (!overwrite && fs::exists(folder, error) &&
      !(fs::is_directory(folder, error) && fs::is_empty(folder, error))) {
    throw OutputError(
        fmt::format("{}: exists, and nothing is overwritten; choose another DIR, or give --force",
                    folder.string()));
  }
  fs::create_directories(folder, error);
  if (error) {
    throw OutputError(fmt::format("{}: the folder cannot be made: {}; choose another DIR",
                                  folder.string(), error.message()));
  }
}

/// In quotes if a shell needs them.
std::string shell_word(const std::string& word) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("/._-+=:,@%").find(c) != std::string_view::npos;
  };
  if (!word.empty() && std::all_of(word.begin(), word.end(), plain)) return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? "'\\''" : std::string(1, c);
  return quoted + "'";
}

}  // namespace

std::vector<std::string> write_project(const NewProject& project) {
  const fs::path templates = project.prefix / "share/npd/template";
  const auto values = placeholders(project);
  std::map<std::string, std::string> texts;  // all is read before anything is written
  for (const fs::path& folder : {templates / "common", templates / project.kind}) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
      const std::string name = fill_in(entry.path().stem().string(), values);  // without .in
      texts[name] = fill_in(read(entry.path()), values);
    }
    if (error) {
      throw DataError(
          fmt::format("{}: {}; templates come with the SDK: install it, on Debian the "
                      "package npd-dev",
                      folder.string(), error.message()));
    }
  }
  make_folder(project.folder, project.overwrite);
  std::vector<std::string> files;
  for (const auto& [name, text] : texts) {
    write_text(project.folder / name, text,
               project.overwrite ? IfExists::replace : IfExists::refuse);
    files.push_back(name);
  }
  return files;
}

std::string next_steps(const NewProject& project, const std::vector<std::string>& files,
                       std::size_t width) {
  // CMake and the shell look into these by themselves.
  const bool standard = project.prefix == "/usr" || project.prefix == "/usr/local";
  const std::string prefix = project.prefix.string();
  const auto wrote = fmt::format("Wrote {}: {}", project.folder.string(), fmt::join(files, ", "));
  return fmt::format(
      "{}\n\n"
      "experiment.toml:\n\n{}\n"
      "Build it, test it, run it in that experiment:\n\n"
      "  cd {}\n"
      "  cmake -B build{}\n"
      "  cmake --build build\n"
      "  ctest --test-dir build --output-on-failure\n"
      "  {} run experiment.toml --plugin-path build\n",
      base::wrapped(wrote, width, 2), read(project.folder / "experiment.toml"),
      shell_word(project.folder.string()),
      standard ? "" : fmt::format(" {}", shell_word("-DCMAKE_PREFIX_PATH=" + prefix)),
      standard ? "npd" : shell_word(prefix + "/bin/npd"));
}

}  // namespace npd::app
