#include "results/output_reader.hpp"

#include <npd/error.hpp>
#include <npd/hdf5.hpp>
#include <npd/ops.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <tuple>
#include <vector>

namespace npd::results {
namespace {

/// The trials of one part of the split.
struct Part {
  std::string name;
  std::int64_t trials;
};

/// Whether all that was recorded are whole numbers, which measured signals never are.
bool are_whole(const Tensor& values) {
  const Tensor known = at::nan_to_num(values, 0.0);
  return (at::floor(known) == known).all().item<bool>();
}

/// One file, read array by array as float64 in the order of the trials.
class Reader {
 public:
  explicit Reader(const std::filesystem::path& path) : file_(hdf5::File::open(path)) {
    for (const std::string name : {"train", "valid", "test"}) {
      if (name == "test" && !has_output(name)) continue;
      if (!has_output(name)) {
        throw DataError(fmt::format(
            "{}: /{}_output_params: is not there, so this is not the output of a model; expected a "
            "file like the lfads_output_sess0.h5 of a run",
            path.string(), name));
      }
      const std::string key = name + "_recon_data";
      const auto shape = file_.info(key).shape;
      if (shape.size() != 3) {
        throw DataError(fmt::format("{}: expected (trial, time, neuron), found shape {}",
                                    where(key), shape_text(shape)));
      }
      parts_.push_back({name, shape[0]});
    }
    ranks_ = at::argsort(at::argsort(trial_numbers()));
  }

  bool has(const std::string& name) const { return file_.has("train_" + name); }

  /// An array over all trials, (trial, time, width); undefined if the file does not have it.
  Tensor rows(const std::string& name, std::int64_t bins = any_size,
              std::int64_t width = any_size) const {
    if (!has(name)) return {};
    std::vector<Tensor> pieces;
    for (const Part& part : parts_) {
      const std::string key = part.name + "_" + name;
      const Tensor piece = file_.read(key).to(at::kDouble);
      check_shape(piece, {part.trials, bins, width}, where(key));
      bins = piece.size(1);
      width = piece.size(2);
      pieces.push_back(piece);
    }
    return at::cat(pieces).index_select(0, at::argsort(ranks_));
  }

  /// The same where every element must be a number.
  Tensor signal(const std::string& name, std::int64_t bins, std::int64_t width = any_size) const {
    const Tensor array = rows(name, bins, width);
    if (array.defined()) check_finite(array, where("{train,valid}_" + name));
    return array;
  }

  /// Counts, or real numbers if a Gaussian explains them; NaN where nothing was recorded.
  Tensor counts(const std::string& name) const {
    const Tensor array = rows(name);
    const bool gaussian = has("output_variances") || !are_whole(array);
    check_counts(array, where("{train,valid}_" + name),
                 {.may_be_missing = true, .real_valued = gaussian});
    return array;
  }

  double conversion_factor() const {
    if (!file_.has("conversion_factor")) return 1;
    const Tensor factor = file_.read("conversion_factor").to(at::kDouble);
    if (factor.numel() == 1 && factor.item<double>() > 0) return factor.item<double>();
    throw DataError(where("conversion_factor") + ": expected one number above 0");
  }

  std::string where(const std::string& key) const {
    return fmt::format("{}: /{}", file_.path().string(), key);
  }

  bool has_controller() const {
    return has("co_means") && file_.read("train_co_means").numel() > 0;
  }

  Split split() const {
    const Tensor ranks = ranks_.contiguous();
    const auto* next = ranks.data_ptr<std::int64_t>();
    Split split;
    for (const Part& part : parts_) {
      auto& trials = part.name == "train"   ? split.train
                     : part.name == "valid" ? split.valid
                                            : split.test;
      trials.assign(next, next + part.trials);
      std::sort(trials.begin(), trials.end());
      next += part.trials;
    }
    return split;
  }

 private:
  bool has_output(const std::string& part) const { return file_.has(part + "_output_params"); }

  /// The number of each trial, part after part; counted up where the file does not tell.
  Tensor trial_numbers() const {
    std::vector<Tensor> numbers;
    std::int64_t total = 0;
    for (const Part& part : parts_) {
      total += part.trials;
      const std::string key = part.name + "_inds";
      if (!file_.has(key)) continue;
      numbers.push_back(file_.read(key).to(at::kLong));
      check_shape(numbers.back(), {part.trials}, where(key));
    }
    if (numbers.size() != parts_.size()) return at::arange(total, at::kLong);
    Tensor all = at::cat(numbers);
    check_different(all);
    return all;
  }

  void check_different(const Tensor& numbers) const {
    const Tensor sorted = std::get<0>(at::sort(numbers));
    const Tensor again =
        sorted.slice(0, 1).masked_select(sorted.slice(0, 1) == sorted.slice(0, 0, -1));
    if (again.numel() == 0) return;
    throw DataError(
        fmt::format("{}: trial {} is there twice; each number may stand once in all parts",
                    where("{train,valid}_inds"), again[0].item<std::int64_t>()));
  }

  hdf5::File file_;
  std::vector<Part> parts_;
  Tensor ranks_;  ///< (trial), place of each trial among all, part after part
};

Evaluation evaluation_from(const Reader& reader) {
  Evaluation evaluation;
  const Tensor spikes = reader.counts("recon_data");
  const auto bins = spikes.size(1), neurons = spikes.size(2);
  evaluation.split = reader.split();
  evaluation.estimates.rates = reader.signal("output_params", any_size, neurons);
  // The bins before the model starts are seen only by the encoder of the initial condition.
  const auto modelled = evaluation.estimates.rates.size(1), first = bins - modelled;
  if (first < 0) {
    throw DataError(fmt::format("{}: expected at most the {} bins of recon_data, found {}",
                                reader.where("{train,valid}_output_params"), bins, modelled));
  }
  const auto from_start = [&](const Tensor& x) { return x.defined() ? x.slice(1, first) : x; };
  evaluation.spikes = from_start(spikes);
  evaluation.poisson = !reader.has("output_variances") && are_whole(spikes) &&
                       (evaluation.estimates.rates >= 0).all().item<bool>();
  evaluation.encoded_neurons = neurons;
  evaluation.encoded_bins = modelled;
  if (reader.has("encod_data")) {
    const Tensor encoded = reader.counts("encod_data");
    evaluation.encoded_bins = encoded.size(1) - first;
    evaluation.encoded_neurons = encoded.size(2);
  }
  evaluation.estimates.latents = reader.signal("factors", modelled);
  if (reader.has_controller()) evaluation.estimates.inputs = reader.signal("gen_inputs", modelled);
  evaluation.truth.latents = from_start(reader.signal("latents", bins));
  evaluation.truth.inputs =
      from_start(reader.signal(reader.has("inputs") ? "inputs" : "eff_pfc_inputs", bins));
  evaluation.truth.rates = from_start(reader.signal("truth", bins, neurons));
  if (evaluation.truth.rates.defined()) evaluation.truth.rates /= reader.conversion_factor();
  return evaluation;
}

}  // namespace

Evaluation read_evaluation(const std::filesystem::path& file) {
  try {
    return evaluation_from(Reader(file));
  } catch (const ShapeError& error) {
    throw DataError(error.what());
  } catch (const NumericalError& error) {
    throw DataError(error.what());
  }
}

}  // namespace npd::results
