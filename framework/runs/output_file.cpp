#include "runs/output_file.hpp"

#include "data/lfads_file.hpp"

#include <npd/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

namespace npd::runs {
namespace {

using Averages = evaluation::PosteriorAverages;

struct OutputArray {
  const char* name;
  Tensor Averages::*field;
  const char* unit;
  const char* doc;
};
constexpr OutputArray output_arrays[] = {
    {"output_params", &Averages::rates, "1/bin",
     "expected counts, or means of a Gaussian output (trial, time, neuron)"},
    {"output_variances", &Averages::variances, "1/bin^2",
     "variances of a Gaussian output (trial, time, neuron)"},
    {"factors", &Averages::factors, "", "what the readout sees (trial, time, factor)"},
    {"ic_mean", &Averages::ic_mean, "", "posterior mean of the initial condition (trial, ic)"},
    {"ic_std", &Averages::ic_std, "", "posterior deviation of the initial condition (trial, ic)"},
    {"co_means", &Averages::controller_means, "",
     "posterior means of the controller's outputs (trial, time, output)"},
    {"co_stds", &Averages::controller_stds, "",
     "posterior deviations of the controller's outputs (trial, time, output)"},
    {"con_states", &Averages::controller_states, "", "controller states (trial, time, state)"},
    {"gen_states", &Averages::generator_states, "", "generator states (trial, time, state)"},
    {"gen_inputs", &Averages::generator_inputs, "",
     "what the generator is given: controller outputs, then external input (trial, time, input)"},
    {"gen_init", &Averages::initial_state, "", "the generator's state at the start (trial, state)"},
};

void add(std::vector<lfads_layout::Entry>& entries, std::vector<lfads_layout::Entry> parts) {
  std::move(parts.begin(), parts.end(), std::back_inserter(entries));
}

}  // namespace

void check_output_names(const Trials& trials, const std::string& plugin) {
  for (const auto& [name, field, unit, doc] : output_arrays) {
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

Averages read_averages(const std::filesystem::path& path, const std::vector<std::string>& further) {
  const lfads_layout::Reader file(path, "output_params", lfads_layout::Numbering::if_complete);
  Averages averages;
  for (const auto& [name, field, unit, doc] : output_arrays) {
    if (file.has(name)) averages.*field = file.rows(name);
  }
  for (const auto& name : further) averages.further.emplace_back(name, file.rows(name));
  return averages;
}

void write_output_file(const std::filesystem::path& path, const Trials& trials,
                       const Averages& averages, std::uint64_t seed) {
  auto entries = lfads_layout::entries_of(trials);
  for (const auto& [name, field, unit, doc] : output_arrays) {
    const Tensor& rows = averages.*field;
    if (!rows.defined()) continue;
    add(entries, lfads_layout::cut_into_parts(trials.split, name, rows, unit, doc));
  }
  for (const auto& [name, rows] : averages.further) {
    add(entries, lfads_layout::cut_into_parts(trials.split, name, rows, "",
                                              "of the generator, at the posterior means of its "
                                              "input and state (trial, time, dim)"));
  }
  auto attributes = data::file_attributes(trials);
  attributes["seed"] = static_cast<std::int64_t>(seed);
  lfads_layout::write(entries, attributes, path);
}

}  // namespace npd::runs
