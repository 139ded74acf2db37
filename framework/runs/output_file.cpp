#include "runs/output_file.hpp"

#include "data/lfads_file.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace npd::run {
namespace {

constexpr std::pair<const char*, Tensor eval::PosteriorAverages::*> names[] = {
    {"output_params", &eval::PosteriorAverages::rates},
    {"output_variances", &eval::PosteriorAverages::variances},
    {"factors", &eval::PosteriorAverages::factors},
    {"ic_mean", &eval::PosteriorAverages::ic_mean},
    {"ic_std", &eval::PosteriorAverages::ic_std},
    {"co_means", &eval::PosteriorAverages::controller_means},
    {"co_stds", &eval::PosteriorAverages::controller_stds},
    {"con_states", &eval::PosteriorAverages::controller_states},
    {"gen_states", &eval::PosteriorAverages::generator_states},
    {"gen_inputs", &eval::PosteriorAverages::generator_inputs},
    {"gen_init", &eval::PosteriorAverages::initial_state},
};

}  // namespace

void write_output_file(const std::filesystem::path& path, const Trials& trials,
                       const eval::PosteriorAverages& averages) {
  auto arrays = data::lfads_arrays(trials);
  for (const auto& [name, field] : names) {
    const Tensor& rows = averages.*field;
    if (!rows.defined()) continue;
    auto parts = data::cut_into_parts(trials.split, name, rows);
    std::move(parts.begin(), parts.end(), std::back_inserter(arrays));
  }
  data::write_arrays(arrays, path);
}

}  // namespace npd::run
