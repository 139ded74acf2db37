#pragma once

#include "framework/app/run_program.hpp"

#include <npd/testing/temporary_folder.hpp>

#include <filesystem>
#include <fstream>
#include <set>
#include <string>

/// \file workbench.hpp
/// The real program with the real plugins, on an experiment that takes a moment.
namespace npd::testing {

inline constexpr const char* small_experiment = R"(name = "small"
seed = 3

[dataset]
plugin = "murray_rec_pfc"
trials = 20
bins = 12
stimulus_first_bin = 2
stimulus_bins = 8
neurons = 5

[model]
ic_enc_dim = 6
ci_enc_dim = 5
con_dim = 4
co_dim = 2
co_prior = "ar"

[model.generator]
plugin = "gru"
state_dim = 3

[model.readout]
plugin = "linear"

[training]
batch_size = 8
max_epochs = 2

[sampling]
samples = 3

[metrics.regression]
plugin = "regression"
)";

/// What makes another data set as small: overrides of a file that has a table [dataset] already
/// replace its plugin and forget its parameters.
inline std::string small_data(const std::string& plugin) {
  return "dataset.plugin=" + plugin +
         " dataset.trials=20 dataset.bins=12 dataset.stimulus_first_bin=2 dataset.stimulus_bins=8"
         " dataset.neurons=5";
}

/// A folder with `small.toml`, in which the program runs.
class Workbench {
 public:
  Workbench() { write("small.toml", small_experiment); }

  std::filesystem::path operator/(const std::string& name) const { return folder_ / name; }

  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }

  /// \param environment  further variables, "A=1 B=2"
  Finished npd(const std::string& arguments, const std::string& environment = "") const {
    return run_shell("cd '" + folder_.path().string() + "' && env -u NPD_PLUGIN_PATH " +
                     environment + " " NPD_PROGRAM " " + arguments);
  }

  /// The names of all files in a folder and those below it.
  std::set<std::string> files(const std::string& folder = ".") const {
    std::set<std::string> names;
    const auto root = folder_ / folder;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
      if (entry.is_regular_file()) names.insert(entry.path().lexically_relative(root).string());
    }
    return names;
  }

 private:
  TemporaryFolder folder_;
};

}  // namespace npd::testing
