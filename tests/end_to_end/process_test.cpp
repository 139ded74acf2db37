/// \file process_test.cpp
/// The program among others: signals, and a terminal.
#include "table.hpp"
#include "workbench.hpp"

#include <npd/hdf5.hpp>

#include <nlohmann/json.hpp>

#include <filesystem>
#include <set>
#include <string>
#include <utility>

#include <npd/testing/catch.hpp>

using namespace npd::testing;

namespace {

using Json = nlohmann::json;

/// Starts a run, sends a signal once a condition of the shell holds, and waits.
Finished signalled_run(const Workbench& bench, const std::string& arguments,
                       const std::string& condition, const std::string& signal) {
  // What a shell without a terminal starts in the background ignores SIGINT.
  return run_shell("cd '" + (bench / "").string() +
                   "' && { env --default-signal=INT " NPD_PROGRAM " run small.toml --out out " +
                   arguments + " & } && pid=$! && for i in $(seq 3000); do " + condition +
                   " && break; sleep 0.01; done; kill -" + signal + " $pid; wait $pid");
}

/// The same with a run that would take hours, once some epochs are done.
Finished interrupted_run(const Workbench& bench, const std::string& signal) {
  return signalled_run(bench,
                       "training.max_epochs=1000000 training.early_stopping_patience=1000000",
                       "[ $(cat out/metrics.csv 2>/dev/null | wc -l) -gt 3 ]", signal);
}

}  // namespace

TEST_CASE("a signal ends a run in order, with the best weights so far") {
  for (const auto& [signal, code] :
       {std::pair<std::string, int>{"INT", 130}, {"TERM", 143}, {"HUP", 129}, {"USR1", 138}}) {
    INFO(signal);
    const Workbench bench;
    const auto finished = interrupted_run(bench, signal);
    CHECK(finished.exit_code == code);
    CHECK(finished.out.empty());
    CHECK(bench.files("out") == std::set<std::string>{"config.toml", "log.txt", "metrics.csv",
                                                      "params.json", "run.json",
                                                      "checkpoints/best.h5", "checkpoints/last.h5",
                                                      "checkpoints/previous.h5"});
    const auto record = Json::parse(read_text(bench / "out/run.json"));
    CHECK(record["outcome"] == "interrupted");
    const auto epochs = parse_table(read_text(bench / "out/metrics.csv")).rows.size();
    CHECK(epochs >= 3);
    CHECK(record["epochs"] == epochs);
    CHECK_THAT(finished.err, ContainsSubstring("\ninterrupted behind " + std::to_string(epochs) +
                                               " epochs; go on with: npd resume " +
                                               (bench / "out").string() + "\n"));
    const auto weights = npd::hdf5::File::open(bench / "out/checkpoints/best.h5");
    CHECK(weights.number("", "epoch") == record["best_epoch"]);
  }
}

TEST_CASE("a signal behind the training leaves a run that is resumed without training again") {
  const Workbench bench;
  const auto finished = signalled_run(bench, "dataset.trials=800 sampling.samples=400",
                                      "grep -q trained out/log.txt 2>/dev/null", "TERM");
  INFO(finished.err);
  CHECK(finished.exit_code == 143);
  CHECK_THAT(finished.err, ContainsSubstring("interrupted when the training was done; go on with: "
                                             "npd resume " +
                                             (bench / "out").string() + "\n"));
  CHECK(Json::parse(read_text(bench / "out/run.json"))["ending"] == "max_epochs");
  const auto resumed = bench.npd("resume out");
  INFO(resumed.err);
  CHECK(resumed.exit_code == 0);
  CHECK_THAT(resumed.err, ContainsSubstring("resumed     behind 2 epochs"));
  CHECK(resumed.err.find("valid loss") == std::string::npos);
  CHECK(Json::parse(read_text(bench / "out/run.json"))["outcome"] == "finished");
}

TEST_CASE("a run goes on whatever becomes of those who read what it says") {
  const Workbench bench;
  REQUIRE(bench.npd("run small.toml --out whole").exit_code == 0);
  for (const std::string stream : {"2>&-", "2>/dev/full", "<&- >/dev/null 2>&-"}) {
    INFO(stream);
    CHECK(bench.npd("run small.toml --out out " + stream).exit_code == 0);
    CHECK(read_text(bench / "out/metrics.csv") == read_text(bench / "whole/metrics.csv"));
    std::filesystem::remove_all(bench / "out");
  }
  const auto gone = run_shell("cd '" + (bench / "").string() +
                              "' && { " NPD_PROGRAM
                              " run small.toml --out out >table; echo $? >code; } 2>&1 | true");
  CHECK(read_text(bench / "code") == "0\n");
  CHECK(bench.files("out") == bench.files("whole"));
}

TEST_CASE("on a terminal the progress is one line that is redrawn") {
  const Workbench bench;
  const auto finished = run_shell("cd '" + (bench / "").string() +
                                  "' && script -qec 'stty cols 160; " NPD_PROGRAM
                                  " run small.toml --out out training.max_epochs=4' /dev/null");
  CHECK(finished.exit_code == 0);
  CHECK_THAT(finished.out, ContainsSubstring("\r\x1b[K[==========          ] 2/4  at most "));
  CHECK_THAT(finished.out, ContainsSubstring("\r\x1b[K[====================] 4/4  at most 0 s left"
                                             "  valid loss "));
  const auto line = finished.out.substr(finished.out.find("] 4/4"));
  const auto best = line.find("  best ");
  REQUIRE(best != std::string::npos);
  // The current and the best validation figures, each with its R2.
  CHECK(line.find("  valid rate R2 ") < best);
  CHECK(line.find(", R2 ", best) < line.find(" (epoch "));
  CHECK_THAT(line, ContainsSubstring("\r\ntrained     4 epochs in "));
}

TEST_CASE("a quiet run says nothing but its result, which programs can read") {
  const Workbench bench;
  const auto finished = bench.npd("run small.toml --out out training.max_epochs=1 --quiet --json");
  CHECK(finished.exit_code == 0);
  CHECK(finished.err.empty());
  const auto json = nlohmann::json::parse(finished.out);
  CHECK(json.at("folder") == std::filesystem::canonical(bench / "out").string());
  CHECK(json.at("scores")[0].at("name") == "rate_r2");
  CHECK_THAT(read_text(bench / "out/log.txt"), ContainsSubstring("still improving"));
}
