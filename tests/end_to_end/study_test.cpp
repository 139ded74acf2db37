/// \file study_test.cpp
/// Whole studies, with the real program.
#include "workbench.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>

#include <npd/testing/catch.hpp>

using namespace npd::testing;

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

/// A study of a few tiny trials, in `s.toml`.
class StudyBench : public Workbench {
 public:
  explicit StudyBench(const std::string& settings = "trials = 3\n") {
    write("s.toml", "include = [\"small.toml\"]\n[study]\n" + settings + R"(
[[study.search]]
key = "model.co_dim"
choice = [1, 2]
[[study.search]]
key = "model.dropout_rate"
uniform = [0.2, 0.6]
)");
  }

  std::string table(const std::string& folder) const {
    return read_text(*this / folder / "study.csv");
  }

  Json status(const std::string& folder) const {
    return Json::parse(npd("study status " + folder + " --json").out);
  }

  /// Starts a study in `out`, waits until a trial of it has `rows` rows of metrics, sends a signal
  /// to its coordinator and waits for its end.
  /// \return the exit code as a shell has it
  int signalled(const std::string& arguments, const std::string& signal) const {
    return run_shell("cd '" + (*this / "").string() + "' && { " NPD_PROGRAM " " + arguments +
                     " & } && pid=$! && for i in $(seq 6000); do"
                     " cat out/trials/*/metrics.csv 2>/dev/null | grep -q '^8,' && break;"
                     " sleep 0.01; done; kill -" +
                     signal + " $pid; wait $pid")
        .exit_code;
  }

  /// Processes that work on a trial of this bench.
  std::string workers() const {
    return run_shell("pgrep -f 'npd (run|resume) .*" + (*this / "out/trials").string() + "'").out;
  }
};

const std::string slow = "training.max_epochs=60 training.early_stopping_patience=1000";

void check_same_study(const StudyBench& bench) {
  CHECK(bench.table("out") == bench.table("whole"));
  CHECK(bench.files("out/trials") == bench.files("whole/trials"));
  for (const auto& file : bench.files("whole/trials")) {
    const auto name = fs::path(file).filename();
    if (name == "run.json" || name == "log.txt") continue;
    INFO(file);
    CHECK(read_text(bench / "out/trials" / file) == read_text(bench / "whole/trials" / file));
  }
  CHECK_FALSE(fs::exists(bench / "out/study.lock"));
}

}  // namespace

TEST_CASE("a study trains what it draws, tells the best, and is finished once") {
  const StudyBench bench;
  const auto drawn = bench.npd("study draws s.toml");
  const auto ran = bench.npd("study run s.toml --out out");
  INFO(ran.err);
  REQUIRE(ran.exit_code == 0);
  CHECK(read_text(bench / "out/draws.csv") == drawn.out);
  CHECK_THAT(ran.err, ContainsSubstring("(3 of 3)"));
  CHECK_THAT(ran.out, ContainsSubstring("random of 3 trials: 3 finished"));

  const auto status = bench.status("out");
  CHECK(status["finished"] == 3);
  CHECK(status["at_work"].is_null());
  const int best = status["best"];
  for (const auto& trial : status["trials"]) {
    CHECK(trial["objective"] >= status["trials"][best]["objective"]);
    const auto config = read_text(trial["folder"].get<std::string>() + "/config.toml");
    CHECK_THAT(config, ContainsSubstring("\nco_dim = " +
                                         trial["drawn"]["model.co_dim"].get<std::string>() + "\n"));
  }
  const auto told = bench.npd("study best out");
  CHECK_THAT(told.out, ContainsSubstring(status["trials"][best]["folder"].get<std::string>()));

  const auto before = fs::last_write_time(bench / "out/trials/0000/scores.csv");
  CHECK(bench.npd("study resume out").exit_code == 0);
  CHECK(fs::last_write_time(bench / "out/trials/0000/scores.csv") == before);

  const auto table = bench.table("out");
  REQUIRE(bench.npd("study extend out --trials 1").exit_code == 0);
  CHECK(bench.table("out").starts_with(table));
  CHECK(bench.npd("study draws s.toml study.trials=4").out == read_text(bench / "out/draws.csv"));
}

TEST_CASE(
    "study.csv does not depend on the number of processes, and is made again from the trials") {
  const StudyBench bench(
      "trials = 2\nrepeats = 2\nobjective = \"score/rate_r2\"\n"
      "direction = \"max\"\n");
  REQUIRE(bench.npd("study run s.toml --out whole --jobs 1").exit_code == 0);
  REQUIRE(bench.npd("study run s.toml --out out --jobs 3").exit_code == 0);
  check_same_study(bench);
  CHECK_THAT(bench.table("out"), ContainsSubstring("\n3,1,4,finished,"));  // trial, draw, seed
  fs::remove(bench / "out/study.csv");
  CHECK(bench.status("out")["finished"] == 4);
  REQUIRE(bench.npd("study resume out").exit_code == 0);
  CHECK(bench.table("out") == bench.table("whole"));
}

TEST_CASE("a trial that fails is written down, and stops no other") {
  const StudyBench bench;
  bench.write("f.toml",
              "include = [\"small.toml\"]\n[study]\nsampler = \"grid\"\n"
              "[[study.search]]\nkey = \"model.ic_enc_seq_len\"\ngrid = [2, 50, 0]\n");
  const auto ran = bench.npd("study run f.toml --out out --jobs 1");
  INFO(ran.err);
  CHECK(ran.exit_code == 8);
  const auto status = bench.status("out");
  CHECK(status["finished"] == 2);
  CHECK(status["trials"][1]["state"] == "failed");
  CHECK_THAT(status["trials"][1]["failure"].get<std::string>(),
             ContainsSubstring("exit code 3: ") && ContainsSubstring("ic_enc_seq_len"));
  CHECK_THAT(read_text(bench / "out/failures/0001.txt"), ContainsSubstring("npd: error: "));
  CHECK_THAT(ran.out, ContainsSubstring("trial 1 failed: exit code 3: "));
  CHECK(bench.npd("study resume out").exit_code == 8);
  const auto retried = bench.npd("study retry out");
  CHECK(retried.exit_code == 8);
  CHECK_THAT(retried.err, ContainsSubstring("trial 1 failed: ") && !ContainsSubstring("trial 0"));
}

TEST_CASE("a study that was interrupted or killed goes on to the same bytes") {
  const StudyBench bench;
  REQUIRE(bench.npd("study run s.toml --out whole --jobs 2 " + slow).exit_code == 0);
  CHECK(bench.signalled("study run s.toml --out out --jobs 2 " + slow, "TERM") == 143);
  CHECK(bench.workers().empty());
  CHECK(bench.status("out")["finished"] < 3);
  CHECK(bench.signalled("study resume out --jobs 1", "KILL") == 137);
  run_shell("sleep 0.2");
  CHECK(bench.workers().empty());
  const auto resumed = bench.npd("study resume out --jobs 2");
  INFO(resumed.err);
  REQUIRE(resumed.exit_code == 0);
  check_same_study(bench);
}

TEST_CASE(
    "Ctrl-C once lets a study save and stop, twice ends it at once; either can be gone on with") {
  const StudyBench bench;
  REQUIRE(bench.npd("study run s.toml --out whole --jobs 2 " + slow).exit_code == 0);
  // Workers that are held cannot save, so that whoever waits for them waits for ever.
  const auto interrupted = [&](const std::string& command, const std::string& signals) {
    return run_shell("cd '" + (bench / "").string() +
                     "' && { env --default-signal=INT " NPD_PROGRAM " " + command +
                     " --jobs 2 > said.txt & } && pid=$! && for i in $(seq 6000); do"
                     " cat out/trials/*/metrics.csv 2>/dev/null | grep -q '^8,' && break;"
                     " sleep 0.01; done; " +
                     signals + "; wait $pid")
        .exit_code;
  };
  CHECK(interrupted("study run s.toml --out out " + slow, "kill -INT $pid") == 130);
  CHECK_THAT(read_text(bench / "said.txt"), ContainsSubstring("stopped with "));
  CHECK(bench.workers().empty());
  const std::string hold = "pkill -STOP -f 'npd (run|resume) .*" + (bench / "out/trials").string() +
                           "'; kill -INT $pid; sleep 0.3; kill -0 $pid && kill -INT $pid";
  CHECK(interrupted("study resume out", hold) == 130);
  CHECK(read_text(bench / "said.txt").empty());
  run_shell("sleep 0.3");
  CHECK(bench.workers().empty());
  REQUIRE(bench.npd("study resume out").exit_code == 0);
  check_same_study(bench);
}

TEST_CASE("a worker that is killed goes on; one coordinator at a time; another may stop it") {
  const StudyBench bench;
  const auto script = "cd '" + (bench / "").string() +
                      "' && { " NPD_PROGRAM " study run s.toml --out out --jobs 1 " + slow +
                      " 2> err.txt & } && pid=$! && for i in $(seq 6000); do"
                      " grep -q '^8,' out/trials/0000/metrics.csv 2>/dev/null && break;"
                      " sleep 0.01; done;"
                      " kill -KILL $(pgrep -f 'npd [r]un .*" +
                      (bench / "out/trials/0000").string() +
                      "'); sleep 0.3; " NPD_PROGRAM " study resume out; echo second $?;" +
                      NPD_PROGRAM " study stop out; wait $pid; echo first $?";
  const auto ran = run_shell(script);
  CHECK_THAT(ran.err, ContainsSubstring("another process is writing this study (process "));
  CHECK_THAT(ran.out, ContainsSubstring("second 7") && ContainsSubstring("first 143") &&
                          ContainsSubstring("stopped with "));
  CHECK_THAT(read_text(bench / "err.txt"),
             ContainsSubstring("trial 0 was ended by signal 9; it goes on where it was (1 of 3)"));
  CHECK(bench.npd("study resume out").exit_code == 0);
}

TEST_CASE("what is no study says so") {
  const StudyBench bench;
  const auto experiment = bench.npd("study run small.toml");
  CHECK(experiment.exit_code == 3);
  CHECK_THAT(experiment.err, ContainsSubstring("has no table [study], so it is an experiment"));
  const auto folder = bench.npd("study status .");
  CHECK(folder.exit_code == 5);
  CHECK_THAT(folder.err, ContainsSubstring("is not the folder of a study: it has no study.toml"));
  fs::create_directory(bench / "full");
  bench.write("full/mine.txt", "mine");
  const auto full = bench.npd("study run s.toml --out full");
  CHECK(full.exit_code == 7);
  CHECK_THAT(full.err, ContainsSubstring("the folder is not empty, and a study never overwrites"));
  const auto single = bench.npd("run s.toml");
  CHECK(single.exit_code == 3);
  CHECK_THAT(single.err, ContainsSubstring("s.toml:2:2: study: makes this a study; start it "
                                           "with: npd study run"));
}

TEST_CASE("the status of 10000 trials takes less than two seconds") {
  const StudyBench bench;
  REQUIRE(bench.npd("study run s.toml --out out study.trials=1").exit_code == 0);
  std::string draws = "trial,model.co_dim,model.dropout_rate\n";
  std::string table =
      "trial,state,objective,at_best_epoch,at_last_epoch,best_epoch,epochs,failure,"
      "model.co_dim,model.dropout_rate,score/rate_r2\n";
  for (int i = 0; i < 10000; ++i) {
    const auto number = std::to_string(i), objective = "0." + std::to_string(20000 - i);
    draws += number + ",2,0.25\n";
    table += number + ",finished," + objective + "," + objective + "," + objective +
             ",10,20,,2,0.25,0.5\n";
  }
  bench.write("out/draws.csv", draws);
  bench.write("out/study.csv", table);
  const auto timed =
      run_shell("cd '" + (bench / "").string() + "' && bash -c 'TIMEFORMAT=%U; time " +
                NPD_PROGRAM " study status out'");
  CHECK_THAT(timed.out, ContainsSubstring("10000 finished") && ContainsSubstring("\n9999   "));
  CHECK(std::stod(timed.err) < 2);
}
