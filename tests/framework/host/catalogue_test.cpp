#include "host/catalogue.hpp"

#include "fixture_registry.hpp"

#include <npd/testing/temporary_folder.hpp>

#include <fmt/format.h>
#include <sys/stat.h>

#include <npd/testing/catch.hpp>

namespace npd::host {
namespace {

namespace fs = std::filesystem;
using testing::TemporaryFolder;

}  // namespace

TEST_CASE("the search path: command line, environment, the executable's folder") {
  const TemporaryFolder folder;
  const auto places = search_path({folder.path()}, "one::/two", "/opt/npd/bin/npd");
  REQUIRE(places.size() == 4);
  CHECK(places[0].origin == "--plugin-path");
  CHECK(places[0].folder == folder.path());
  CHECK(places[1].origin == "NPD_PLUGIN_PATH");
  CHECK(places[1].folder == "one");
  CHECK(places[2].folder == "/two");
  CHECK(places[3].origin.empty());
  CHECK(places[3].folder == "/opt/npd/lib/npd/plugins");

  CHECK(search_path({}, nullptr, "/bin/npd").at(0).folder.empty());
  CHECK(message_of<PluginError>([&] { search_path({folder / "typo"}, nullptr, "/bin/npd"); }) ==
        fmt::format("--plugin-path {}/typo: no such folder", folder.path().string()));
}

TEST_CASE("nothing found says where was looked and what was skipped") {
  const TwoFolders folders;
  folders.copy("gru", "b/gru.so");
  folders.copy("linear", "b/linear.so");
  fs::copy_file(fixtures / "no_symbol.so", "a/old.so");
  fs::copy_file(fixtures / "no_symbol.so", "a/notes.txt");  // another extension
  Registry registry(search({{"--plugin-path", "a"},
                            {"NPD_PLUGIN_PATH", {}},
                            {"", "b"},
                            {"", "b/../b"},
                            {"", "b/none"}}));
  const std::string looked =
      "\nsearched:  --plugin-path a  0 libraries\n"
      "           NPD_PLUGIN_PATH  (not set)\n"
      "           b                2 libraries\n"
      "           b/../b           searched already\n"
      "           b/none           no such folder\n"
      "skipped:   old.so: exports no symbol npd_plugin (a)";
  const auto message = [&](Kind kind, const std::string& id) {
    return message_of<PluginError>([&] { registry.find(kind, id); });
  };
  CHECK(message(Kind::generator, "grru") ==
        "generator \"grru\" not found; did you mean \"gru\"?" + looked);
  CHECK(message(Kind::readout, "gru") ==
        "readout \"gru\" not found; \"gru\" is a generator" + looked);
  CHECK(message(Kind::generator, "transformer") ==
        "generator \"transformer\" not found; there are: gru" + looked);
  CHECK(message(Kind::metric, "r2") == "metric \"r2\" not found; there are none" + looked);
}

TEST_CASE("a folder that anybody may write to is refused as a whole") {
  const TwoFolders folders;
  folders.copy("gru", "a/gru.so");
  ::chmod("a", 0777);
  const auto catalogue = folders.search_both();
  CHECK(catalogue.entries.empty());
  CHECK(catalogue.places[0].state == "refused");
  REQUIRE(catalogue.failures.size() == 1);
  CHECK(catalogue.failures[0].message ==
        "a: anybody may write to it (mode 777); run: chmod o-w 'a'");
}

TEST_CASE("a library that is fatal to load is a failure like others, and this process lives on") {
  const TwoFolders folders;
  folders.copy("gru", "a/gru.so");
  folders.copy("linear", "a/zlinear.so");
  for (const std::string name : {"load_abort", "load_loop", "load_quick_exit"}) {
    fs::copy_file(fs::path(NPD_HOSTILE) / (name + ".so"), "a/" + name + ".so");
  }
  const auto catalogue = search({{"--plugin-path", "a"}}, std::chrono::seconds(2));
  CHECK(catalogue.places[0].state == "2 libraries");
  CHECK(!catalogue.all(Kind::readout, "linear").empty());
  REQUIRE(catalogue.failures.size() == 3);
  CHECK(catalogue.failures[0].reason == "while it is loaded: crashed: Aborted");
  CHECK(catalogue.failures[1].reason == "while it is loaded: gave no answer for 2 s");
  CHECK(
      catalogue.failures[1].message ==
      "a/load_loop.so: while it is loaded: gave no answer for 2 s; remove it, or look at it with: "
      "npd plugins check a/load_loop.so");
  CHECK(catalogue.failures[2].reason == "while it is loaded: ended the process with exit code 0");
}

TEST_CASE("the earlier place wins") {
  const TwoFolders folders;
  folders.copy("gru", "a/mine.so");
  folders.copy("gru", "b/gru.so");
  Registry registry(folders.search_both());
  const auto& component = registry.find(Kind::generator, "gru");
  CHECK(registry.identity(component).library == "a/mine.so");
}

TEST_CASE("two libraries of one folder must not hold the same component") {
  const TwoFolders folders;
  folders.copy("gru", "a/one.so");
  folders.copy("gru", "a/two.so");
  folders.copy("gru", "b/gru.so");
  Registry registry(folders.search_both());
  CHECK(message_of<PluginError>([&] { registry.find(Kind::generator, "gru"); }) ==
        "generator \"gru\" is in two libraries of one folder, a/one.so and a/two.so; "
        "remove one");
}

}  // namespace npd::host
