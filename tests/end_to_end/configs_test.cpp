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
