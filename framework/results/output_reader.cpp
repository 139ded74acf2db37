#include "results/output_reader.hpp"

#include "data/unrecorded.hpp"

#include <npd/error.hpp>
#include <npd/lfads_layout.hpp>
#include <npd/ops.hpp>

#include <fmt/format.h>

#include <set>
#include <string>

namespace npd::results {
namespace {

/// What an output file has besides the data set's further arrays.
const std::set<std::string> own_names = {
    "encod_data",      "recon_data", "truth",      "latents",    "inputs",
    "ext_input",       "behavior",   "condition",  "inds",       "factors",
    "ic_mean",         "ic_std",     "co_means",   "co_stds",    "output_params",
    "gen_init",        "con_states", "gen_states", "gen_inputs", "conversion_factor",
    "output_variances"};

/// Whether all that was recorded are whole numbers, which measured signals never are.
bool are_whole(const Tensor& values) {
  const Tensor known = at::nan_to_num(values, 0.0);
  return (at::floor(known) == known).all().item<bool>();
}

/// One file, read array by array as float64 in the order of the trials.
class OutputFile {
 public:
  /// \param marker  see lfads_layout::Reader
  OutputFile(const std::filesystem::path& path, const char* marker)
      : layout_(path, marker, lfads_layout::Numbering::if_complete) {}

  const lfads_layout::Reader& layout() const { return layout_; }

  /// An array over all trials, (trial, time, width); undefined if the file does not have it.
  Tensor rows(const std::string& name, std::int64_t bins = any_size,
              std::int64_t width = any_size) const {
    if (!layout_.has(name)) return {};
    return layout_.rows(name, {bins, width}, "recon_data").to(at::kDouble);
  }

  /// The same where every element must be a number.
  Tensor signal(const std::string& name, std::int64_t bins, std::int64_t width = any_size) const {
    Tensor array = rows(name, bins, width);
    if (array.defined()) check_finite(array, layout_.where("{train,valid}_" + name));
    return array;
  }

  /// Posterior parameters of each trial, (trial, ...); undefined if the file does not have them.
  Tensor posterior(const std::string& name) const {
    return layout_.has(name) ? layout_.rows(name).to(at::kDouble) : Tensor();
  }

  /// Counts, or real numbers if a Gaussian explains them; NaN where nothing was recorded.
  Tensor spikes(const std::string& name) const {
    Tensor array = rows(name);
    if (!array.defined()) layout_.fail("train_" + name, "is not there");
    const bool gaussian = layout_.has("output_variances") || !are_whole(array);
    check_counts(array, layout_.where("{train,valid}_" + name),
                 {.may_be_missing = true, .real_valued = gaussian});
    return array;
  }

  bool has_controller() const {
    if (!layout_.has("co_means")) return false;
    const auto shape = layout_.file().info("train_co_means").shape;
    return !shape.empty() && shape.back() > 0;
  }

  double number(const std::string& attribute, double otherwise) const {
    return layout_.file().has_attribute("", attribute) ? layout_.file().number("", attribute)
                                                       : otherwise;
  }

 private:
  lfads_layout::Reader layout_;
};

/// Without the bins before the model starts, which only the initial condition's encoder sees.
Tensor from_bin(const Tensor& x, std::int64_t first) {
  return x.defined() && first > 0 ? x.slice(1, first) : x;
}

void read_estimates(const OutputFile& file, std::int64_t bins, Evaluation& evaluation) {
  auto& estimates = evaluation.estimates;
  estimates.latents = file.signal("factors", bins);
  if (file.has_controller()) {
    estimates.inputs = file.signal("gen_inputs", bins);
    estimates.controller_mean = file.signal("co_means", bins);
    estimates.controller_std = file.signal("co_stds", bins);
  }
  estimates.initial_mean = file.posterior("ic_mean");
  estimates.initial_std = file.posterior("ic_std");
}

void read_truth(const OutputFile& file, std::int64_t bins, std::int64_t neurons, std::int64_t first,
                Evaluation& evaluation) {
  auto& truth = evaluation.truth;
  truth.latents = from_bin(file.rows("latents", bins), first);
  const bool has_inputs = file.layout().has("inputs");
  truth.inputs = from_bin(file.rows(has_inputs ? "inputs" : "eff_pfc_inputs", bins), first);
  truth.rates = from_bin(file.rows("truth", bins, neurons), first);
  if (truth.rates.defined()) truth.rates /= file.layout().conversion_factor();
  data::hide_unrecorded(evaluation, file.layout().where("{train,valid}_"));
}

void read_facts(const OutputFile& file, std::int64_t bins, std::int64_t neurons, std::int64_t first,
                Evaluation& evaluation) {
  const auto& layout = file.layout();
  evaluation.bin_s = file.number("bin_s", evaluation.bin_s);
  evaluation.seed = static_cast<std::uint64_t>(file.number("seed", 0));
  evaluation.trial_info = layout.trial_info();
  evaluation.neuron_info = layout.neuron_info(neurons);
  evaluation.conditions = layout.conditions();
  evaluation.behaviour = layout.behaviour(bins);
  if (auto& values = evaluation.behaviour.values; values.defined()) {
    values = from_bin(values.to(at::kDouble), first);
  }
  // The layout always has ext_input where it can; only npd tells whether a model was given it.
  if (file.number("given_ext_input", 1) != 0) {
    evaluation.external_input = from_bin(file.rows("ext_input", bins), first);
  }
  auto names = own_names;
  if (!evaluation.behaviour.values.defined()) names.erase("behavior");
  auto others = layout.others(names);
  if (!others.left_out.empty()) throw DataError(others.left_out.front());  // the file is ours
  evaluation.trial_arrays = std::move(others.by_trial);
  evaluation.arrays = std::move(others.whole);
}

Evaluation evaluation_from(const OutputFile& file) {
  Evaluation evaluation;
  const auto& layout = file.layout();
  const Tensor spikes = file.spikes(layout.has("output_params") ? "recon_data" : layout.target());
  const auto bins = spikes.size(1), neurons = spikes.size(2);
  evaluation.split = layout.split();
  auto& rates = evaluation.estimates.rates;
  rates = file.signal("output_params", any_size, neurons);
  const auto modelled = rates.defined() ? rates.size(1) : bins, first = bins - modelled;
  if (first < 0) {
    throw DataError(fmt::format("{}: expected at most the {} bins of recon_data, found {}",
                                layout.where("{train,valid}_output_params"), bins, modelled));
  }
  evaluation.spikes = from_bin(spikes, first);
  evaluation.poisson = !layout.has("output_variances") && are_whole(spikes) &&
                       (!rates.defined() || (rates >= 0).all().item<bool>());
  evaluation.seen_neurons = neurons;
  evaluation.seen_bins = modelled;
  if (layout.has("encod_data")) {
    const Tensor seen = file.spikes("encod_data");
    evaluation.seen_bins = seen.size(1) - first;
    evaluation.seen_neurons = seen.size(2);
  }
  read_estimates(file, modelled, evaluation);
  read_truth(file, bins, neurons, first, evaluation);
  read_facts(file, bins, neurons, first, evaluation);
  return evaluation;
}

/// \throws DataError unless this is the output of a model
void check_is_output(const std::filesystem::path& path) {
  const auto file = hdf5::File::open(path);
  for (const std::string part : {"train", "valid"}) {
    if (file.has(part + "_output_params")) continue;
    throw DataError(fmt::format(
        "{}: /{}_output_params: is not there, so this is not the output of a model; expected a "
        "file like the lfads_output_sess0.h5 of a run",
        path.string(), part));
  }
}

Evaluation read(const std::filesystem::path& path, const char* marker) {
  try {
    return evaluation_from(OutputFile(path, marker));
  } catch (const ShapeError& error) {
    throw DataError(error.what());
  } catch (const NumericalError& error) {
    throw DataError(error.what());
  }
}

}  // namespace

Evaluation read_evaluation(const std::filesystem::path& path) {
  check_is_output(path);
  return read(path, "output_params");
}

Evaluation read_recording(const std::filesystem::path& path) { return read(path, "encod_data"); }

}  // namespace npd::results
