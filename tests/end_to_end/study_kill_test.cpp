/// \file study_kill_test.cpp
/// A study whose processes are killed at random moments. NPD_KILLS says how often; default: 8.
#include "workbench.hpp"

#include <cstdlib>
#include <string>

#include <npd/testing/catch.hpp>

using namespace npd::testing;

namespace {

/// Half of the kills hit the coordinator, which is then started again, half a worker. Prints how
/// many workers outlived their coordinator.
constexpr const char* killing = R"(
cd "$BENCH"
RANDOM=11
workers() { pgrep -f "npd (run|resume) .*$BENCH/out/trials"; }
"$NPD" study run s.toml --out out --jobs 2 > coordinators.txt 2>&1 & pid=$!
until [ -e out/study.csv ]; do sleep 0.01; done
for kill in $(seq "$KILLS"); do
  sleep $((RANDOM % 2)).$((RANDOM % 10))
  if [ $((kill % 2)) = 0 ]; then
    kill -KILL $pid
    wait $pid
    sleep 0.3
    workers
    "$NPD" study resume out --jobs 2 >> coordinators.txt 2>&1 & pid=$!
  else
    worker=$(workers | sed -n $((RANDOM % 2 + 1))p)
    [ -z "$worker" ] || kill -KILL "$worker"
  fi
done
wait $pid
)";

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
  bench.write("kill.sh", killing);
  bench.write("mine.txt", "mine");
  const auto before = bench.files();
  const char* kills = std::getenv("NPD_KILLS");
  const auto root = (bench / "").parent_path().string();
  const auto killed =
      run_shell("BENCH='" + root + "' NPD=" NPD_PROGRAM " KILLS=" + (kills ? kills : "8") +
                " bash '" + root + "/kill.sh'");
  INFO(read_text(bench / "coordinators.txt"));
  CHECK(killed.exit_code == 0);
  CHECK(killed.out.empty());  // no orphans
  CHECK(read_text(bench / "out/study.csv") == read_text(bench / "whole/study.csv"));
  CHECK(bench.files("out") == bench.files("whole"));
  for (const auto& file : bench.files("whole/trials")) {
    const auto name = std::filesystem::path(file).filename();
    if (name == "run.json" || name == "log.txt") continue;
    INFO(file);
    CHECK(read_text(bench / "out/trials" / file) == read_text(bench / "whole/trials" / file));
  }
  for (const auto& file : before) CHECK(std::filesystem::exists(bench / file));
}
