#include "study/report.hpp"

#include <npd/error.hpp>
#include <npd/testing/temporary_folder.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>
#include <limits>
#include <string>

#include <npd/testing/catch.hpp>

namespace {

using namespace npd::study;
using npd::testing::ContainsSubstring;
using npd::testing::TemporaryFolder;

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

Trial trial(std::size_t number, TrialState state, double objective = undefined) {
  Trial result;
  result.number = number;
  result.state = state;
  result.objective = result.at_best_epoch = objective;
  result.at_last_epoch = objective + 1;
  result.best_epoch = 4;
  result.epochs = 10;
  return result;
}

/// Three trials of a draw each: finished, better, not begun.
StudyState three_trials() {
  StudyState state;
  state.draws.keys = {"model.co_dim", "training.lr_init"};
  state.draws.rows = {{"2", "0.00123456"}, {"3", "4e-3x"}, {"4", "fused"}};
  state.trials = {trial(0, TrialState::finished, 5), trial(1, TrialState::finished, 3),
                  trial(2, TrialState::waiting)};
  return state;
}

/// Two draws with two seeds each, of which the first draw has the best trial and the second the
/// better mean.
StudyState repeated() {
  StudyState state;
  state.settings.repeats = 2;
  state.training_seed = 7;
  state.draws.keys = {"model.co_dim"};
  state.draws.rows = {{"2"}, {"3"}};
  state.trials = {trial(0, TrialState::finished, 1), trial(1, TrialState::finished, 9),
                  trial(2, TrialState::finished, 2), trial(3, TrialState::finished, 3)};
  return state;
}

struct Folder {
  TemporaryFolder place;
  StudyFolder study = StudyFolder::create_at(place / "out");
};

}  // namespace

TEST_CASE("the status of a study counts its trials and shows the best first") {
  const Folder folder;
  auto state = three_trials();
  const auto path = folder.study.path().string();
  CHECK(status_text(folder.study, state) ==
        "random of 3 trials: 2 finished, 1 waiting\n"
        "go on with: npd study resume " +
            path +
            "\n"
            "objective  valid/recon_smth, the smallest, best epoch\n"
            "\n"
            "trial  objective  co_dim  lr_init\n"
            "1      3          3       4e-3x\n"
            "0      5          2       0.001235\n");
  state.settings.direction = "max";
  state.settings.objective_epoch = "last";
  CHECK_THAT(status_text(folder.study, state), ContainsSubstring("the largest, last epoch\n") &&
                                                   ContainsSubstring("lr_init\n0      5 "));
  state.trials[2] = trial(2, TrialState::finished);
  CHECK_THAT(status_text(folder.study, state),
             ContainsSubstring("random of 3 trials: 3 finished\nobjective  ") &&
                 ContainsSubstring("\n1 finished without a finite objective\n"));
}

TEST_CASE("the status of repeated draws tells their means, and from where to where") {
  const Folder folder;
  CHECK_THAT(status_text(folder.study, repeated()),
             ContainsSubstring("\ndraw  objective  seeds  from  to  co_dim\n"
                               "1     2.5        2      2     3   3\n"
                               "0     5          2      1     9   2\n"));
}

TEST_CASE("the status of a study has a line for each of ten failed trials") {
  const Folder folder;
  StudyState state;
  state.draws.keys = {"seed"};
  for (std::size_t i = 0; i < 12; ++i) {
    state.draws.rows.push_back({std::to_string(i)});
    state.trials.push_back(trial(i, TrialState::failed));
    state.trials.back().failure = "exit code 6";
  }
  const auto text = status_text(folder.study, state);
  CHECK_THAT(text, ContainsSubstring("best epoch\n\ntrial 0 failed: exit code 6\ntrial 1 failed"));
  CHECK_THAT(text, ContainsSubstring("trial 9 failed: exit code 6\nmore in " +
                                     folder.study.failures().string() +
                                     "; try them again with: npd study retry\n"));
}

TEST_CASE("the table of the best trials has ten rows and as many keys as 80 columns hold") {
  const Folder folder;
  StudyState state;
  for (const char c : {'a', 'b', 'c', 'd'}) {
    state.draws.keys.push_back("model." + std::string(24, c));
  }
  for (std::size_t i = 0; i < 12; ++i) {
    state.draws.rows.push_back({"1", std::string(24, 'x'), std::string(25, 'y'), "2"});
    state.trials.push_back(trial(i, TrialState::finished, 100 + static_cast<double>(i)));
  }
  const auto text = status_text(folder.study, state);
  CHECK_THAT(text, ContainsSubstring("\n0      100        1                         " +
                                     std::string(24, 'x') + "\n"));
  CHECK_THAT(text, ContainsSubstring("\n9      109 "));
  CHECK_THAT(text, !ContainsSubstring("\n10     110 "));
  CHECK_THAT(text, ContainsSubstring("\n(2 more keys are in study.csv)\n(2 more rows)\n"));
  state.draws.keys = {"a.x", "b.x", "b.y"};
  CHECK(short_names(state.draws.keys) == std::vector<std::string>{"a.x", "b.x", "y"});
}

TEST_CASE("the best trial is told with its folder, both epochs and what was drawn") {
  const Folder folder;
  auto state = three_trials();
  state.trials[1].run = folder.study.trial(1);
  CHECK(best_text(folder.study, state) == folder.study.trial(1).string() +
                                              "\n\nvalid/recon_smth   3\n"
                                              "at its best epoch  3 (epoch 4)\n"
                                              "at its last epoch  4 (epoch 9)\n"
                                              "model.co_dim       3\n"
                                              "training.lr_init   4e-3x\n");
  CHECK_THAT(best_text(folder.study, repeated()),
             ContainsSubstring("model.co_dim          2\n"
                               "seed                  7\n"
                               "best mean over seeds  draw 1 (2.5)\n"));
  CHECK_THROWS_WITH(
      best_text(folder.study, StudyState{}),
      folder.study.path().string() + ": no trial has an objective yet; look at npd study status");
}

TEST_CASE("programs get the status of all trials") {
  const Folder folder;
  auto state = repeated();
  state.trials[3] = trial(3, TrialState::failed);
  state.trials[3].failure = "exit code 6";
  state.trials[3].run = folder.study.trial(3);
  const auto json = nlohmann::json::parse(status_json(folder.study, state));
  CHECK(json["finished"] == 3);
  CHECK(json["failed"] == 1);
  CHECK(json["running"] == 0);
  CHECK(json["best"] == 0);
  CHECK(json["at_work"].is_null());
  const auto& failed = json["trials"][3];
  CHECK(failed["draw"] == 1);
  CHECK(failed["seed"] == 8);
  CHECK(failed["objective"].is_null());
  CHECK(failed["failure"] == "exit code 6");
  CHECK(failed["drawn"]["model.co_dim"] == "3");
  CHECK(failed["folder"] == folder.study.trial(3).string());
  const auto& finished = json["trials"][0];
  CHECK(finished["objective"] == 1);
  CHECK(finished["best_epoch"] == 4);
  CHECK(finished["epochs"] == 10);
  CHECK_FALSE(finished.contains("failure"));
}

TEST_CASE("study.csv has a row a trial, and columns for draw and seed only where draws repeat") {
  auto state = three_trials();
  state.trials[1].scores = {{"rate_r2", 0.5}};
  CHECK(study_csv(state) ==
        "trial,state,objective,at_best_epoch,at_last_epoch,best_epoch,epochs,failure,"
        "model.co_dim,training.lr_init,score/rate_r2\n"
        "0,finished,5,5,6,4,10,,2,0.00123456,\n"
        "1,finished,3,3,4,4,10,,3,4e-3x,0.5\n"
        "2,waiting,,,,,,,4,fused,\n");
  CHECK_THAT(study_csv(repeated()),
             ContainsSubstring("trial,draw,seed,state,") && ContainsSubstring("\n3,1,8,finished,"));
}

TEST_CASE("why a trial failed is written with the last lines of its log") {
  const Folder folder;
  std::filesystem::create_directories(folder.study.logs());
  std::filesystem::create_directories(folder.study.failures());
  CHECK(last_lines(folder.study.log(2), 3).empty());
  std::ofstream log(folder.study.log(2));
  for (int i = 0; i < 40; ++i) log << fmt::format("line {}\n\n", i);
  log.close();
  CHECK(last_lines(folder.study.log(2), 2) == std::vector<std::string>{"line 38", "line 39"});
  write_failure(folder.study.failure(2), "exit code 6", folder.study.log(2));
  const auto failed = read_trial(folder.study, {}, 2);
  CHECK(failed.state == TrialState::failed);
  CHECK(failed.failure == "exit code 6");
  std::ifstream file(folder.study.failure(2));
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  CHECK(text.starts_with("exit code 6\nline 30\nline 31\n"));
  CHECK(text.ends_with("line 39\n"));
}
