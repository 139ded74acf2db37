#pragma once

#include "table.hpp"
#include "workbench.hpp"

#include <cstddef>
#include <string>

#include <npd/testing/catch.hpp>

/// \file population_bench.hpp
/// A population of a few workers whose generations take a moment.
namespace npd::testing {

/// In `p.toml`.
class PopulationBench : public Workbench {
 public:
  static constexpr std::size_t workers = 3, generations = 3;

  /// \param count         of workers
  /// \param of_generations  how many are trained
  explicit PopulationBench(std::size_t count = workers, std::size_t of_generations = generations) {
    write("p.toml", R"(include = ["small.toml"]
[study]
sampler = "pbt"
retries = 1000
trials = )" + std::to_string(count) +
                        R"(
[study.pbt]
first_generation = 4
generation = 2
stop_patience = 50
max_generations = )" + std::to_string(of_generations) +
                        R"(
[[study.search]]
key = "training.lr_init"
fixed = 4e-3
limits = [1e-5, 5e-3]
perturb = 0.3
[[study.search]]
key = "model.co_dim"
fixed = 2
[[study.search]]
key = "model.dropout_rate"
uniform = [0, 0.6]
limits = [0, 0.6]
perturb = 0.3
[[study.search]]
key = "model.kl_co_scale"
log_uniform = [1e-6, 1e-4]
perturb = 0.8
space = "log"
)");
  }

  /// That are done at the end of a generation.
  static std::size_t epochs(std::size_t generation) { return 4 + 2 * (generation - 1); }

  static std::string leg(const std::string& study, std::size_t worker, std::size_t generation) {
    return study + "/trials/000" + std::to_string(worker) + "/g0" + std::to_string(generation);
  }

  Table table(const std::string& file) const { return parse_table(read_text(*this / file)); }

  /// Starts a study in `out`, waits until some worker has begun that generation, sends a signal to
  /// its coordinator and waits for its end.
  /// \return the exit code as a shell has it
  int signalled(const std::string& arguments, const std::string& generation,
                const std::string& signal) const {
    return run_shell("cd '" + (*this / "").string() + "' && { " NPD_PROGRAM " " + arguments +
                     " & } && pid=$! && for i in $(seq 6000); do"
                     " cat out/trials/*/" +
                     generation +
                     "/metrics.csv 2>/dev/null | grep -q '^1,' && break;"
                     " sleep 0.01; done; kill -" +
                     signal + " $pid; wait $pid")
        .exit_code;
  }

  /// The studies `out` and `whole` hold the same decisions, tables, runs and weights.
  void check_same_population() const {
    for (const char* file : {"study.csv", "draws.csv", "generations.csv", "hyperparameters.csv",
                             "lineage.csv", "schedule.csv"}) {
      INFO(file);
      CHECK(read_text(*this / "out" / file) == read_text(*this / "whole" / file));
    }
    for (const std::string folder : {"trials", "decisions", "failures"}) {
      CHECK(files("out/" + folder) == files("whole/" + folder));
      for (const auto& file : files("whole/" + folder)) {
        const auto name = std::filesystem::path(file).filename();
        // Those that go on may be told the time.
        if (name == "run.json" || name == "log.txt" || name == "last.h5" || name == "previous.h5") {
          continue;
        }
        INFO(file);
        CHECK(read_text(*this / "out" / folder / file) ==
              read_text(*this / "whole" / folder / file));
      }
    }
    CHECK_FALSE(std::filesystem::exists(*this / "out/study.lock"));
  }
};

}  // namespace npd::testing
