#include "runs/output_file.hpp"

#include "data/lfads_file.hpp"

#include <npd/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace npd::runs {
namespace {

constexpr std::pair<const char*, Tensor evaluation::PosteriorAverages::*> names[] = {
    {"output_params", &evaluation::PosteriorAverages::rates},
    {"output_variances", &evaluation::PosteriorAverages::variances},
    {"factors", &evaluation::PosteriorAverages::factors},
    {"ic_mean", &evaluation::PosteriorAverages::ic_mean},
    {"ic_std", &evaluation::PosteriorAverages::ic_std},
    {"co_means", &evaluation::PosteriorAverages::controller_means},
    {"co_stds", &evaluation::PosteriorAverages::controller_stds},
    {"con_states", &evaluation::PosteriorAverages::controller_states},
    {"gen_states", &evaluation::PosteriorAverages::generator_states},
    {"gen_inputs", &evaluation::PosteriorAverages::generator_inputs},
    {"gen_init", &evaluation::PosteriorAverages::initial_state},
};

}  // namespace

void check_output_names(const Trials& trials, const std::string& plugin) {
  for (const auto& [name, field] : names) {
    for (const std::string prefix : {"", "train_", "valid_", "test_"}) {
      const bool per_trial = prefix.empty() && trials.trial_arrays.contains(name);
      if (!per_trial && !trials.arrays.contains(prefix + name)) continue;
      throw DataError(fmt::format(
          "{}: the data have an array \"{}\", as the output of a run will have; this seems to be "
          "the output file of a run: give the data that it was made from",
          plugin, prefix + name));
    }
  }
}

void write_output_file(const std::filesystem::path& path, const Trials& trials,
                       const evaluation::PosteriorAverages& averages) {
  auto arrays = data::lfads_arrays(trials);
  for (const auto& [name, field] : names) {
    const Tensor& rows = averages.*field;
    if (!rows.defined()) continue;
    auto parts = data::cut_into_parts(trials.split, name, rows);
    std::move(parts.begin(), parts.end(), std::back_inserter(arrays));
  }
  data::write_arrays(arrays, path);
}

}  // namespace npd::runs
