#pragma once

#include <npd/dataset.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace npd::report {

/// What an output file holds, all trials in their order, float64, cut to the bins that the model
/// describes; undefined where the file has none.
struct RunArrays {
  Tensor counts;                 ///< (trial, time, neuron), what was to be explained; NaN: missing
  Tensor rates, true_rates;      ///< (trial, time, neuron), expected per bin
  Tensor latents, true_latents;  ///< (trial, time, latent): factors, states of the truth
  Tensor inputs, true_inputs;    ///< (trial, time, input), as the generator and the area got them
  Tensor initial_mean, initial_std;        ///< (trial, dim) of the posterior
  Tensor controller_mean, controller_std;  ///< (trial, time, output) of the posterior
  Split split;
  std::int64_t trials = 0, bins = 0, neurons = 0;
  std::int64_t seen_neurons = 0;      ///< the neurons behind them were held out
  std::int64_t seen_bins = 0;         ///< the bins after them were predicted
  std::int64_t first_bin = 0;         ///< of the data, that the model describes
  std::optional<double> bin_s;        ///< width of a bin, if the file tells it
  bool is_output = false;             ///< false: data without a model
  bool real_valued = false;           ///< no counts, but numbers that a Gaussian explains
  std::vector<std::string> problems;  ///< arrays that could not be used, and why
};

/// Reads what can be read; a wrong array is told in `problems`.
/// \throws DataError if the file is not of the layout, or has neither data nor rates
RunArrays read_run_arrays(const std::filesystem::path& file);

}  // namespace npd::report
