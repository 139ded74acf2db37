#include "config/host_table_names.hpp"
#include "run_program.hpp"

#include <npd/version.hpp>

#include <fmt/format.h>
#include <sys/stat.h>
#include <nlohmann/json.hpp>

#include <filesystem>

#include <npd/testing/catch.hpp>

namespace {

namespace fs = std::filesystem;
using npd::testing::ContainsSubstring;
using npd::testing::run_shell;
using npd::testing::StartsWith;
using npd::testing::TemporaryFolder;

/// Runs the program without the environment's plugin path.
npd::testing::Finished npd_program(const std::string& arguments) {
  return run_shell("env -u NPD_PLUGIN_PATH " NPD_PROGRAM " " + arguments);
}

void install(const fs::path& from, const fs::path& to) {
  fs::create_directories(to.parent_path());
  fs::copy_file(from, to);
}

}  // namespace

TEST_CASE("the front end loads no LibTorch") {
  const auto libraries = run_shell("LD_TRACE_LOADED_OBJECTS=1 " NPD_PROGRAM);
  CHECK_THAT(libraries.out, ContainsSubstring("libboost_program_options"));
  CHECK_THAT(libraries.out, !ContainsSubstring("torch"));
}

TEST_CASE("help and version go to stdout") {
  const auto help = npd_program("--help");
  CHECK(help.exit_code == 0);
  CHECK_THAT(help.out, ContainsSubstring("Exit codes"));
  CHECK(help.err.empty());
  CHECK(npd_program("--version").out == "npd " + npd::sdk_version() + "\n");
}

TEST_CASE("usage errors go to stderr") {
  const auto typo = npd_program("plugin list");
  CHECK(typo.exit_code == 2);
  CHECK(typo.out.empty());
  CHECK(typo.err ==
        "npd: error: unknown command \"plugin\"; did you mean \"plugins\"? (see npd --help)\n");
}

TEST_CASE("plugins beside the program are listed and described") {
  const auto list = npd_program("plugins list");
  CHECK(list.exit_code == 0);
  CHECK_THAT(list.out, ContainsSubstring("\nin " + std::string(NPD_PLUGIN_DIR) + "\n"));
  CHECK_THAT(list.out, ContainsSubstring("NPD_PLUGIN_PATH"));
  const auto gru = npd_program("plugins describe generator gru");
  CHECK(gru.exit_code == 0);
  CHECK_THAT(gru.out, StartsWith("generator \"gru\" 0.1.0\n"));
}

TEST_CASE("a plugin that is not found is exit code 4, with all there is to know") {
  const TemporaryFolder mine;
  const auto gru =
      npd_program("plugins describe generator gruu --plugin-path " + mine.path().string());
  CHECK(gru.exit_code == 4);
  CHECK_THAT(gru.err, StartsWith("npd: error: generator \"gruu\" not found; did you mean \"gru\"?\n"
                                 "searched:  --plugin-path " +
                                 mine.path().string()));
  const auto typo = npd_program("plugins list --plugin-path " + (mine / "typo").string());
  CHECK(typo.exit_code == 4);
  CHECK(typo.err ==
        fmt::format("npd: error: --plugin-path {}/typo: no such folder\n", mine.path().string()));
}

TEST_CASE("a plugin in a build folder nearby is found for the message") {
  const TemporaryFolder here;
  fs::create_directories(here / "project/build");
  fs::copy_file(fs::path(NPD_PLUGIN_DIR) / "gru.so", here / "project/build/mine.so");
  const auto missed = run_shell("cd '" + here.path().string() + "' && env -u NPD_PLUGIN_PATH " +
                                NPD_PROGRAM + " plugins describe mine");
  CHECK(missed.exit_code == 4);
  CHECK_THAT(missed.err, StartsWith("npd: error: component \"mine\" not found; there is "
                                    "project/build/mine.so: give --plugin-path project/build\n"));
}

TEST_CASE("a new plugin that hides one is warned of") {
  const TemporaryFolder here;
  const auto made = npd_program("plugins new generator gru " + (here / "mine").string());
  CHECK(made.exit_code == 0);
  CHECK(made.err ==
        fmt::format("npd: warning: there is a generator \"gru\" already, {}/gru.so: with "
                    "--plugin-path yours hides it; choose another NAME unless that is "
                    "meant\n",
                    NPD_PLUGIN_DIR));
  CHECK(npd_program("plugins new metric gru " + (here / "other").string()).err.empty());
}

TEST_CASE("NPD_PLUGIN_PATH is searched, and a folder open to all is refused") {
  const TemporaryFolder folder;
  ::chmod(folder.path().c_str(), 0777);
  const auto list =
      run_shell("NPD_PLUGIN_PATH=" + folder.path().string() + " " NPD_PROGRAM " plugins list");
  CHECK(list.exit_code == 0);
  CHECK_THAT(list.out, ContainsSubstring("NPD_PLUGIN_PATH " + folder.path().string() + "  "));
  CHECK_THAT(list.out, ContainsSubstring(fmt::format(
                           "skipped:   {1}: anybody may write to it (mode 777); run: chmod o-w "
                           "'{0}' ({2})\n",
                           folder.path().string(), folder.path().filename().string(),
                           folder.path().parent_path().string())));
}

TEST_CASE("an installation is found from the program's real path") {
  const TemporaryFolder prefix;
  install(NPD_PROGRAM, prefix / "bin/npd");
  fs::create_symlink(prefix / "bin/npd", prefix / "link");
  const std::string program = (prefix / "link").string();
  const auto engine = prefix / "lib/npd/libnpd_engine.so";

  const auto nothing = run_shell(program + " plugins list");
  CHECK(nothing.exit_code == 1);
  CHECK(nothing.err == fmt::format("npd: error: cannot load the engine: {}: cannot open shared "
                                   "object file: No such file or directory; install npd again\n",
                                   engine.string()));

  install(fs::path(NPD_PLUGIN_DIR) / "gru.so", engine);
  const auto wrong = run_shell(program + " plugins list");
  CHECK(wrong.exit_code == 1);
  CHECK(wrong.err ==
        fmt::format("npd: error: {} is not npd's engine; install npd again\n", engine.string()));

  fs::remove(engine);
  install(NPD_ENGINE, engine);
  install(fs::path(NPD_PLUGIN_DIR) / "gru.so", prefix / "lib/npd/plugins/gru.so");
  const auto list = run_shell(program + " plugins list");
  CHECK(list.exit_code == 0);
  CHECK_THAT(list.out, ContainsSubstring("in " + (prefix / "lib/npd/plugins").string()));
  CHECK_THAT(list.out, !ContainsSubstring("linear"));
}

TEST_CASE("results that cannot be written are exit code 7") {
  for (const std::string arguments : {"--help", "plugins list"}) {
    const auto full = npd_program(arguments + " >/dev/full");
    CHECK(full.exit_code == 7);
    CHECK(full.err == "npd: error: cannot write to the standard output\n");
  }
}

TEST_CASE("config describe shows each table that every experiment has") {
  for (const char* name : npd::config::host_table_names) {
    const auto shown = npd_program("config describe " + std::string(name));
    CHECK(shown.exit_code == 0);
    CHECK_THAT(shown.out, StartsWith(name));
    CHECK_THAT(shown.out, ContainsSubstring("\n\nTOML\n"));
  }
  const auto training = npd_program("config describe training");
  CHECK_THAT(training.out, ContainsSubstring("lr_init"));
  CHECK_THAT(training.out, ContainsSubstring("  training  Learning rate at the start\n"));
  CHECK_THAT(npd_program("config describe model").out,
             ContainsSubstring("  shapes    Units of the controller\n"));
  CHECK_THAT(npd_program("config describe modle").err,
             ContainsSubstring("unknown word \"modle\"; must be one of general, model, generator, "
                               "training, sampling; did you mean \"model\"?"));
}

TEST_CASE("a program reads each table that every experiment has, and any plugin") {
  for (const char* name : npd::config::host_table_names) {
    const auto json =
        nlohmann::json::parse(npd_program("config describe --json " + std::string(name)).out);
    CHECK(json.at("name") == name);
    CHECK(!json.at("parameters").empty());
    CHECK(json.at("toml").get<std::string>().find(" = ") != std::string::npos);
  }
  const auto gru = nlohmann::json::parse(npd_program("plugins describe generator gru --json").out);
  CHECK(gru.at("components").at(0).at("id") == "gru");
}

TEST_CASE("limits within which nothing can be computed are told at the start") {
  const auto files = run_shell("ulimit -n 20; " NPD_PROGRAM " plugins list");
  CHECK(files.exit_code == 9);
  CHECK(files.out.empty());
  CHECK_THAT(files.err,
             StartsWith("npd: error: the number of open files of this process is limited "
                        "to 20, and npd needs 64 at least; raise the limit: ulimit -n"));
#if !defined(__SANITIZE_ADDRESS__)  // which takes terabytes of it
  const auto memory = run_shell("ulimit -v 600000; timeout 60 " NPD_PROGRAM " plugins list");
  CHECK(memory.exit_code == 9);
  CHECK_THAT(memory.err, StartsWith("npd: error: the address space of this process is limited to "
                                    "600000 kB, and npd needs "));
#endif
  CHECK(run_shell("ulimit -n 20; " NPD_PROGRAM " --version").exit_code == 0);
}
