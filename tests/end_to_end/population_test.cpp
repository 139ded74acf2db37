/// \file population_test.cpp
/// Population based training, with the real program.
#include "population_bench.hpp"
#include "table.hpp"

#include <nlohmann/json.hpp>

#include <set>
#include <string>

#include <npd/testing/catch.hpp>

using namespace npd::testing;

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

std::string cell(const Table& table, std::size_t row, const std::string& column) {
  return table.rows.at(row).at(column);
}

/// Each generation's first epoch is trained with the rate that its worker has by the table, and
/// goes on from the rows of the run whose weights it took.
void check_learning_rates(const PopulationBench& bench) {
  const auto values = bench.table("whole/hyperparameters.csv");
  const auto generations = bench.table("whole/generations.csv");
  std::set<std::string> rates;
  for (std::size_t row = 0; row < values.rows.size(); ++row) {
    const auto number = std::stoul(cell(values, row, "generation"));
    const auto worker = std::stoul(cell(values, row, "worker"));
    INFO("worker " << worker << ", generation " << number);
    const auto metrics = bench.table(bench.leg("whole", worker, number) + "/metrics.csv");
    const std::size_t first = number == 1 ? 0 : bench.epochs(number - 1);
    REQUIRE(metrics.rows.size() == bench.epochs(number));
    const double rate = std::stod(cell(values, row, "training.lr_init"));
    for (std::size_t epoch = first; epoch < metrics.rows.size(); ++epoch) {
      CHECK(std::stod(cell(metrics, epoch, "hp/lr")) == rate);
    }
    rates.insert(cell(values, row, "training.lr_init"));
    if (number == 1) continue;
    const auto before = row - PopulationBench::workers;
    const auto from = std::stoul(cell(generations, before, "next_weights_from"));
    const auto origin = bench.table(bench.leg("whole", from, number - 1) + "/metrics.csv");
    CHECK(metrics.rows.at(first - 1) == origin.rows.back());
  }
  CHECK(rates.size() > 1);
}

}  // namespace

TEST_CASE("a population ends the same whatever the number of jobs, interrupted, killed or not") {
  const PopulationBench bench;
  const auto ran = bench.npd("study run p.toml --out whole --jobs 1");
  INFO(ran.err);
  REQUIRE(ran.exit_code == 0);
  CHECK_THAT(ran.err, ContainsSubstring("generation 1 (epoch 4): best valid/recon_smth "));
  CHECK_THAT(ran.out, ContainsSubstring("pbt of 3 trials: 3 finished"));
  check_learning_rates(bench);

  // What each worker ended with is what is scored.
  const auto table = bench.table("whole/study.csv");
  REQUIRE(table.rows.size() == PopulationBench::workers);
  const auto last = bench.table("whole/generations.csv");
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    CHECK(cell(table, i, "state") == "finished");
    CHECK(cell(table, i, "objective") ==
          cell(last, last.rows.size() - table.rows.size() + i, "objective"));
    CHECK(std::stoul(cell(table, i, "best_epoch")) ==
          bench.epochs(PopulationBench::generations) - 1);
    CHECK_FALSE(cell(table, i, "score/rate_r2").empty());
    CHECK_FALSE(fs::exists(bench / bench.leg("whole", i, 1) / "checkpoints/last.h5"));
  }
  const auto best = bench.npd("study best whole");
  const auto status = Json::parse(bench.npd("study status whole --json").out);
  const std::string winner = status["trials"][status["best"].get<int>()]["folder"];
  CHECK_THAT(best.out, StartsWith(winner + "\n") && ContainsSubstring("training.lr_init"));
  CHECK(winner.ends_with("/final"));

  CHECK(bench.signalled("study run p.toml --out out --jobs 3", "g01", "TERM") == 143);
  const auto stopped = bench.npd("study status out");
  CHECK_THAT(stopped.out, ContainsSubstring("in work, to epoch ") &&
                              ContainsSubstring("go on with: npd study resume "));
  CHECK(bench.signalled("study resume out --jobs 2", "g02", "KILL") == 137);
  run_shell("sleep 0.3");
  const auto resumed = bench.npd("study resume out --jobs 2");
  INFO(resumed.err);
  REQUIRE(resumed.exit_code == 0);
  bench.check_same_population();
  CHECK(bench.npd("study resume out").exit_code == 0);
  bench.check_same_population();

  const auto more = bench.npd("study extend out --trials 1");
  CHECK(more.exit_code == 3);
  CHECK_THAT(more.err, ContainsSubstring("is a population, whose workers are trained together"));

  const auto replayed = bench.npd("study replay out");
  INFO(replayed.err);
  REQUIRE(replayed.exit_code == 0);
  CHECK_THAT(replayed.out,
             StartsWith("the weights are those of ") &&
                 ContainsSubstring("results in " + (bench / "out/replay/final").string()));
  const auto original = bench / "out" / fs::path(winner).lexically_relative(bench / "whole");
  for (const char* file : {"checkpoints/best.h5", "metrics.csv", "scores.csv"}) {
    CHECK(read_text(bench / "out/replay/final" / file) == read_text(original / file));
  }
  const auto other = bench.npd("study replay out --seed 5");
  CHECK(other.exit_code == 7);
  CHECK_THAT(other.err, ContainsSubstring("holds the replay of another schedule or seed"));
}

TEST_CASE("a worker that leaves the finite numbers loses, and is trained on from its winner") {
  const PopulationBench bench;
  bench.write("d.toml", R"(include = ["small.toml"]
[study]
sampler = "pbt"
trials = 4
[study.pbt]
first_generation = 2
generation = 1
max_generations = 2
[[study.search]]
key = "training.lr_init"
log_uniform = [1e-3, 1e30]
perturb = 0.3
)");
  const auto ran = bench.npd("study run d.toml --out out --jobs 2");
  INFO(ran.err);
  const auto table = bench.table("out/generations.csv");
  int lost = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    if (cell(table, i, "lost") != "1") continue;
    ++lost;
    CHECK(cell(table, i, "role") == "loser");
    CHECK_THAT(read_text(bench / "out/failures" / ("000" + std::to_string(i) + "-g01.txt")),
               StartsWith("exit code 6: "));
  }
  CHECK(lost > 0);
  CHECK(lost < 4);
}

TEST_CASE("what is no population is not replayed, and none changes what nothing reads") {
  const PopulationBench bench;
  bench.write("r.toml",
              "include = [\"small.toml\"]\n[study]\ntrials = 1\n[[study.search]]\n"
              "key = \"model.co_dim\"\nchoice = [1, 2]\n");
  REQUIRE(bench.npd("study run r.toml --out random training.max_epochs=1").exit_code == 0);
  const auto random = bench.npd("study replay random");
  CHECK(random.exit_code == 3);
  CHECK_THAT(random.err, ContainsSubstring("is no population"));
  bench.write("u.toml",
              "include = [\"small.toml\"]\nmodel.co_dim = 0\n[study]\nsampler = \"pbt\"\n"
              "[[study.search]]\nkey = \"model.kl_co_scale\"\nlog_uniform = [1e-6, 1e-4]\n"
              "perturb = 0.8\n");
  const auto unused = bench.npd("study check u.toml");
  CHECK(unused.exit_code == 3);
  CHECK_THAT(unused.err,
             ContainsSubstring("u.toml:6:7: study.search: model.kl_co_scale: has no effect: "
                               "model.co_dim is 0: there is no controller; leave it out"));
}
