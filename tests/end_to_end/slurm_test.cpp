/// \file slurm_test.cpp
/// Studies through a real batch system on this machine, whose tasks are put back into the queue
/// again and again. Said aloud, and nothing is tested, where Slurm is not installed.
#include "population_bench.hpp"

#include <nlohmann/json.hpp>

#include <string>

#include <npd/testing/catch.hpp>

using namespace npd::testing;

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

const std::string functions = (fs::path(__FILE__).parent_path() / "slurm.sh").string();

bool slurm_is_there() {
  if (run_shell("bash -c '. " + functions + "; slurm_is_there'").exit_code == 0) return true;
  WARN("not tested: Slurm (slurm-wlm, munge) is not installed, or we are not root");
  return false;
}

/// Submits a study into `out` and waits until the queue is empty. Each task is told twice to save
/// (SIGUSR1), when it has got on by some epochs; once, the node's daemon is killed.
constexpr const char* submitting = R"(
. "$FUNCTIONS"
cd "$BENCH"
start_slurm "$BENCH/slurm" || exit 1
trap stop_slurm EXIT
"$NPD" study run $FILE --out out --launcher slurm || exit 2
declare -A told seen
deadline=$((SECONDS + ${LIMIT}))
killed=no
while ! queue_is_empty; do
  [ $SECONDS -lt $deadline ] || { squeue; tail -20 slurm/log/slurmctld.log out/slurm/*; exit 3; }
  hurry
  # The first array alone: of it, task and trial have one number.
  for job in $(squeue --noheader --array --states=RUNNING --format=%i | grep "^1_"); do
    [ "$PREEMPTED" = yes ] && [ "${told[$job]:-0}" -lt 2 ] || continue
    rows=$(cat "out/trials/000${job#*_}/metrics.csv" 2> /dev/null | wc -l)
    [ "$rows" -gt $((${seen[$job]:-1} + 5)) ] || continue
    # A task that is just being put back cannot be told, and scancel would try for long.
    timeout 1 scancel --batch --signal=USR1 "$job" 2> /dev/null || continue
    seen[$job]=$rows
    told[$job]=$((${told[$job]:-0} + 1))
  done
  if [ $killed = no ] && [ "$PREEMPTED" = yes ] && [ ${#told[@]} -gt 2 ]; then
    killed=yes
    kill -KILL $slurmd_pid
    wait $slurmd_pid 2> /dev/null
    sleep 1
    start_slurmd
  fi
  sleep 0.2
done
)";

/// Runs a script that has the functions of slurm.sh, the folder and the program in its environment.
Finished run_script(const Workbench& bench, const std::string& script,
                    const std::string& environment = "") {
  bench.write("script.sh", script);
  const auto root = (bench / "").parent_path().string();
  return run_shell("FUNCTIONS='" + functions + "' BENCH='" + root + "' NPD=" NPD_PROGRAM " " +
                   environment + " bash '" + root + "/script.sh'");
}

Finished submit(const Workbench& bench, const std::string& file, bool preempted) {
  return run_script(bench, submitting,
                    "FILE=" + file + " LIMIT=420 PREEMPTED=" + (preempted ? "yes" : "no"));
}

/// Submits a study whose trials would take long, looks at it, and takes it out of the queue again.
/// What each command printed is in a file of its name.
constexpr const char* stopping = R"sh(
. "$FUNCTIONS"
cd "$BENCH"
start_slurm "$BENCH/slurm" || exit 1
trap stop_slurm EXIT
"$NPD" study run s.toml --out out --launcher slurm > run.txt || exit 2
begun=no
for i in $(seq 600); do
  rows=$(cat out/trials/*/metrics.csv 2> /dev/null | wc -l)
  [ "$rows" -gt 4 ] && begun=yes && break
  sleep 0.2
done
[ $begun = yes ] || { squeue; tail -20 slurm/log/slurmctld.log out/slurm/*; exit 3; }
"$NPD" study status out > status.txt || exit 4
"$NPD" study resume out > resume.txt 2>&1 && exit 5
"$NPD" study stop out > stop.txt || exit 6
queue_is_empty || exit 7
"$NPD" study status out > after.txt || exit 8
)sh";

}  // namespace

TEST_CASE(
    "an array of 8 whose tasks are preempted twice each ends as the local study, to the byte") {
  if (!slurm_is_there()) return;
  const Workbench bench;
  bench.write("s.toml", R"(include = ["small.toml"]
[training]
max_epochs = 600
early_stopping_patience = 1000
[study]
trials = 8
[study.slurm]
grace_s = 10
[[study.search]]
key = "model.dropout_rate"
uniform = [0.2, 0.6]
)");
  REQUIRE(bench.npd("study run s.toml --out whole --jobs 2").exit_code == 0);
  const auto submitted = submit(bench, "s.toml", true);
  INFO(submitted.out << submitted.err);
  REQUIRE(submitted.exit_code == 0);
  CHECK_THAT(submitted.out, ContainsSubstring("submitted 8 trials in 8 tasks: jobs "));
  CHECK(read_text(bench / "out/study.csv") == read_text(bench / "whole/study.csv"));
  CHECK(bench.files("out/trials") == bench.files("whole/trials"));
  for (const auto& file : bench.files("whole/trials")) {
    const auto name = fs::path(file).filename();
    if (name == "run.json" || name == "log.txt") continue;
    INFO(file);
    CHECK(read_text(bench / "out/trials" / file) == read_text(bench / "whole/trials" / file));
  }
  std::size_t interrupted = 0, lost = 0;
  for (int i = 0; i < 8; ++i) {
    const auto record =
        Json::parse(read_text(bench / ("out/trials/000" + std::to_string(i) + "/run.json")));
    INFO(record["attempts"].dump(1));
    CHECK(record["attempts"].size() >= 3);
    for (const auto& attempt : record["attempts"]) {
      interrupted += attempt["outcome"] == "interrupted";
      lost += attempt["outcome"] == "killed";
    }
  }
  WARN(interrupted << " attempts were interrupted, " << lost << " killed");
  CHECK(interrupted >= 8);
}

TEST_CASE("a population through a batch system has the lineage of the local pool") {
  if (!slurm_is_there()) return;
  const PopulationBench bench(4, 4);
  REQUIRE(bench.npd("study run p.toml --out whole --jobs 2").exit_code == 0);
  const auto submitted = submit(bench, "p.toml", false);
  INFO(submitted.out << submitted.err);
  REQUIRE(submitted.exit_code == 0);
  bench.check_same_population();
}

TEST_CASE("a study in the queue says so, is gone on with by nobody else, and is taken out of it") {
  if (!slurm_is_there()) return;
  const Workbench bench;
  bench.write("s.toml", R"(include = ["small.toml"]
[training]
max_epochs = 100000
early_stopping_patience = 100000
[study]
trials = 3
[study.slurm]
grace_s = 10
[[study.search]]
key = "model.dropout_rate"
uniform = [0.2, 0.6]
)");
  const auto stopped = run_script(bench, stopping);
  INFO(stopped.out << stopped.err);
  REQUIRE(stopped.exit_code == 0);
  // Two cores: the third trial and the job that collects wait.
  CHECK_THAT(read_text(bench / "status.txt"),
             ContainsSubstring("in Slurm's queue: 2 pending, 2 running\n"));
  CHECK_THAT(
      read_text(bench / "resume.txt"),
      ContainsSubstring("out: jobs of this study are in Slurm's queue (2 pending, 2 running); "
                        "wait for them, or take them out with: npd study stop "));
  CHECK_THAT(read_text(bench / "stop.txt"),
             ContainsSubstring("out: stopped, and taken out of Slurm's queue\n"));
  CHECK_THAT(read_text(bench / "after.txt"), !ContainsSubstring("Slurm"));

  // What was trained is there, and a local pool goes on with it.
  const auto before = parse_table(read_text(bench / "out/trials/0000/metrics.csv")).rows.size();
  REQUIRE(before >= 1);
  const auto seen = run_shell(
      "cd '" + (bench / "").string() +
      "' && { " NPD_PROGRAM
      " study resume out --jobs 1 & } && pid=$! && for i in $(seq 600); do [ $(cat "
      "out/trials/0000/metrics.csv | wc -l) -gt " +
      std::to_string(before + 3) + " ] && break; sleep 0.1; done; kill -TERM $pid; wait $pid");
  CHECK(seen.exit_code == 143);
  CHECK(parse_table(read_text(bench / "out/trials/0000/metrics.csv")).rows.size() > before + 1);
}
