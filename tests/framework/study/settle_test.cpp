#include "study/settle.hpp"

#include "base/csv.hpp"
#include "study/lineage.hpp"
#include "study/order.hpp"
#include "study/worker.hpp"

#include <npd/error.hpp>
#include <npd/testing/temporary_folder.hpp>

#include <cmath>
#include <fstream>
#include <iterator>
#include <string>

#include <npd/testing/catch.hpp>

namespace npd::study {
namespace {

namespace fs = std::filesystem;
using npd::testing::Approx;
using npd::testing::ContainsSubstring;

std::string text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

SearchKey changed(const std::string& key, double low, double high) {
  return {key, {}, Uniform{low, high}, Limits{low, high}, Perturbation{0.3, false}};
}

/// A population of four whose runs are made up.
class Population {
 public:
  Population() : folder_(StudyFolder::create_at(temporary_ / "study")) {
    state.settings.sampler = "pbt";
    state.settings.objective_epoch = "last";
    state.settings.trials = 4;
    state.settings.seed = 7;
    state.settings.pbt = {.first_generation = 10, .generation = 5, .max_generations = 9};
    state.settings.search = {changed("lr", 1e-5, 5e-3),
                             {"kept", {}, Fixed{{{}, {}, {}, std::int64_t{3}}}, {}, {}},
                             changed("dropout", 0, 0.6)};
    state.draws.keys = {"lr", "kept", "dropout"};
    for (const char* lr : {"0.001", "0.002", "0.003", "0.004"}) {
      state.draws.rows.push_back({lr, "3", "0.25"});
    }
    for (const auto& path : {folder_.trials(), folder_.failures(), folder_.decisions()}) {
      fs::create_directories(path);
    }
    for (std::size_t i = 0; i < 4; ++i) state.trials.push_back(read_trial_of(folder_, state, i));
  }

  /// Lets all workers end the generation in work with these objectives; "lost" is no number.
  void train(const std::vector<std::string>& objectives) const {
    const auto number = state.generations.size() + 1;
    for (std::size_t i = 0; i < objectives.size(); ++i) {
      const auto leg = folder_.leg(i, number);
      fs::create_directories(leg / "checkpoints");
      for (const char* name : {"last", "previous", "best"}) {
        std::ofstream(leg / "checkpoints" / (std::string(name) + ".h5")) << "weights";
      }
      std::ofstream(leg / "metrics.csv")
          << "epoch,valid/recon_smth\n0,99\n"
          << state.settings.pbt.epochs(number) - 1 << ',' << objectives[i] << '\n';
      if (objectives[i] == "lost") {
        std::ofstream(folder_.loss(i, number)) << "exit code 6: NaN\n";
      }
    }
  }

  std::string settle_after(const std::vector<std::string>& objectives) {
    train(objectives);
    return settle(folder_, state);
  }

  bool has_checkpoint(std::size_t worker, std::size_t generation) const {
    return fs::exists(folder_.leg(worker, generation) / "checkpoints/last.h5");
  }

  const StudyFolder& folder() const { return folder_; }

  StudyState state;

 private:
  npd::testing::TemporaryFolder temporary_;
  StudyFolder folder_;
};

const Fate& fate(const Population& population, std::size_t worker) {
  return population.state.generations.back().tournament.fates[worker];
}

}  // namespace

TEST_CASE("a generation is settled in one file, from which all tables follow") {
  Population population;
  const auto& folder = population.folder();
  CHECK(population.settle_after({"4", "3", "2", "1"}) ==
        "generation 1 (epoch 10): best valid/recon_smth 1 (worker 3), 2 of 4 replaced");
  CHECK(population.settle_after({"1", "2", "3", "4"}) ==
        "generation 2 (epoch 15): best valid/recon_smth 1 (worker 0), 2 of 4 replaced");

  // Of the generation before the last settled one, nothing is needed any more.
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK_FALSE(population.has_checkpoint(i, 1));
    CHECK(population.has_checkpoint(i, 2));
  }
  const auto& generations = population.state.generations;
  for (std::size_t i = 0; i < 4; ++i) {
    const auto& first = generations[0].tournament.fates[i];
    CHECK(generations[1].workers[i].values == first.values);
    CHECK((first.role == Fate::Role::loser) == (first.weights_from != i));
    CHECK(ancestors(generations, i) == std::vector<std::size_t>{first.weights_from, i});
  }
  const auto lineage = base::read_csv(folder.lineage());
  const auto hyperparameters = base::read_csv(folder.hyperparameters());
  REQUIRE(hyperparameters.rows.size() == 12);  // the generation in work, too
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(lineage.rows[i][1] == std::to_string(generations[0].tournament.fates[i].weights_from));
    CHECK(hyperparameters.number(i, 2) == 1e-3 * static_cast<double>(i + 1));
    CHECK(hyperparameters.number(8 + i, 2) == fate(population, i).values[0]);
    CHECK(std::stod(population.state.draws.rows[i][2]) == fate(population, i).values[1]);
    CHECK(population.state.draws.rows[i][1] == "3");
  }
  const auto schedule = base::read_csv(folder.schedule());
  REQUIRE(schedule.rows.size() == 2);
  CHECK(schedule.rows[1][1] == "0");
  CHECK(schedule.rows[0][1] == lineage.rows[0][1]);
  CHECK(base::read_csv(folder.generations()).rows.size() == 8);
  CHECK_THAT(text_of(folder.table()), ContainsSubstring("\n0,waiting,1,1,1,,,,"));

  // Whoever comes later finds the same.
  const auto before = text_of(folder.decisions(2)), tables = text_of(folder.hyperparameters());
  const auto read = read_generations(folder);
  REQUIRE(read.size() == 2);
  write_generation(folder, read[1]);
  CHECK(text_of(folder.decisions(2)) == before);
  fs::remove(folder.hyperparameters());
  write_tables(folder, population.state);
  CHECK(text_of(folder.hyperparameters()) == tables);
}

TEST_CASE("who is killed while settling decides the same the next time") {
  Population population;
  population.settle_after({"4", "3", "2", "1"});
  const StudyState before = population.state;
  population.settle_after({"1", "2", "3", "4"});
  const auto decisions = text_of(population.folder().decisions(2));
  fs::remove(population.folder().decisions(2));
  population.state = before;
  settle(population.folder(), population.state);
  CHECK(text_of(population.folder().decisions(2)) == decisions);
}

TEST_CASE("what a worker does next: a winner's weights, its own seed, the next epochs") {
  Population population;
  const auto& folder = population.folder();
  const auto first = order_of(folder, population.state, 2);
  CHECK(first.overrides ==
        std::vector<std::string>{"lr=0.0030000000000000001", "kept=3", "dropout=0.25",
                                 "seed=" + std::to_string(training_seed(7, 2, 1))});
  CHECK(first.from.empty());
  CHECK(first.until == 10);
  population.settle_after({"4", "3", "2", "1"});
  for (std::size_t i = 0; i < 4; ++i) {
    const auto next = order_of(folder, population.state, i);
    CHECK(next.from == folder.leg(fate(population, i).weights_from, 1));
    CHECK(next.folder == folder.leg(i, 2));
    CHECK(next.until == 15);
    CHECK(next.overrides[3] == "seed=" + std::to_string(training_seed(7, i, 2)));
  }
  population.state.settings.pbt.max_generations = 2;
  population.settle_after({"4", "3", "2", "1"});
  const auto last = order_of(folder, population.state, 1);
  CHECK(last.from == folder.leg(1, 2));
  CHECK(last.folder == folder.last_leg(1));
  CHECK_FALSE(last.until);
  CHECK(last.overrides.back() == "training.max_epochs=15");
}

TEST_CASE(
    "workers that were lost or have no number take over; without any number all have failed") {
  Population population;
  population.settle_after({"lost", "", "5", "lost"});
  for (const std::size_t worker : {0, 1, 3}) {
    INFO(worker);
    // A worker with weights but no number may have met another one without.
    if (worker == 1 && fate(population, worker).role == Fate::Role::bye) continue;
    CHECK(fate(population, worker).weights_from == 2);
  }
  CHECK(population.state.generations[0].workers[0].lost);
  CHECK(std::isnan(population.state.generations[0].workers[1].loss));
  CHECK(population.settle_after({"lost", "", "inf", "lost"}) ==
        "generation 2: no worker has a finite valid/recon_smth");
  CHECK_FALSE(fs::exists(population.folder().decisions(2)));
  CHECK(population.state.count(TrialState::failed) == 4);
  CHECK(population.state.trials[0].failure == "exit code 6: NaN");
  CHECK(population.state.trials[2].failure == "no worker has a finite valid/recon_smth");
}

TEST_CASE("a population ends by its stop rule, without an exploit, or at its last generation") {
  Population population;
  population.state.settings.pbt.stop_patience = 3;
  population.state.settings.pbt.stop_improvement = 0.1;
  CHECK_THAT(population.settle_after({"4", "3", "2", "1"}), ContainsSubstring("2 of 4 replaced"));
  population.settle_after({"4", "3", "2", "0.5"});
  CHECK_FALSE(population.state.is_last_settled());
  population.settle_after({"4", "3", "2", "0.49"});
  CHECK_FALSE(population.state.is_last_settled());
  CHECK(population.settle_after({"4", "3", "lost", "0.5"}) ==
        "generation 4 (epoch 25): best valid/recon_smth 0.5 (worker 3), the last one");
  CHECK(population.state.is_last_settled());
  for (std::size_t i = 0; i < 4; ++i) CHECK(fate(population, i).weights_from == i);
  // (0.5 - 0.49) / mean(0.5, 0.49, 0.5)
  CHECK(*population.state.generations.back().improvement == Approx(0.01 / (1.49 / 3)));
  // What was lost at the very end has nothing to score.
  CHECK(population.state.trials[2].failure == "lost in the last generation: exit code 6: NaN");
  CHECK(has_work(population.folder(), population.state, 3));
  CHECK_FALSE(can_settle(population.folder(), population.state));
}

TEST_CASE("the largest objective may be the best one") {
  Population population;
  population.state.settings.direction = "max";
  CHECK_THAT(population.settle_after({"-4", "3", "2", "1"}),
             ContainsSubstring("best valid/recon_smth 3 (worker 1)"));
  CHECK(fate(population, 0).weights_from != 0);
  CHECK(population.state.best()->number == 1);
}

TEST_CASE("a damaged decision is named") {
  Population population;
  population.settle_after({"4", "3", "2", "1"});
  std::ofstream(population.folder().decisions(1)) << "{\"generation\": 1}";
  CHECK_THROWS_WITH(read_generations(population.folder()),
                    ContainsSubstring("g01.json: is damaged: "));
}

}  // namespace npd::study
