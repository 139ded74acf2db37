/// \file process_test.cpp
/// The program among others: signals, and a terminal.
#include "table.hpp"
#include "workbench.hpp"

#include <npd/hdf5.hpp>

#include <nlohmann/json.hpp>

#include <string>

#include <npd/testing/catch.hpp>

using namespace npd::testing;

namespace {

using Json = nlohmann::json;

/// Starts a run that would take hours, sends a signal once some epochs are done, and waits.
Finished interrupted_run(const Workbench& bench, const std::string& signal) {
  return run_shell("cd '" + (bench / "").string() +
                   "' && { " NPD_PROGRAM
                   " run small.toml --out out training.max_epochs=1000000"
                   " training.early_stopping_patience=1000000 & } && pid=$! &&"
                   " for i in $(seq 300); do"
                   " [ $(cat out/metrics.csv 2>/dev/null | wc -l) -gt 3 ] && break; sleep 0.1;"
                   " done; kill -" +
                   signal + " $pid; wait $pid");
}

}  // namespace

TEST_CASE("a signal ends a run in order, with the best weights so far") {
  for (const auto& [signal, code] : {std::pair<std::string, int>{"INT", 130}, {"TERM", 143}}) {
    INFO(signal);
    const Workbench bench;
    const auto finished = interrupted_run(bench, signal);
    CHECK(finished.exit_code == code);
    CHECK(finished.out.empty());
    CHECK_THAT(finished.err,
               ContainsSubstring("\ninterrupted; the best weights so far are in " +
                                 (bench / "out/checkpoints/best.h5").string() +
                                 "; go on with: npd resume " + (bench / "out").string() + "\n"));
    CHECK(bench.files("out") ==
          std::set<std::string>{"config.toml", "log.txt", "metrics.csv", "params.json", "run.json",
                                "checkpoints/best.h5", "checkpoints/last.h5"});
    const auto record = Json::parse(read_text(bench / "out/run.json"));
    CHECK(record["outcome"] == "interrupted");
    const auto epochs = parse_table(read_text(bench / "out/metrics.csv")).rows.size();
    CHECK(epochs >= 3);
    CHECK(record["epochs"] == epochs);
    const auto weights = npd::hdf5::File::open(bench / "out/checkpoints/best.h5");
    CHECK(weights.number("", "epoch") == record["best_epoch"]);
  }
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
