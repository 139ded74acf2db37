#include "run_program.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>

#include <npd/testing/catch.hpp>

namespace {

namespace fs = std::filesystem;
using npd::testing::ContainsSubstring;
using npd::testing::run_shell;
using npd::testing::StartsWith;
using npd::testing::TemporaryFolder;

const fs::path fixtures = NPD_FIXTURES, hostile = NPD_HOSTILE;
const fs::path gru = fs::path(NPD_PLUGIN_DIR) / "gru.so";

npd::testing::Finished check(const std::string& arguments) {
  return run_shell("env -u NPD_PLUGIN_PATH " NPD_PROGRAM " plugins check " + arguments);
}

}  // namespace

TEST_CASE("plugins check: a good library is shown with its components") {
  const auto good = check(gru.string());
  CHECK(good.exit_code == 0);
  CHECK(good.out == fmt::format("ok      {}: generator \"gru\" 0.1.0\n", gru.string()));
  const auto frozen = fs::path(NPD_PLUGIN_DIR) / "frozen.so";
  CHECK(check(frozen.string()).out ==
        fmt::format("ok      {}: generator \"frozen\" 0.1.0 (needs inner)\n", frozen.string()));
}

TEST_CASE("plugins check: one bad library among good ones is exit code 4") {
  const auto finished =
      check(fmt::format("--timeout 20 {0} {1}/step_crash.so {0}", gru.string(), NPD_HOSTILE));
  CHECK(finished.exit_code == 4);
  CHECK(finished.err.empty());
  CHECK(finished.out ==
        fmt::format("ok      {0}: generator \"gru\" 0.1.0\n"
                    "failed  {1}/step_crash.so: generator \"hostile\" 0.1.0, step: crashed: "
                    "Segmentation fault\n"
                    "ok      {0}: generator \"gru\" 0.1.0\n",
                    gru.string(), NPD_HOSTILE));
}

// It is tried in a process of its own first.
TEST_CASE("a library that ends the program while it is loaded is left out, by name") {
  const TemporaryFolder folder;
  const auto library = folder / "mine.so";
  const auto list = [&](const std::string& fixture) {
    fs::copy_file(hostile / (fixture + ".so"), library, fs::copy_options::overwrite_existing);
    return run_shell("env -u NPD_PLUGIN_PATH " NPD_PROGRAM " plugins list --plugin-path " +
                     folder.path().string());
  };
  const std::string skipped = "skipped:   mine.so: while it is loaded: ";
  const auto exits = list("load_exit");
  CHECK(exits.exit_code == 0);
  CHECK_THAT(exits.out + exits.err,
             ContainsSubstring(skipped + "ended the process with exit code 3"));
  const auto crashes = list("load_crash");
#ifndef __SANITIZE_ADDRESS__  // the sanitizer has the last word
  CHECK(crashes.exit_code == 0);
  CHECK_THAT(crashes.out + crashes.err, ContainsSubstring(skipped + "crashed: Segmentation fault"));
#endif
  CHECK_THAT(list("load_throw").out,
             ContainsSubstring(skipped + "crashed: Aborted; its last words: terminate called"));
}

TEST_CASE("the program goes on without the libraries that it can refuse") {
  const TemporaryFolder folder;
  std::string skipped;
  for (const std::string fixture : {"bad_id", "no_symbol", "other_sdk"})
    fs::copy_file(fixtures / (fixture + ".so"), folder / (fixture + ".so"));
  fs::copy_file(gru, folder / "gru.so");
  const auto list = run_shell("env -u NPD_PLUGIN_PATH " NPD_PROGRAM " plugins list --plugin-path " +
                              folder.path().string());
  CHECK(list.exit_code == 0);
  for (const std::string fixture : {"bad_id", "no_symbol", "other_sdk"})
    CHECK_THAT(list.out, ContainsSubstring("  " + fixture + ".so: "));
  CHECK_THAT(list.out, ContainsSubstring("\nin " + folder.path().string() + "\n"));
}

TEST_CASE("a program reads what became of each library") {
  const auto checked =
      run_shell(NPD_PROGRAM " plugins check --json " + gru.string() + " absent.so");
  CHECK(checked.exit_code == 4);
  const auto json = nlohmann::json::parse(checked.out);
  REQUIRE(json.size() == 2);
  CHECK(json[0].at("library") == gru.string());
  CHECK(json[0].at("good") == true);
  CHECK(json[0].at("text") == "generator \"gru\" 0.1.0");
  CHECK(json[1].at("good") == false);
}
