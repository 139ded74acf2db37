/// \file resume_test.cpp
/// A run that was ended from outside goes on to the very bytes of one that was left alone.
#include "table.hpp"
#include "workbench.hpp"

#include <nlohmann/json.hpp>

#include <fstream>
#include <set>
#include <string>

#include <npd/testing/catch.hpp>

using namespace npd::testing;

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

const std::string few = " training.max_epochs=24 training.early_stopping_patience=1000";
const std::string epochs = " training.max_epochs=200 training.early_stopping_patience=1000";

/// Starts a command that writes `out`, sends it a signal when there are `rows` rows of metrics, and
/// waits for its end.
int signalled(const Workbench& bench, const std::string& arguments, int rows,
              const std::string& signal) {
  return run_shell("cd '" + (bench / "").string() +
                   "' && { env --default-signal=INT " NPD_PROGRAM " " + arguments +
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
  const auto compared = bench.npd("compare out");
  CHECK(compared.exit_code == 5);
  CHECK_THAT(compared.err, ContainsSubstring("not finished but killed: out\n"));
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
  REQUIRE(record["attempts"].size() == 3);
  CHECK(record["attempts"][0]["outcome"] == "killed");
  CHECK(record["attempts"][0]["ended"] == "");
  CHECK(record["attempts"][1]["outcome"] == "interrupted");
  CHECK(record["attempts"][1]["threads"] == 2);
  CHECK(record["attempts"][1]["first_epoch"] > 0);
  CHECK(record["attempts"][2]["outcome"] == "finished");
  CHECK(record["command"][0] == "run");
}

TEST_CASE("what a killed run was writing is removed at resume, and nothing of the user's") {
  const Workbench bench;
  REQUIRE(bench.npd("run small.toml --out out --until 1").exit_code == 0);
  const std::set<std::string> mine{"notes.tmp", ".notes.tmp-17", "checkpoints/last.h5.tmp",
                                   "checkpoints/.best.h5.npd-17.tmp"};
  for (const auto& file : mine) bench.write("out/" + file, "mine");
  bench.write("out/checkpoints/.last.h5.npd-17-0.tmp", "half");
  REQUIRE(bench.npd("resume out").exit_code == 0);
  const auto left = bench.files("out");
  for (const auto& file : mine) CHECK(left.count(file) == 1);
  CHECK(left.count("checkpoints/.last.h5.npd-17-0.tmp") == 0);
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
  CHECK_THAT(nothing.err, ContainsSubstring("nowhere: no such folder"));

  REQUIRE(bench.npd("run small.toml --out out").exit_code == 0);
  const auto before = bench.files("out");
  const auto record = read_text(bench / "out/run.json");
  const auto finished = bench.npd("resume out");
  CHECK(finished.exit_code == 0);
  CHECK(finished.out == "out: is already finished; \"npd evaluate\" scores it again\n");
  CHECK(bench.files("out") == before);
  CHECK(read_text(bench / "out/run.json") == record);

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
}

TEST_CASE("a training that is stopped at an epoch and one that is not are the same in the end") {
  const Workbench bench;
  REQUIRE(bench.npd("run small.toml --out whole" + few).exit_code == 0);
  const auto stopped = bench.npd("run small.toml --out out --until 20" + few);
  CHECK(stopped.exit_code == 0);
  CHECK(stopped.out ==
        "stopped behind 20 epochs; go on with: npd resume " + (bench / "out").string() + "\n");
  CHECK(outcome(bench) == "stopped");
  fs::copy(bench / "out", bench / "origin", fs::copy_options::recursive);
  REQUIRE(bench.npd("resume out --until 21").exit_code == 0);
  CHECK(outcome(bench) == "stopped");
  REQUIRE(bench.npd("resume out").exit_code == 0);
  check_same_bytes(bench);

  // Another run goes on from there: with the same values to the same bytes, ...
  fs::remove_all(bench / "out");
  REQUIRE(bench.npd("run small.toml --from origin --out out" + few).exit_code == 0);
  check_same_bytes(bench);
  CHECK(Json::parse(read_text(bench / "out/run.json"))["from"]["epochs"] == 20);

  // ... and with others from its first step on.
  REQUIRE(
      bench.npd("run small.toml --from origin --out rate --until 22 training.lr_init=0.001" + few)
          .exit_code == 0);
  const auto rate = parse_table(read_text(bench / "rate/metrics.csv"));
  CHECK(rate.rows.at(19).at("hp/lr") == "0.004");
  CHECK(rate.rows.at(20).at("hp/lr") == "0.001");
  const auto whole = parse_table(read_text(bench / "whole/metrics.csv"));
  CHECK(rate.rows.at(20).at("train/loss") != whole.rows.at(20).at("train/loss"));
  CHECK(rate.rows.at(19) == whole.rows.at(19));

  const auto size = bench.npd("run small.toml --from origin --out x model.co_dim=1" + few);
  CHECK(size.exit_code == 3);
  CHECK(size.err ==
        "npd: error: command line: model.co_dim=1: model.co_dim: 1 cannot change while "
        "a model is trained, and " +
            (bench / "origin").string() + " was begun with 2\n");
  const auto done = bench.npd("run small.toml --from origin --out x --until 20" + few);
  CHECK(done.exit_code == 3);
  CHECK_THAT(done.err, ContainsSubstring("--until 20: 20 epochs are done already"));
  CHECK(!fs::exists(bench / "x"));
}

TEST_CASE("what was damaged since is noticed, named, and mended from what is whole") {
  const Workbench bench;
  REQUIRE(bench.npd("run small.toml --out whole" + few).exit_code == 0);
  REQUIRE(bench.npd("run small.toml --out out --until 20" + few).exit_code == 0);
  fs::copy(bench / "out", bench / "stopped", fs::copy_options::recursive);

  const auto resumed = [&](auto&& damage) {
    fs::remove_all(bench / "out");
    fs::copy(bench / "stopped", bench / "out", fs::copy_options::recursive);
    damage();
    const auto finished = bench.npd("resume out");
    INFO(finished.err);
    REQUIRE(finished.exit_code == 0);
    check_same_bytes(bench);
    return finished.err;
  };
  const auto flip = [&](const std::string& file, std::streamoff at) {
    std::fstream stream(bench / file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekg(at);
    const int byte = stream.get();
    stream.seekp(at);
    stream.put(static_cast<char>(byte ^ 4));
  };
  const std::string last = (bench / "out/checkpoints/last.h5").string();
  CHECK_THAT(resumed([&] { flip("out/checkpoints/last.h5", 30000); }),
             ContainsSubstring("warning: " + last + ": is damaged") &&
                 ContainsSubstring("; going on from the one before, ") &&
                 ContainsSubstring("resumed     behind 19 epochs"));
  CHECK_THAT(resumed([&] { fs::remove(last); }),
             ContainsSubstring(last + ": no such file; going on"));
  const std::string best = "warning: " + (bench / "out/checkpoints/best.h5").string() +
                           ": did not hold the best weights up to here; written again";
  CHECK_THAT(resumed([&] { flip("out/checkpoints/best.h5", 9000); }), ContainsSubstring(best));
  CHECK_THAT(resumed([&] { fs::remove(bench / "out/checkpoints/best.h5"); }),
             ContainsSubstring(best));
  CHECK_THAT(resumed([&] {
               fs::copy_file(bench / "whole/checkpoints/best.h5", bench / "out/checkpoints/best.h5",
                             fs::copy_options::overwrite_existing);
             }),
             ContainsSubstring(best));
  const std::string metrics = "warning: " + (bench / "out/metrics.csv").string() +
                              ": was changed since it was written; written again";
  CHECK_THAT(resumed([&] { flip("out/metrics.csv", 500); }), ContainsSubstring(metrics));
  CHECK_THAT(resumed([&] { fs::remove(bench / "out/metrics.csv"); }), ContainsSubstring(metrics));
  const std::string parameters = "warning: " + (bench / "out/params.json").string() +
                                 ": was changed since it was written; written again";
  CHECK_THAT(resumed([&] { fs::resize_file(bench / "out/params.json", 100); }),
             ContainsSubstring(parameters));
  CHECK(resumed([] {}).find("warning") == std::string::npos);

  fs::remove_all(bench / "out");
  fs::copy(bench / "stopped", bench / "out", fs::copy_options::recursive);
  flip("out/checkpoints/last.h5", 30000);
  flip("out/checkpoints/previous.h5", 30000);
  const auto lost = bench.npd("resume out");
  CHECK(lost.exit_code == 5);
  CHECK_THAT(lost.err, ContainsSubstring("previous.h5: is damaged"));
}

TEST_CASE("a run that was killed in its first moments starts again, or makes room") {
  const Workbench bench;
  REQUIRE(bench.npd("run small.toml --out whole").exit_code == 0);
  REQUIRE(bench.npd("run small.toml --out stopped --until 1").exit_code == 0);
  // As if it had been killed behind each of its first files.
  for (const std::set<std::string>& lost :
       {std::set<std::string>{"config.toml", "params.json", "metrics.csv"},
        {"params.json", "metrics.csv"},
        {"metrics.csv"}}) {
    for (const std::string again : {"resume out", "run small.toml --out out"}) {
      fs::remove_all(bench / "out");
      fs::copy(bench / "stopped", bench / "out", fs::copy_options::recursive);
      fs::remove_all(bench / "out/checkpoints");
      for (const auto& file : lost) fs::remove(bench / "out" / file);
      auto record = Json::parse(read_text(bench / "out/run.json"));
      record["outcome"] = "running";
      bench.write("out/run.json", record.dump());
      bench.write("out/.config.toml.npd-123-0.tmp", "half");
      const auto finished = bench.npd(again);
      INFO(again << "\n" << finished.err);
      REQUIRE(finished.exit_code == 0);
      check_same_bytes(bench);
    }
  }
}

TEST_CASE("other data or another plugin at resume are refused, unless anyway") {
  const Workbench bench;
  const auto data = [&](int seed, int trials) {
    REQUIRE(bench
                .npd("simulate small.toml --force -o data.h5 seed=" + std::to_string(seed) +
                     " dataset.observation_seed=" + std::to_string(seed) +
                     " dataset.trials=" + std::to_string(trials))
                .exit_code == 0);
  };
  data(1, 20);
  fs::create_directory(bench / "plugins");
  fs::copy_file(NPD_PLUGIN_DIR "/gru.so", bench / "plugins/gru.so");
  const std::string file = " dataset.plugin=lfads_hdf5 dataset.file=data.h5 --plugin-path plugins";
  REQUIRE(bench.npd("run small.toml --out out --until 3" + file + few).exit_code == 0);
  fs::copy(bench / "out", bench / "stopped", fs::copy_options::recursive);
  const auto refused = [&](int code, const std::string& text) {
    const auto finished = bench.npd("resume out --plugin-path plugins");
    CHECK(finished.exit_code == code);
    CHECK_THAT(finished.err, ContainsSubstring(text));
  };
  const std::string other =
      (bench / "out").string() + ": the data are not those that the run began with (SHA-256 ";
  for (const auto& [seed, trials] : {std::pair{2, 20}, {1, 16}, {1, 24}}) {
    data(seed, trials);
    refused(5, other);
  }
  data(1, 20);
  std::ofstream(bench / "plugins/gru.so", std::ios::app | std::ios::binary) << "another build";
  refused(4, "generator \"gru\" is not the one that the run began with: then 0.1.0 ");
  CHECK(bench.files("out") == bench.files("stopped"));
  CHECK(read_text(bench / "out/run.json") == read_text(bench / "stopped/run.json"));

  const auto anyway = bench.npd("resume out --plugin-path plugins --anyway --until 5");
  CHECK(anyway.exit_code == 0);
  CHECK_THAT(anyway.err, ContainsSubstring("warning: generator \"gru\" is not the one"));
  const auto record = Json::parse(read_text(bench / "out/run.json"));
  CHECK(record["attempts"][0]["plugins"] != record["attempts"][1]["plugins"]);

  auto changed = Json::parse(read_text(bench / "out/run.json"));
  changed["attempts"][1]["machine"]["blas"] = "another BLAS";
  bench.write("out/run.json", changed.dump());
  const auto kernels = bench.npd("resume out --plugin-path plugins --until 6");
  CHECK(kernels.exit_code == 0);
  CHECK_THAT(kernels.err, ContainsSubstring("warning: the run goes on, but not to the same bits as "
                                            "it would have: BLAS another BLAS, now "));
}
