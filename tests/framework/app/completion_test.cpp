#include "app/completion.hpp"

#include "run_program.hpp"

#include <npd/kinds.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <fstream>

#include <npd/testing/catch.hpp>

namespace npd::app {
namespace {

/// What bash offers behind a line, in some folder.
std::string offered(const std::string& line, const std::string& folder = ".") {
  const auto finished =
      testing::run_shell(fmt::format("cd '{}' && env -u NPD_PLUGIN_PATH bash {} {} '{}'", folder,
                                     NPD_COMPLETE_LINE, NPD_PROGRAM, line));
  CHECK(finished.err.empty());
  return finished.out;
}

/// Whether a shell can read its script; nothing if the shell is not here.
void check_syntax(const std::string& shell) {
  if (testing::run_shell("command -v " + shell).exit_code != 0) {
    WARN("skipped: there is no " << shell << " here");
    return;
  }
  const testing::TemporaryFolder folder;
  const auto file = folder / "script";
  std::ofstream(file) << completion_script(shell);
  const auto checked = testing::run_shell(shell + " -n " + file.string());
  CHECK(checked.exit_code == 0);
  CHECK(checked.err.empty());
}

}  // namespace

TEST_CASE("bash completes commands, options and words of the table") {
  CHECK(offered("npd r") == "report\nresume\nrun\n");
  CHECK(offered("npd plugins ") == "list\ndescribe\ncheck\nnew\n");
  CHECK(offered("npd run x.toml --th") == "--threads\n");
  CHECK(offered("npd plugins new ") == fmt::format("{}\n", fmt::join(kind_names(), "\n")));
  CHECK(offered("npd bench --engine ") == "fused\nautograd\n");
  CHECK(offered("npd completion f") == "fish\n");
  CHECK(offered("npd completion fish f").empty());
  CHECK(offered("npd help err") == "errors\n");
}

TEST_CASE("bash completes files by what the place takes") {
  const testing::TemporaryFolder folder;
  for (const char* name : {"a.toml", "a.h5", "a.so"}) std::ofstream(folder / name) << '\n';
  std::filesystem::create_directory(folder / "a folder");
  const auto here = folder.path().string();
  CHECK(offered("npd run a", here) == "a.toml\na folder/\n");
  CHECK(offered("npd data describe a", here) == "a.h5\na folder/\n");
  CHECK(offered("npd plugins check x.so a", here) == "a.so\na folder/\n");
  CHECK(offered("npd simulate a.toml -o a", here) == "a.h5\na folder/\n");
  CHECK(offered("npd compare x a", here) == "a folder/\n");
}

TEST_CASE("bash asks npd for plugins and keys") {
  CHECK(offered("npd plugins describe g") == "generator\ngru\n");
  CHECK(offered("npd plugins describe generator gr") == "gru\n");
  const testing::TemporaryFolder folder;
  std::ofstream(folder / "x.toml") << "[model.generator]\nplugin = \"gru\"\n"
                                      "[model.readout]\nplugin = \"linear\"\n"
                                      "[dataset]\nplugin = \"lfads_hdf5\"\nfile = \"x.h5\"\n";
  CHECK(offered("npd run x.toml model.gen", folder.path().string()) ==
        "model.generator.state_dim=\nmodel.generator.plugin=\nmodel.generator.clip=\n");
}

TEST_CASE("bash completes experiments that come with npd behind the colon, and their keys") {
  CHECK(offered("npd run np") == "npd:\n");
  CHECK(offered("npd run npd:quicks") == "quickstart.toml\n");
  CHECK(offered("npd bench npd:bench/base") == "bench/base.toml\nbench/base_ext.toml\n");
  const auto keys = offered("npd bench npd:bench/base.toml model.generator.st");
  CHECK(keys == "model.generator.state_dim=\n");
}

TEST_CASE("zsh and fish can read their scripts") {
  check_syntax("bash");
  check_syntax("zsh");
  check_syntax("fish");
}

}  // namespace npd::app
