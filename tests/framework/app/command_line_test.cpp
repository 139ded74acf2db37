#include "app/command_line.hpp"

#include "app/command_table.hpp"
#include "app/exit_codes.hpp"
#include "app/help.hpp"

#include <npd/kinds.hpp>
#include <npd/version.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <sstream>

#include <npd/testing/catch.hpp>

namespace npd::app {
namespace {

std::vector<std::string> split(const std::string& line) {
  std::istringstream in(line);
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

Command command(const std::string& line) {
  auto result = parse_command_line(split(line));
  if (const auto* answer = std::get_if<Answer>(&result)) FAIL(answer->text);
  return std::get<Command>(result);
}

/// The message of a usage error, without its newline.
std::string refusal(const std::string& line) {
  const auto result = parse_command_line(split(line));
  const auto* answer = std::get_if<Answer>(&result);
  if (answer == nullptr) return "understood";
  CHECK(answer->exit_code == exit_usage);
  return answer->text.substr(0, answer->text.size() - 1);
}

std::string help(const std::string& line) {
  const auto answer = std::get<Answer>(parse_command_line(split(line)));
  CHECK(answer.exit_code == exit_ok);
  return answer.text;
}

}  // namespace

TEST_CASE("a run has a file, overrides and options, in any order") {
  const auto run =
      command("run --plugin-path a model.co_dim=4 x.toml --out=runs/1 seed=-1 --plugin-path ../b");
  CHECK(run.name == "run");
  CHECK(run.arguments == std::vector<std::string>{"x.toml"});
  CHECK(run.overrides == std::vector<std::string>{"model.co_dim=4", "seed=-1"});
  CHECK(run.options.at("out") == "runs/1");
  CHECK(run.plugin_path == std::vector<std::filesystem::path>{"a", "../b"});
  CHECK(run.words.size() == 9);
}

TEST_CASE("the other commands") {
  CHECK(command("simulate x.toml -o d.h5 dataset.seed=2").options.at("output") == "d.h5");
  CHECK(command("config show x.toml a.b=1").overrides.size() == 1);
  CHECK(command("config check x.toml").name == "config check");
  const auto evaluate = command("evaluate runs/1 --config m.toml --out s.csv");
  CHECK(evaluate.arguments == std::vector<std::string>{"runs/1"});
  CHECK(evaluate.options.at("config") == "m.toml");
  CHECK(evaluate.options.at("out") == "s.csv");
  CHECK(command("compare a b c --csv c.csv").arguments.size() == 3);
  CHECK(command("compare generatr gru").options.empty());
  CHECK(command("tables a=1 b -o t").arguments == std::vector<std::string>{"a=1", "b"});
  CHECK(command("plugins list").arguments.empty());
  CHECK(command("plugins describe gru").arguments.size() == 1);
  CHECK(command("plugins describe generator gru").arguments.size() == 2);
  CHECK(command("plugins check a.so b.so --timeout 1").arguments.size() == 2);
  CHECK(command("plugins new metric my_metric ../here").arguments.size() == 3);
  CHECK(command("data describe d.h5").arguments.front() == "d.h5");
  CHECK(command("bench --steps 3").arguments.empty());
}

TEST_CASE("a path may have an equals sign, behind a slash") {
  const auto run = command("run ./lr=0.1/x.toml training.lr=0.1");
  CHECK(run.arguments == std::vector<std::string>{"./lr=0.1/x.toml"});
  CHECK(run.overrides == std::vector<std::string>{"training.lr=0.1"});
}

TEST_CASE("a wrong command line is refused in one line") {
  CHECK(refusal("--verion") ==
        "npd: error: unknown option \"--verion\"; did you mean \"--version\"? (see npd --help)");
  CHECK(refusal("runn x.toml") ==
        "npd: error: unknown command \"runn\"; did you mean \"run\"? (see npd --help)");
  CHECK(refusal("plugins") ==
        "npd: error: plugins: say what to do: check, describe, list, new (see npd plugins --help)");
  CHECK(refusal("plugins lst") ==
        "npd: error: plugins: unknown command \"lst\"; did you mean \"list\"? (see npd plugins "
        "--help)");
  CHECK(refusal("plugins list gru") ==
        "npd: error: plugins list: unexpected \"gru\" (see npd plugins list --help)");
  CHECK(refusal("plugins describe") ==
        "npd: error: plugins describe: ID is missing (see npd plugins describe --help)");
  CHECK(
      refusal("plugins describe generatr gru") ==
      fmt::format("npd: error: plugins describe: unknown kind \"generatr\"; must be one of {}; did "
                  "you mean \"generator\"? (see npd plugins describe --help)",
                  fmt::join(kind_names(), ", ")));
  CHECK(refusal("plugins new generator") ==
        "npd: error: plugins new: NAME is missing (see npd plugins new --help)");
  CHECK(
      refusal("run a.toml --threads two") ==
      "npd: error: run: --threads: \"two\" is not a whole number, 0 or more (see npd run --help)");
  CHECK(
      refusal("plugins check a.so --timeout soon") ==
      "npd: error: plugins check: --timeout: \"soon\" is not a number of seconds above 0 and up to "
      "a day (see npd plugins check --help)");
  CHECK_THAT(refusal("completion basch"), testing::ContainsSubstring("did you mean \"bash\"?"));
  CHECK(refusal("help runn") ==
        "npd: error: help: there is no page \"runn\"; did you mean \"run\"? (see npd help)");
  CHECK_THAT(refusal("plugins new generatr my_rnn"),
             testing::ContainsSubstring("did you mean \"generator\"?"));
  CHECK(
      refusal("plugins new generator My-RNN") ==
      "npd: error: plugins new: \"My-RNN\" cannot be a plugin's name; must be lower-case letters, "
      "digits and underscores and start with a letter; did you mean \"my_rnn\"? (see npd plugins "
      "new --help)");
  CHECK(refusal("run seed=1") == "npd: error: run: FILE is missing (see npd run --help)");
  CHECK(refusal("run a.toml b.toml") ==
        "npd: error: run: unexpected \"b.toml\"; what follows FILE must be key=value (see npd run "
        "--help)");
  CHECK(refusal("run a.toml --ot x") ==
        "npd: error: run: unknown option \"--ot\"; did you mean \"--out\"? (see npd run --help)");
  CHECK(refusal("run a.toml -x") == "npd: error: run: unknown option \"-x\" (see npd run --help)");
  CHECK(
      refusal("run a.toml --out") ==
      "npd: error: run: the required argument for option '--out' is missing (see npd run --help)");
  CHECK(refusal("run a.toml --out a --out b") ==
        "npd: error: run: option '--out' cannot be specified more than once (see npd run --help)");
  CHECK(refusal("compare --csv a") ==
        "npd: error: compare: RUN is missing (see npd compare --help)");
  CHECK(refusal("evaluate a b") ==
        "npd: error: evaluate: unexpected \"b\" (see npd evaluate --help)");
  CHECK(refusal("tables a") == "npd: error: tables: -o DIR is missing (see npd tables --help)");
  CHECK(refusal("simulate a.toml") ==
        "npd: error: simulate: -o FILE is missing (see npd simulate --help)");
  CHECK(
      refusal("data describe d.h5 --plugin-path x") ==
      "npd: error: data describe: unknown option \"--plugin-path\" (see npd data describe --help)");
}

TEST_CASE("the help of a command is as wide as the terminal, or 80 columns") {
  for (const auto& spec : command_specs()) {
    INFO(spec.name);
    CHECK(help(std::string(spec.name) + " --help") == command_help(spec, 80));
  }
}

TEST_CASE("no command at all shows the help, as an error") {
  CHECK(refusal("") + "\n" == help("--help"));
  CHECK(help("help") == help("--help"));
}

TEST_CASE("help of a topic is its page, of another word a suggestion") {
  const auto answer = [](const char* topic) {
    return std::get<Answer>(parse_command_line({"help", topic}));
  };
  CHECK(answer("runs").exit_code == exit_ok);
  CHECK_THAT(answer("runs").text, testing::ContainsSubstring("metrics.csv"));
  CHECK(answer("rums").exit_code == exit_usage);
  CHECK_THAT(answer("rums").text, testing::ContainsSubstring("did you mean \"runs\"?"));
}

TEST_CASE("the version is the SDK's") {
  CHECK(help("--version") == "npd " + sdk_version() + "\n");
  CHECK(help("-V") == help("--version"));
}

}  // namespace npd::app
