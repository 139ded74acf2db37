/// \file study_kill_test.cpp
/// Studies whose processes are killed at random moments. NPD_KILLS says how often; default: 8.
#include "population_bench.hpp"

#include <cstdlib>
#include <string>

#include <npd/testing/catch.hpp>

using namespace npd::testing;

namespace {

/// Half of the kills hit the coordinator, which is then started again, half a worker. Prints how
/// many workers outlived their coordinator; a study that is finished is not killed any more.
constexpr const char* killing = R"(
cd "$BENCH"
RANDOM=$SEED
workers() { pgrep -f "npd (run|resume) .*$BENCH/out/trials"; }
coordinators=0 hits=0
"$NPD" study run $FILE --out out --jobs 2 > coordinators.txt 2>&1 & pid=$!
until [ -e out/study.csv ]; do sleep 0.01; done
for kill in $(seq "$KILLS"); do
  sleep 0.$((RANDOM % 10))$((RANDOM % 10))
  if [ $((kill % 2)) = 0 ]; then
    kill -KILL $pid 2> /dev/null && coordinators=$((coordinators + 1))
    wait $pid
    sleep 0.3
    workers
    "$NPD" study resume out --jobs 2 >> coordinators.txt 2>&1 & pid=$!
  else
    for try in $(seq 50); do
      worker=$(workers | sed -n $((RANDOM % 2 + 1))p)
      [ -z "$worker" ] || break
      sleep 0.1
    done
    [ -z "$worker" ] || { kill -KILL "$worker" && hits=$((hits + 1)); }
  fi
done
echo "killed $coordinators coordinators and $hits workers" > kills.txt
wait $pid
)";

/// Runs a study in `out` while it is killed.
void run_and_kill(const Workbench& bench, const std::string& file) {
  bench.write("kill.sh", killing);
  bench.write("mine.txt", "mine");
  const auto before = bench.files();
  const char* kills = std::getenv("NPD_KILLS");
  const auto root = (bench / "").parent_path().string();
  const auto killed = run_shell("BENCH='" + root + "' NPD=" NPD_PROGRAM " SEED=11 FILE=" + file +
                                " KILLS=" + (kills ? kills : "8") + " bash '" + root + "/kill.sh'");
  INFO(read_text(bench / "coordinators.txt"));
  CHECK(killed.exit_code == 0);
  CHECK(killed.out.empty());  // no orphans
  WARN(read_text(bench / "kills.txt"));
  for (const auto& file_before : before) {
    if (file_before != "kills.txt") CHECK(std::filesystem::exists(bench / file_before));
  }
  CHECK(read_text(bench / "mine.txt") == "mine");
}

}  // namespace

TEST_CASE("a study of 12 trials that is killed again and again ends with the same bytes") {
  const Workbench bench;
  bench.write("s.toml", R"(include = ["small.toml"]
[training]
max_epochs = 40
[study]
trials = 12
retries = 1000
[[study.search]]
key = "model.co_dim"
choice = [1, 2]
[[study.search]]
key = "model.dropout_rate"
uniform = [0.2, 0.6]
)");
  REQUIRE(bench.npd("study run s.toml --out whole --jobs 2").exit_code == 0);
  run_and_kill(bench, "s.toml");
  CHECK(read_text(bench / "out/study.csv") == read_text(bench / "whole/study.csv"));
  CHECK(bench.files("out") == bench.files("whole"));
  for (const auto& file : bench.files("whole/trials")) {
    const auto name = std::filesystem::path(file).filename();
    if (name == "run.json" || name == "log.txt") continue;
    INFO(file);
    CHECK(read_text(bench / "out/trials" / file) == read_text(bench / "whole/trials" / file));
  }
}

TEST_CASE("a population of 6 workers that is killed again and again has the same lineage") {
  const PopulationBench bench(6, 5);
  REQUIRE(bench.npd("study run p.toml --out whole --jobs 2").exit_code == 0);
  run_and_kill(bench, "p.toml");
  bench.check_same_population();
}
