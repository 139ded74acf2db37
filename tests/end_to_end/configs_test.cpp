#include "framework/app/run_program.hpp"

#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include <npd/testing/catch.hpp>

/// \file configs_test.cpp
/// The configurations that come with the program.
namespace {

using npd::testing::ContainsSubstring;
using npd::testing::run_shell;

npd::testing::Finished show(const std::string& arguments) {
  return run_shell("cd '" NPD_CONFIGS "' && env -u NPD_PLUGIN_PATH " NPD_PROGRAM " config show " +
                   arguments);
}

}  // namespace

TEST_CASE("there is an experiment for each published cell, and it has no mistake") {
  const std::string models[] = {"lfads_base", "lfads_lr", "lfads_odin"};
  std::vector<std::string> cells{"murray_rec_pfc/lfads_frozen"};
  for (const std::string data : {"murray_rec_pfc", "murray_rec_pfc_ext", "murray_recnf_pfc"}) {
    for (const auto& model : models) cells.push_back(data + "/" + model);
  }
  for (const auto& cell : cells) {
    INFO(cell);
    const auto shown = show("experiments/" + cell + ".toml");
    INFO(shown.err);
    CHECK(shown.exit_code == 0);
    CHECK_THAT(shown.out, ContainsSubstring("name = \"" + cell + "\""));
    CHECK_THAT(shown.out, ContainsSubstring("plugin = \"" + cell.substr(0, cell.find('/')) + "\""));
    CHECK((shown.out.find("co_dim = 0 ") != std::string::npos) ==
          (cell.find("_ext/") != std::string::npos));
    CHECK_THAT(shown.out, ContainsSubstring("[metrics.procrustes]"));
  }
}

TEST_CASE("there is an experiment for each further data set, and it has no mistake") {
  const std::pair<std::string, std::string> experiments[] = {
      {"lorenz", "lorenz"},
      {"chaotic_rnn", "chaotic_rnn"},
      {"flip_flop", "flip_flop"},
      {"toy_dynamics", "toy_dynamics"},
      {"two_area_local", "murray_rec_pfc"},
      {"two_area_long_range", "murray_rec_pfc"}};
  for (const auto& [data, plugin] : experiments) {
    INFO(data);
    const auto shown = show("experiments/" + data + "/lfads_base.toml");
    INFO(shown.err);
    CHECK(shown.exit_code == 0);
    CHECK_THAT(shown.out, ContainsSubstring("name = \"" + data + "/lfads_base\""));
    CHECK_THAT(shown.out, ContainsSubstring("plugin = \"" + plugin + "\""));
  }
  CHECK_THAT(show("experiments/two_area_long_range/lfads_base.toml").out,
             ContainsSubstring("j21_structure_na = 0.24"));
}

TEST_CASE("the studies of data sets have no mistake, and draw what they say") {
  const auto study = [](const std::string& arguments) {
    return run_shell("cd '" NPD_CONFIGS "' && env -u NPD_PLUGIN_PATH " NPD_PROGRAM " study " +
                     arguments);
  };
  const auto grid = study("check studies/two_area_grid.toml");
  INFO(grid.err);
  CHECK(grid.exit_code == 0);
  CHECK_THAT(grid.out, ContainsSubstring("no mistakes; 78 draws of 4 keys"));
  // The two examples are among them: the local network, and the long-range one.
  const auto draws = study("draws studies/two_area_grid.toml").out;
  CHECK_THAT(draws, ContainsSubstring("30,0.36,0.36,0.08,0.0\n"));
  CHECK_THAT(draws, ContainsSubstring("47,0.20,0.20,0.24,0.24\n"));
  CHECK_THAT(study("check studies/toy_dynamics.toml").out,
             ContainsSubstring("no mistakes; 9 draws of 1 key"));
}

TEST_CASE("one include decides about the data set, one about the model") {
  const npd::testing::TemporaryFolder folder;
  const std::string configs = NPD_CONFIGS;
  const std::pair<std::string, std::string> choices[] = {
      {"murray_rec_pfc", "lfads_base"},   {"murray_rec_pfc_ext", "lfads_base"},
      {"murray_recnf_pfc", "lfads_base"}, {"murray_rec_pfc", "lfads_lr"},
      {"murray_rec_pfc", "lfads_odin"},   {"murray_rec_pfc", "lfads_frozen"}};
  for (const auto& [data, model] : choices) {
    INFO(data << " " << model);
    const auto file = folder / "mine.toml";
    std::ofstream(file) << "include = [\"" + configs + "/datasets/" + data + ".toml\", \"" +
                               configs + "/models/" + model + ".toml\"]\n";
    const auto shown = show(file.string());
    CHECK(shown.exit_code == 0);
    CHECK_THAT(shown.out, ContainsSubstring("plugin = \"" + data + "\""));
    CHECK_THAT(shown.out, ContainsSubstring("models/" + model + ".toml"));
  }
}
