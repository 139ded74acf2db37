#include "report/population_content.hpp"
#include "report/population_source.hpp"
#include "report/study_source.hpp"

#include <npd/atomic_file.hpp>
#include <npd/error.hpp>
#include <npd/testing/temporary_folder.hpp>

#include <cmath>
#include <filesystem>

#include <npd/testing/catch.hpp>

namespace {

using npd::report::population_content;
using npd::report::read_population;
using npd::report::read_study_source;
using npd::testing::TemporaryFolder;

/// Two workers over two generations: worker 0 takes over in the first, is lost in the second.
void write_population(const TemporaryFolder& folder) {
  npd::write_text(folder / "generations.csv",
                  "generation,epochs,worker,objective,lost,role,opponent,next_weights_from\n"
                  "1,4,0,0.5,0,loser,1,1\n1,4,1,0.4,0,winner,0,1\n"
                  "2,6,0,,1,bye,,0\n2,6,1,0.3,0,bye,,1\n");
  npd::write_text(folder / "hyperparameters.csv",
                  "generation,worker,training.lr_init\n1,0,0.004\n1,1,0.003\n2,0,0.0031\n"
                  "2,1,0.003\n3,0,0.0031\n");
  npd::write_text(folder / "schedule.csv",
                  "generation,worker,until_epoch,seed,training.lr_init\n1,1,4,7,0.003\n"
                  "2,1,6,8,0.003\n");
}

void write_leg(const TemporaryFolder& folder, const std::string& leg, const std::string& rows) {
  const auto run = folder / "trials/0000" / leg;
  std::filesystem::create_directories(run);
  npd::write_text(run / "run.json", "{}");
  npd::write_text(run / "metrics.csv", "epoch,valid/recon\n" + rows);
  npd::write_text(run / "log.txt", "log of " + leg + "\n");
}

}  // namespace

TEST_CASE("a population is read with who met whom, whose weights went where and what was tried") {
  const TemporaryFolder folder;
  CHECK_FALSE(read_population(folder.path()));
  write_population(folder);
  const auto population = read_population(folder.path());
  REQUIRE(population);
  CHECK(population->epochs == std::vector<double>{4, 6});
  CHECK(population->workers[0][0].next_from == 1);
  CHECK(population->workers[0][0].opponent == "1");
  CHECK(population->workers[1][0].lost);
  CHECK(std::isnan(population->workers[1][0].objective));
  CHECK(population->ancestry == std::vector<std::size_t>{1, 1});
  REQUIRE(population->values[0].size() == 3);
  CHECK(population->values[0][1] == std::vector<double>{0.0031, 0.003});
  CHECK(std::isnan(population->values[0][2][1]));
  const auto content = population_content(population);
  CHECK(content["keys"] == nlohmann::json({"training.lr_init"}));
  CHECK(content["generations"][1][0]["role"] == "bye");
  CHECK(population_content({}).is_null());
}

TEST_CASE("a population whose tables do not fit together is told, and the study is shown without") {
  const TemporaryFolder folder;
  write_population(folder);
  npd::write_text(folder / "study.csv", "trial,state,objective,failure\n0,running,,\n");
  SECTION("a worker that there is not") {
    npd::write_text(folder / "schedule.csv", "generation,worker\n1,9\n");
    CHECK_THROWS_WITH(read_population(folder.path()),
                      npd::testing::ContainsSubstring("no worker 9"));
  }
  SECTION("weights from nowhere") {
    npd::write_text(folder / "generations.csv",
                    "generation,epochs,worker,objective,lost,role,opponent,next_weights_from\n"
                    "1,4,0,1,0,bye,,5\n");
    CHECK_THROWS_AS(read_population(folder.path()), npd::DataError);
  }
  SECTION("a generation too far") {
    npd::write_text(folder / "generations.csv",
                    "generation,epochs,worker,objective,lost,role,opponent,next_weights_from\n"
                    "2,4,0,1,0,bye,,0\n");
    CHECK_THROWS_WITH(read_population(folder.path()),
                      npd::testing::ContainsSubstring("not in its place"));
  }
  const auto study = read_study_source(folder.path());
  CHECK_FALSE(study.population);
  REQUIRE(study.absent.size() == 1);
  CHECK_THAT(study.absent[0], npd::testing::ContainsSubstring("The population"));
}

TEST_CASE("the losses of a worker are those that it trained itself, generation by generation") {
  const TemporaryFolder folder;
  npd::write_text(folder / "study.csv", "trial,state,objective,failure\n0,running,,\n");
  // The second run goes on from another worker's weights, whose rows it begins with.
  write_leg(folder, "g01", "0,9\n1,8\n");
  write_leg(folder, "g02", "0,5\n1,4\n2,3\n3,2\n");
  write_leg(folder, "final", "0,5\n1,4\n2,3\n3,2\n");
  const auto study = read_study_source(folder.path());
  CHECK(study.trials[0].losses == std::vector<double>{9, 8, 3, 2});
  CHECK(study.trials[0].run.filename() == "final");
  CHECK(study.trials[0].log == "log of final\n");
}
