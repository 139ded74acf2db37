#include "framework/config/test_files.hpp"

#include <sys/stat.h>

#include <filesystem>
#include <string>
#include <vector>

#include <npd/testing/catch.hpp>

using namespace npd::config;
using namespace npd::config::testing;
using npd::testing::ContainsSubstring;
using npd::testing::Equals;
using npd::testing::StartsWith;

namespace {

/// A wrong configuration and all that is said about it.
struct Malformed {
  const char* text;
  const char* message;
  std::vector<std::string> overrides = {};
};

struct BrokenSyntax {
  const char* text;
  const char* place;
  const char* what;
};

void check(const std::vector<Malformed>& cases) {
  for (const Malformed& wrong : cases) {
    TestFolder folder;
    const auto file = folder.write("main.toml", wrong.text);
    INFO(wrong.text);
    CHECK_THAT(error_of(folder, file, wrong.overrides), Equals(wrong.message));
  }
}

}  // namespace

TEST_CASE("malformed: wrong types") {
  check({
      {"[model]\nco_dim = \"four\"",
       "main.toml:2:10: model.co_dim: expected integer, found text \"four\""},
      {"[model]\nco_dim = 4.0",
       "main.toml:2:10: model.co_dim: expected integer, found number 4.0; write 4"},
      {"[model]\nco_dim = 4.5", "main.toml:2:10: model.co_dim: expected integer, found number 4.5"},
      {"[model]\nco_dim = 1e300",
       "main.toml:2:10: model.co_dim: expected integer, found number 1e+300"},
      {"[model]\n  co_dim = [4]", "main.toml:2:12: model.co_dim: expected integer, found list [4]"},
      {"[model]\nco_dim = 1979-05-27",
       "main.toml:2:10: model.co_dim: expected integer, found date or time 1979-05-27"},
      {"[model]\ndropout = 07:32:00",
       "main.toml:2:11: model.dropout: expected number, found date or time 07:32:00"},
      {"[model]\ndropout = 1979-05-27T07:32:00Z",
       "main.toml:2:11: model.dropout: expected number, found date or time 1979-05-27T07:32:00Z"},
      {"[model]\ndropout = \"0.5\"",
       "main.toml:2:11: model.dropout: expected number, found text \"0.5\""},
      {"[model]\nverbose = 1",
       "main.toml:2:11: model.verbose: expected true or false, found integer 1"},
      {"[model]\nprior = true", "main.toml:2:9: model.prior: expected text, found true"},
      {"[model]\noutput = 3", "main.toml:2:10: model.output: expected path, found integer 3"},
      {"[model]\nwidths = 3",
       "main.toml:2:10: model.widths: expected list of integers, found integer 3"},
      {"[model]\nwidths = [1, 2.0]",
       "main.toml:2:14: model.widths: each element: expected integer, found number 2.0; write 2"},
      {"[model]\nwidths = [\n  1,\n  [2]\n]",
       "main.toml:4:3: model.widths: each element: expected integer, found list [2]"},
      {"[model]\ntags = [\"a\", 1]",
       "main.toml:2:14: model.tags: each element: expected text, found integer 1"},
      {"[[model.widths]]\nx = 1",
       "main.toml:1:1: model.widths: each element: expected integer, found table"},
      {"[model.dropout]\nx = 1", "main.toml:1:1: model.dropout: expected number, found table"},
      {"model = 3", "main.toml:1:9: model: expected table, found integer 3"},
      {"[[model]]\nco_dim = 1",
       "main.toml:1:1: model: expected table, found list [{ co_dim = 1 }]"},
  });
}

TEST_CASE("malformed: values that are not allowed") {
  check({
      {"[model]\nco_dim = -1",
       "main.toml:2:10: model.co_dim: -1 is not allowed; must be at least 0"},
      {"[model]\ndropout = 1",
       "main.toml:2:11: model.dropout: 1 is not allowed; must be in [0, 1)"},
      {"[model]\ndropout = nan",
       "main.toml:2:11: model.dropout: nan is not allowed; must be in [0, 1)"},
      {"[model]\nscales = [0.5, -inf]",
       "main.toml:2:10: model.scales: [0.5, -inf] is not allowed; each element must be above 0"},
      {"[model]\nwidths = [64, 0]",
       "main.toml:2:10: model.widths: [64, 0] is not allowed; each element must be at least 1"},
      {"[model]\nprior = \"vmn\"",
       "main.toml:2:9: model.prior: \"vmn\" is not allowed; must be one of \"ar\", \"mvn\"; did "
       "you mean \"mvn\"?"},
      {"[model]\nprior = \"gamma\"",
       "main.toml:2:9: model.prior: \"gamma\" is not allowed; must be one of \"ar\", \"mvn\""},
      {"[model]\ndropout = 9223372036854775807",
       "main.toml:2:11: model.dropout: 9223372036854775807 is not allowed; must be in [0, 1)"},
  });
}

TEST_CASE("malformed: unknown keys") {
  check({
      {"[modle]\nco_dim = 1", "main.toml:1:2: unknown table \"modle\"; did you mean \"model\"?"},
      {"seed = 1", "main.toml:1:1: unknown key \"seed\"; allowed are model, metrics"},
      {"[model]\nco_dimm = 1",
       "main.toml:2:1: model: unknown key \"co_dimm\"; did you mean \"co_dim\"?"},
      {"[model]\ncolour = \"red\"",
       "main.toml:2:1: model: unknown key \"colour\"; allowed are co_dim, dropout, prior, verbose, "
       "output, widths, scales, tags, generator"},
      {"model.co.dim = 1",
       "main.toml:1:7: model: unknown table \"co\"; allowed are co_dim, dropout, prior, verbose, "
       "output, widths, scales, tags, generator"},
      {"[model]\n[model.genrator]\nplugin = \"leaky\"",
       "main.toml:2:8: model: unknown table \"genrator\"; did you mean \"generator\"?"},
      {"[model.generator]\nplugin = \"leaky\"\ntau = 1",
       "main.toml:3:1: model.generator: unknown key \"tau\"; did you mean \"tau_s\"?"},
      {"[model.generator]\nplugin = \"leaky\"\n[model.generator.mod]",
       "main.toml:3:18: model.generator: unknown table \"mod\"; did you mean \"mode\"?"},
      {"[metrics]\nplugin = \"mixed\"",
       "main.toml:2:1: metrics: unknown key \"plugin\"; no key is allowed here"},
      {"[model]\n\"odd key\" = 1",
       "main.toml:2:1: model: unknown key \"odd key\"; allowed are co_dim, dropout, prior, "
       "verbose, output, widths, scales, tags, generator"},
  });
}

TEST_CASE("malformed: components") {
  check({
      {"[model.generator]\nstate_dim = 3",
       "main.toml:1:1: model.generator.plugin: missing; must name a generator"},
      {"[model.generator]\nplugin = 3",
       "main.toml:2:10: model.generator.plugin: expected text, found integer 3"},
      {"[model.generator]\nplugin = \"leeky\"\nspeed = 3",
       "main.toml:2:10: model.generator.plugin: generator \"leeky\" not found\n"
       "searched: nowhere"},
      {"[model.generator]\nplugin = \"affine\"",
       "main.toml:2:10: model.generator.plugin: generator \"affine\" not found\n"
       "searched: nowhere"},
      {"[model]\ngenerator = \"leaky\"",
       "main.toml:2:13: model.generator: expected table, found text \"leaky\""},
      {"[model.generator]\nplugin = \"leaky\"\nstate_dim = 0",
       "main.toml:3:13: model.generator.state_dim: 0 is not allowed; must be at least 1"},
      {"[model.generator]\nplugin = \"wrapper\"",
       "main.toml:1:1: model.generator.inner.plugin: missing; must name a generator"},
      {"[model.generator]\nplugin = \"wrapper\"\ninner = \"leaky\"",
       "main.toml:3:9: model.generator.inner: expected table with the key plugin, found text "
       "\"leaky\"; write { plugin = \"leaky\" }"},
      {"[model.generator]\nplugin = \"wrapper\"\ninner = 3",
       "main.toml:3:9: model.generator.inner: expected table with the key plugin, found integer 3"},
      {"[model.generator]\nplugin = \"wrapper\"\ninner = { plugin = \"leaky\", tau_s = 0 }",
       "main.toml:3:37: model.generator.inner.tau_s: 0 is not allowed; must be above 0"},
      {"[model.generator]\nplugin = \"wrapper\"\ninner = { plugin = \"leaky\", state_dim = 3 }",
       "main.toml:3:29: model.generator.inner: unknown key \"state_dim\"; allowed are plugin, "
       "tau_s, rank, mode, weights"},
      {"[metrics.m]\nplugin = \"mixed\"\nreadout = { plugin = \"affine\", lowest = 2 }",
       "main.toml:3:41: metrics.m.readout.lowest: must not exceed highest"},
  });
}

// toml++ words what is behind "not valid TOML", and its versions need not agree on the column.
TEST_CASE("malformed: syntax") {
  const std::vector<BrokenSyntax> cases = {
      {"[model]\nco_dim = 1\nco_dim = 2", "main.toml:3", "cannot redefine"},
      {"[model]\nco_dim =", "main.toml:2", "end-of-file"},
      {"[model]\n\n[model]", "main.toml:3", "cannot redefine"},
      {"[model]\nco_dim = 9223372036854775808", "main.toml:2", "9223372036854775808"},
      {"[model]\nprior = \"ar", "main.toml:2", "end-of-file"},
      {"[model\nco_dim = 1", "main.toml:1", "expected ']'"},
      {"[model]\nwidths = [1, 2", "main.toml:2", "end-of-file"},
      {"[model]\ndropout = .5", "main.toml:2", "expected decimal digit"},
      {"[model]\nverbose = yes", "main.toml:2", "value"},
      {"[model]\nprior = \"\xff\"", "main.toml:2", "utf-8"},
      {"[model]\nprior = \"\\q\"", "main.toml:2", "\\q"},
  };
  for (const auto& [text, place, what] : cases) {
    TestFolder folder;
    INFO(text);
    const std::string message = error_of(folder, folder.write("main.toml", text));
    CHECK_THAT(message, StartsWith(std::string(place) + ":"));
    CHECK_THAT(message, ContainsSubstring(": not valid TOML: "));
    CHECK_THAT(message, !ContainsSubstring("rror while parsing"));
    CHECK_THAT(message, ContainsSubstring(what));
    CHECK(message.find('\n') == std::string::npos);
  }
}

TEST_CASE("malformed: overrides") {
  check({
      {"",
       "command line: model.co_dim: not an override; must be key.path=value, as model.co_dim=4",
       {"model.co_dim"}},
      {"", "command line: =3: not an override; must be key.path=value, as model.co_dim=4", {"=3"}},
      {"",
       "command line: model..co_dim=3: not an override; must be key.path=value, as model.co_dim=4",
       {"model..co_dim=3"}},
      {"",
       "command line: model.co dim=3: not an override; must be key.path=value, as model.co_dim=4",
       {"model.co dim=3"}},
      {"",
       "command line: include=[\"a.toml\"]: files cannot be included from the command line; write "
       "them in a file",
       {"include=[\"a.toml\"]"}},
      {"",
       "command line: model.co_dim=four: model.co_dim: expected integer, found text \"four\"",
       {"model.co_dim=four"}},
      {"",
       "command line: model.co_dim=: model.co_dim: expected integer, found text \"\"",
       {"model.co_dim="}},
      {"",
       "command line: model.co_dim=-4: model.co_dim: -4 is not allowed; must be at least 0",
       {"model.co_dim=-4"}},
      {"",
       "command line: model.widths=[1, x]: model.widths: expected list of integers, found text "
       "\"[1, x]\"",
       {"model.widths=[1, x]"}},
      {"",
       "command line: modle.co_dim=4: unknown table \"modle\"; did you mean \"model\"?",
       {"modle.co_dim=4"}},
      {"", "command line: model=4: model: expected table, found integer 4", {"model=4"}},
      {"",
       "command line: model.co_dim.x=4: model.co_dim: expected integer, found table",
       {"model.co_dim.x=4"}},
      {"",
       "command line: model.prior=\xff"
       ": model.prior: not valid UTF-8",
       {"model.prior=\xff"}},
      {"",
       "command line: model.generator.tau=1: model.generator: unknown key \"tau\"; did you mean "
       "\"tau_s\"?",
       {"model.generator.plugin=leaky", "model.generator.tau=1"}},
      {"",
       "command line: model.prior=a\n"
       "    b = 3: model.prior: \"a\\nb = 3\" is not allowed; must be one of \"ar\", \"mvn\"",
       {"model.prior=a\nb = 3"}},
      {"[model.generator]\nplugin = \"leaky\"\ntau_s = 1",
       "command line: model.generator.plugin=wrapper: model.generator.inner.plugin: missing; must "
       "name a generator",
       {"model.generator.plugin=wrapper"}},
  });
}

TEST_CASE("malformed: includes") {
  check({
      {"include = \"a.toml\"",
       "main.toml:1:11: include: expected list of files, found text \"a.toml\""},
      {"include = [1]", "main.toml:1:12: include: each element: expected text, found integer 1"},
      {"include = [\"none.toml\"]",
       "main.toml:1:12: include: none.toml: no such file; chain of includes: main.toml -> "
       "none.toml"},
      {"include = [\"main.toml\"]",
       "main.toml:1:12: include: main.toml: includes itself; chain of includes: main.toml -> "
       "main.toml"},
      {"[model]\ninclude = [\"none.toml\"]",
       "main.toml:2:1: model: include must stand at the top, above every [table]"},
  });
}

TEST_CASE("malformed: chains of includes") {
  TestFolder folder;
  const auto a = folder.write("a.toml", "include = [\"sub/b.toml\"]");
  folder.write("sub/b.toml", "\ninclude = [\"../c.toml\"]");
  folder.write("c.toml", "include = [\"a.toml\", \"none.toml\"]");
  CHECK_THAT(error_of(folder, a), Equals("c.toml:1:12: include: a.toml: includes itself; chain of "
                                         "includes: a.toml -> sub/b.toml -> c.toml -> a.toml\n"
                                         "c.toml:1:22: include: none.toml: no such file; chain of "
                                         "includes: a.toml -> sub/b.toml -> c.toml -> none.toml"));
}

TEST_CASE("malformed: files that cannot be read") {
  TestFolder folder;
  CHECK_THAT(error_of(folder, folder.path() / "none.toml"), Equals("none.toml: no such file"));
  std::filesystem::create_directory(folder.path() / "dir.toml");
  CHECK_THAT(error_of(folder, folder.path() / "dir.toml"),
             Equals("dir.toml: is a folder; must be a TOML file"));
  CHECK_THAT(error_of(folder, folder.write("main.toml", "include = [\"dir.toml\"]")),
             Equals("main.toml:1:12: include: dir.toml: is a folder; must be a TOML file; chain of "
                    "includes: main.toml -> dir.toml"));
}

TEST_CASE("malformed: all mistakes of all files are listed in their order") {
  TestFolder folder;
  folder.write("base.toml", "[model]\nco_dim = -1\nverbos = true");
  const auto file = folder.write("main.toml", R"(include = ["none.toml", "base.toml", "base.toml"]
[model]
dropout = 2
prior = "vmn"

[model.generator]
state_dim = 0
)");
  // The generator's plugin is not missed: it might stand in the file that could not be read.
  CHECK_THAT(
      error_of(folder, file, {"model.widths=x", "nonsense"}),
      Equals("base.toml:2:10: model.co_dim: -1 is not allowed; must be at least 0\n"
             "base.toml:3:1: model: unknown key \"verbos\"; did you mean \"verbose\"?\n"
             "main.toml:1:12: include: none.toml: no such file; chain of includes: main.toml -> "
             "none.toml\n"
             "main.toml:3:11: model.dropout: 2 is not allowed; must be in [0, 1)\n"
             "main.toml:4:9: model.prior: \"vmn\" is not allowed; must be one of \"ar\", \"mvn\"; "
             "did you mean \"mvn\"?\n"
             "main.toml:7:13: model.generator.state_dim: 0 is not allowed; must be at least 1\n"
             "command line: model.widths=x: model.widths: expected list of integers, found text "
             "\"x\"\n"
             "command line: nonsense: not an override; must be key.path=value, as model.co_dim=4"));
}

TEST_CASE("malformed: a syntax error does not hide the errors of other files") {
  TestFolder folder;
  folder.write("broken.toml", "[model]\nco_dim = = 3");
  const auto file = folder.write("main.toml", "include = [\"broken.toml\"]\nmodle.co_dim = 1");
  const std::string message = error_of(folder, file);
  CHECK_THAT(message, StartsWith("broken.toml:2:"));
  CHECK_THAT(message, ContainsSubstring(
                          "\nmain.toml:2:1: unknown table \"modle\"; did you mean \"model\"?"));
}

TEST_CASE("malformed: keys deeper than any, which would end where the stack does") {
  const auto deep = [](std::size_t parts) {
    std::string key = "a";
    for (std::size_t i = 1; i < parts; ++i) key += ".a";
    return key;
  };
  const std::string told = "a key of more than 16 parts; no key is so deep";
  TestFolder folder;
  const auto message = [&](const std::string& text) {
    return error_of(folder, folder.write("main.toml", text));
  };
  CHECK_THAT(message("seed = 1\n  " + deep(16000) + " = 1\n"), Equals("main.toml:2:3: " + told));
  CHECK_THAT(message("[" + deep(16000) + "]\n"), Equals("main.toml:1:2: " + told));
  CHECK_THAT(message("x = {" + deep(17) + " = 1}\n"), Equals("main.toml:1:6: " + told));
  CHECK_THAT(message(deep(16) + " = 1\n"), StartsWith("main.toml:1:1: unknown table \"a\""));
  for (const std::string& text :
       std::vector<std::string>{"\"" + deep(99) + "\"", "'" + deep(99) + "'",
                                "\"\"\"\n\\\" " + deep(99) + "\"\"\"", "1.5 # " + deep(99)}) {
    CHECK_THAT(message("key = " + text + "\n"), StartsWith("main.toml:1:1: unknown key \"key\""));
  }
  CHECK_THAT(error_of(folder, folder.write("main.toml", ""), {deep(16000) + "=1"}),
             Equals("command line: " + told));
}

TEST_CASE("malformed: a character NUL in a text or a key") {
  check({{"[model]\nprior = \"v\\u0000\"",
          "main.toml:2:9: model.prior: the character NUL is not allowed in texts"},
         {"include = [\"a\\u0000\"]",
          "main.toml:1:12: include: the character NUL is not allowed in texts"},
         {"\"a\\u0000\" = 1", "main.toml:1:1: the character NUL is not allowed in keys"}});
}

TEST_CASE("malformed: includes that are no files, and no file at all") {
  TestFolder folder;
  ::mkfifo((folder.path() / "pipe.toml").c_str(), 0600);  // would wait for a writer
  for (const std::string name : {"pipe.toml", "/dev/zero"}) {
    CHECK_THAT(error_of(folder, folder.write("main.toml", "include = [\"" + name + "\"]")),
               StartsWith("main.toml:1:12: include: " + name +
                          ": is a device, pipe or socket; must be a TOML file"));
  }
  CHECK_THAT(error_of(folder, "/dev/zero"),
             Equals("/dev/zero: is a device, pipe or socket; must be a TOML file"));
  CHECK_THAT(error_of(folder, ""), Equals("\"\": no file is named; must be a TOML file"));
}
