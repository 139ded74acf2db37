#include "report/run_arrays.hpp"

#include "results/trial_arrays.hpp"

#include <npd/error.hpp>
#include <npd/ops.hpp>

#include <fmt/format.h>

#include <cmath>

namespace npd::report {
namespace {

/// Reads one array after the other and remembers what was wrong.
class Reading {
 public:
  Reading(const results::TrialArrays& file, RunArrays& arrays) : file_(file), arrays_(arrays) {}

  /// An array of so many dimensions, or an undefined one.
  Tensor rows(const std::string& name, std::int64_t dims = 3) {
    if (!file_.has(name)) return {};
    try {
      Tensor array = file_.rows(name);
      if (array.dim() == dims) return array.numel() > 0 ? array : Tensor();
      problem(name, fmt::format("has {} dimensions, expected {}", array.dim(), dims));
    } catch (const DataError& error) {
      arrays_.problems.emplace_back(error.what());
    }
    return {};
  }

  /// The last `bins` bins of an array (trial, time, width), which other names may have.
  Tensor series(std::initializer_list<const char*> names, std::int64_t width = any_size) {
    for (const char* name : names) {
      const Tensor array = rows(name);
      if (!array.defined()) continue;
      const auto first = array.size(1) - arrays_.bins;
      if (first >= 0 && (width == any_size || array.size(2) == width)) return array.slice(1, first);
      problem(name, fmt::format("has the shape {}, which does not go with {} bins of {} neurons",
                                shape_text(array.sizes()), arrays_.bins, arrays_.neurons));
    }
    return {};
  }

 private:
  void problem(const std::string& name, const std::string& what) {
    arrays_.problems.push_back(fmt::format("the array {} {}; it is left out", name, what));
  }

  const results::TrialArrays& file_;
  RunArrays& arrays_;
};

/// What is to be explained, and what the model saw of it.
void read_counts(Reading& reading, RunArrays& arrays) {
  const Tensor seen = reading.rows("encod_data");
  const Tensor target = reading.rows("recon_data");
  arrays.counts = target.defined() ? target : seen;
  arrays.rates = reading.rows("output_params");
  arrays.is_output = arrays.rates.defined();
  const Tensor& shaped = arrays.is_output ? arrays.rates : arrays.counts;
  if (!shaped.defined()) return;
  arrays.trials = shaped.size(0);
  arrays.bins = shaped.size(1);
  arrays.neurons = shaped.size(2);
  arrays.seen_neurons = arrays.neurons;
  arrays.seen_bins = arrays.bins;
  if (!arrays.counts.defined()) return;
  arrays.first_bin = arrays.counts.size(1) - arrays.bins;
  if (arrays.first_bin < 0 || arrays.counts.size(2) != arrays.neurons) {
    arrays.problems.emplace_back("the counts have other bins or neurons than the rates");
    arrays.counts = Tensor();
    arrays.first_bin = 0;
    return;
  }
  arrays.counts = arrays.counts.slice(1, arrays.first_bin);
  if (!seen.defined()) return;
  arrays.seen_bins = std::min(arrays.bins, seen.size(1) - arrays.first_bin);
  arrays.seen_neurons = std::min(arrays.neurons, seen.size(2));
}

/// Whether all that was recorded are whole numbers from 0 on.
bool are_counts(const Tensor& values) {
  if (!values.defined()) return true;
  const Tensor known = at::nan_to_num(values, 0.0);
  return (known >= 0).all().item<bool>() && at::equal(known, at::floor(known));
}

std::optional<double> bin_width(const results::TrialArrays& file, RunArrays& arrays) {
  try {
    const auto bin_s = file.attribute("bin_s");
    if (!bin_s || (std::isfinite(*bin_s) && *bin_s > 0)) return bin_s;
    arrays.problems.push_back(fmt::format("the width of a bin is {}, so it is not known", *bin_s));
  } catch (const DataError& error) {
    arrays.problems.emplace_back(error.what());
  }
  return {};
}

}  // namespace

RunArrays read_run_arrays(const std::filesystem::path& path) {
  const results::TrialArrays file(path);
  RunArrays arrays;
  Reading reading(file, arrays);
  arrays.split = file.split();
  read_counts(reading, arrays);
  if (arrays.trials == 0) {
    throw DataError(path.string() +
                    ": has neither encod_data nor recon_data nor output_params: there is nothing "
                    "to draw");
  }
  arrays.real_valued = file.has("output_variances") || !are_counts(arrays.counts);
  arrays.bin_s = bin_width(file, arrays);
  arrays.true_rates = reading.series({"truth"}, arrays.neurons);
  if (arrays.true_rates.defined()) {
    const Tensor factor = file.plain("conversion_factor");
    if (factor.defined() && factor.numel() == 1) arrays.true_rates = arrays.true_rates / factor;
  }
  arrays.true_latents = reading.series({"latents"});
  arrays.true_inputs = reading.series({"inputs", "eff_pfc_inputs"});
  if (!arrays.is_output) return arrays;
  arrays.latents = reading.series({"factors"});
  arrays.controller_mean = reading.series({"co_means"});
  arrays.controller_std = reading.series({"co_stds"});
  // Without a controller the generator's inputs are the external ones alone.
  if (arrays.controller_mean.defined()) arrays.inputs = reading.series({"gen_inputs"});
  arrays.initial_mean = reading.rows("ic_mean", 2);
  arrays.initial_std = reading.rows("ic_std", 2);
  return arrays;
}

}  // namespace npd::report
