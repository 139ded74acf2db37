#include "training/monitor.hpp"

#include "golden/golden_file.hpp"

#include <cmath>
#include <fstream>
#include <sstream>

#include <npd/testing/catch.hpp>

using namespace npd;

// scheduler.csv: a recorded loss curve and what the original made of it.
TEST_CASE("golden schedule: smoothed loss, learning rate and counters over a loss curve") {
  std::ifstream csv(testing::golden_folder() / "scheduler.csv");
  REQUIRE(csv);
  std::string line;
  std::getline(csv, line);
  REQUIRE(line == "epoch,valid_recon,recon_smth,lr_after,best,wait");
  training::Monitor monitor(training::Config{});
  int rows = 0;
  while (std::getline(csv, line)) {
    std::istringstream cells(line);
    double epoch = 0, loss = 0, smoothed = 0, rate = 0, best = 0, wait = 0;
    char comma = 0;
    cells >> epoch >> comma >> loss >> comma >> smoothed >> comma >> rate >> comma >> best >>
        comma >> wait;
    REQUIRE(cells);
    monitor.add(loss);
    INFO("epoch " << epoch);
    CHECK(std::abs(static_cast<double>(monitor.smoothed()) - smoothed) < 1e-6);
    CHECK(monitor.learning_rate() == rate);
    CHECK(std::abs(static_cast<double>(monitor.best()) - best) < 1e-6);
    CHECK(static_cast<double>(monitor.epochs_since_best()) == wait);
    ++rows;
  }
  CHECK(rows == 300);
}

TEST_CASE("training stops after as many epochs without progress as it has patience") {
  training::Config config;
  config.early_stopping_patience = 3;
  training::Monitor monitor(config);
  for (const double loss : {1.0, 2.0, 2.0}) monitor.add(loss);
  CHECK_FALSE(monitor.should_stop());
  monitor.add(2.0);
  CHECK(monitor.should_stop());
}

TEST_CASE("the learning rate never falls below its floor") {
  training::Config config;
  config.lr_patience = 0;
  config.lr_stop = 1e-3;
  training::Monitor monitor(config);
  for (int i = 0; i < 200; ++i) monitor.add(1.0 + i);
  CHECK(monitor.learning_rate() == 1e-3);
}
