/// \file resume_test.cpp
/// A run that was ended from outside goes on to the very bytes of one that was left alone.
#include "workbench.hpp"

#include <nlohmann/json.hpp>

#include <string>

#include <npd/testing/catch.hpp>

using namespace npd::testing;

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

const std::string epochs = " training.max_epochs=200 training.early_stopping_patience=1000";

/// Starts a command that writes `out`, sends it a signal when there are `rows` rows of metrics, and
/// waits for its end.
int signalled(const Workbench& bench, const std::string& arguments, int rows,
              const std::string& signal) {
  return run_shell("cd '" + (bench / "").string() + "' && { " NPD_PROGRAM " " + arguments +
                   " & } && pid=$! && for i in $(seq 3000); do"
                   " [ $(cat out/metrics.csv 2>/dev/null | wc -l) -gt " +
                   std::to_string(rows) + " ] && break; sleep 0.01; done; kill -" + signal +
                   " $pid; wait $pid")
      .exit_code;
}

std::string outcome(const Workbench& bench) {
  return Json::parse(read_text(bench / "out/run.json"))["outcome"];
}

void check_same_bytes(const Workbench& bench) {
  CHECK(bench.files("out") == bench.files("whole"));
  for (const std::string file : {"metrics.csv", "scores.csv", "config.toml", "params.json",
                                 "checkpoints/best.h5", "lfads_output_sess0.h5"}) {
    INFO(file);
    CHECK(read_text(bench / "out/" / file) == read_text(bench / "whole/" / file));
  }
}

}  // namespace

TEST_CASE("a killed and an interrupted run go on to the same bytes, on any number of threads") {
  const Workbench bench;
  REQUIRE(bench.npd("run small.toml --out whole threads=1" + epochs).exit_code == 0);

  CHECK(signalled(bench, "run small.toml --out out threads=1" + epochs, 20, "KILL") == 137);
  REQUIRE(outcome(bench) == "running");
  CHECK(signalled(bench, "resume out --threads 2", 80, "INT") == 130);
  REQUIRE(outcome(bench) == "interrupted");
  const auto resumed = bench.npd("resume out --threads 3");
  INFO(resumed.err);
  REQUIRE(resumed.exit_code == 0);
  CHECK_THAT(resumed.err, ContainsSubstring("resumed     behind "));
  CHECK_THAT(resumed.out, ContainsSubstring("rate_r2"));
  check_same_bytes(bench);

  const auto record = Json::parse(read_text(bench / "out/run.json"));
  CHECK(record["outcome"] == "finished");
  CHECK(record["epochs"] == 200);
  CHECK(record["resumed"].size() == 2);
  CHECK(record["command"][0] == "run");
}

TEST_CASE("a row of metrics behind the checkpoint is computed again") {
  const Workbench bench;
  REQUIRE(bench.npd("run small.toml --out whole" + epochs).exit_code == 0);
  signalled(bench, "run small.toml --out out" + epochs, 10, "KILL");
  std::ofstream(bench / "out/metrics.csv", std::ios::app) << "1000,half a ro";
  REQUIRE(bench.npd("resume out").exit_code == 0);
  check_same_bytes(bench);
}

TEST_CASE("what cannot be resumed says why, and what to do") {
  const Workbench bench;
  const std::string out = (bench / "out").string();
  const auto nothing = bench.npd("resume nowhere");
  CHECK(nothing.exit_code == 5);
  CHECK_THAT(nothing.err, ContainsSubstring("nowhere: is not the folder of a run"));

  REQUIRE(bench.npd("run small.toml --out out").exit_code == 0);
  const auto finished = bench.npd("resume out");
  CHECK(finished.exit_code == 5);
  CHECK_THAT(finished.err,
             ContainsSubstring("out: the run is finished, there is nothing to resume"));

  fs::remove_all(out);
  REQUIRE(signalled(bench, "run small.toml --out out" + epochs, 10, "INT") == 130);
  const std::string config = read_text(bench / "out/config.toml");
  bench.write("out/config.toml", config + "# edited\n");
  const auto edited = bench.npd("resume out");
  CHECK(edited.exit_code == 3);
  CHECK_THAT(edited.err, ContainsSubstring("out/config.toml: was edited since the run began"));

  bench.write("out/config.toml", config);
  const auto locked = run_shell("flock '" + out + "' " NPD_PROGRAM " resume '" + out + "'");
  CHECK(locked.exit_code == 7);
  CHECK_THAT(locked.err, ContainsSubstring(out + ": another process is writing this run"));

  fs::remove(bench / "out/checkpoints/last.h5");
  const auto missing = bench.npd("resume out");
  CHECK(missing.exit_code == 5);
  CHECK_THAT(missing.err,
             ContainsSubstring("out: has no checkpoints/last.h5: the run ended before its first "
                               "epoch was done; start it again with: npd run "));
}
