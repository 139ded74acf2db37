#include "dataset.hpp"

#include <npd/error.hpp>
#include <npd/lfads_layout.hpp>
#include <npd/ops.hpp>

#include <fmt/format.h>

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace lfads_hdf5 {
namespace {

npd::Tensor as_floating(const npd::Tensor& array) {
  return array.is_floating_point() ? array : array.to(at::kFloat);
}

/// Equal, gaps included.
bool same(const npd::Tensor& a, const npd::Tensor& b) {
  if (a.sizes() != b.sizes()) return false;
  return (a == b).logical_or(at::isnan(a).logical_and(at::isnan(b))).all().item<bool>();
}

/// One file, read array by array into the data set's order.
class Reader {
 public:
  Reader(const std::filesystem::path& path, npd::CountRules rules)
      : layout_(path, "encod_data", npd::lfads_layout::Numbering::all_or_none),
        rules_(rules),
        target_(layout_.target()) {
    for (const auto& part : layout_.parts()) check_spikes(part);
    const auto shape = layout_.file().info(layout_.parts().front().key(target_)).shape;
    bins_ = shape[1];
    neurons_ = shape[2];
  }

  npd::Trials spikes() const {
    npd::Trials trials;
    trials.split = layout_.split();
    trials.numbers = layout_.numbers();
    trials.spikes = layout_.rows("encod_data");
    const auto target = layout_.rows(target_);
    if (!same(target, trials.spikes)) trials.target_spikes = target;
    trials.may_be_missing = rules_.may_be_missing;
    trials.real_valued = rules_.real_valued;
    return trials;
  }

  bool has(const std::string& name) const { return layout_.has(name); }
  std::optional<std::string> doubt_about_axes() const { return layout_.doubt_about_axes(); }

  /// The width of a bin that the file tells; otherwise that one.
  double bin_s(double otherwise) const {
    const bool told = layout_.file().has_attribute("", "bin_s");
    return told ? layout_.file().number("", "bin_s") : otherwise;
  }

  /// Numbers over trials and bins, finite: (trial, time of the target, size), float32 or float64.
  npd::Tensor signal(const std::string& name) const {
    const auto rows = sequence(name, npd::any_size);
    for (const auto& part : layout_.parts()) {
      expect_finite(part.key(name), {},
                    "; what the model is given must be known in every bin: where nothing was "
                    "recorded, store 0");
    }
    return rows;
  }

  /// True latents or inputs; NaN in bins in which nothing was recorded.
  npd::Tensor truth(const std::string& name) const {
    return without_gaps(name, npd::any_size,
                        [](const npd::Tensor& target) { return at::isnan(target).all(2, true); });
  }

  /// NaN where nothing was recorded of the neuron.
  npd::Tensor rates(const std::string& name) const {
    const auto rates =
        without_gaps(name, neurons_, [](const npd::Tensor& target) { return at::isnan(target); }) /
        layout_.conversion_factor();
    if (!rules_.real_valued && (rates < 0).any().item<bool>()) {
      layout_.fail(layout_.parts().front().key(name),
                   "expected rates of at least 0, found a negative one");
    }
    return rates;
  }

  void add_facts(npd::Trials& trials) const {
    trials.trial_info = layout_.trial_info();
    trials.neuron_info = layout_.neuron_info(neurons_);
    trials.conditions = layout_.conditions();
    trials.behaviour = layout_.behaviour(bins_);
  }

  /// Everything of the file but what an output file takes from the other fields of Trials.
  /// \return why some of it is missing
  std::vector<std::string> add_other_arrays(npd::Trials& trials) const {
    std::set<std::string> known = {"encod_data", target_, "inds", "condition"};
    if (trials.truth.rates.defined()) known.insert({"truth", "conversion_factor"});
    if (trials.truth.latents.defined()) known.insert("latents");
    if (trials.external_input.defined()) known.insert("ext_input");
    if (trials.behaviour.values.defined()) known.insert("behavior");
    auto others = layout_.others(known);
    trials.trial_arrays = std::move(others.by_trial);
    trials.arrays = std::move(others.whole);
    return std::move(others.left_out);
  }

 private:
  npd::Tensor read_spikes(const std::string& key) const {
    auto spikes = layout_.file().read(key);
    if (spikes.dim() != 3) {
      layout_.fail(key, "expected three axes (trial, time, neuron), found shape " +
                            npd::shape_text(spikes.sizes()));
    }
    if (spikes.numel() == 0) {
      layout_.fail(key, "expected at least one trial, bin and neuron, found shape " +
                            npd::shape_text(spikes.sizes()));
    }
    npd::check_counts(spikes, layout_.where(key), rules_);
    return spikes;
  }

  void check_spikes(const npd::lfads_layout::Part& part) const {
    const auto seen_key = part.key("encod_data"), target_key = part.key(target_);
    const auto seen = read_spikes(seen_key);
    if (seen_key == target_key) return;
    const auto target = read_spikes(target_key);
    if (target.size(0) == seen.size(0) && target.size(1) >= seen.size(1) &&
        target.size(2) >= seen.size(2)) {
      return;
    }
    layout_.fail(target_key, fmt::format("expected the {} trials and at least the bins and neurons "
                                         "of /{} {}, found {}",
                                         seen.size(0), seen_key, npd::shape_text(seen.sizes()),
                                         npd::shape_text(target.sizes())));
  }

  /// (trial, time of the target, size), float32 or float64.
  npd::Tensor sequence(const std::string& name, std::int64_t size) const {
    const auto key = layout_.parts().front().key(name);
    const auto shape = layout_.file().info(key).shape;
    if (shape.size() == 3 && shape[2] == 0) {
      layout_.fail(key, "expected at least one column, found none");
    }
    return as_floating(layout_.rows(name, {bins_, size}, target_));
  }

  /// The same, finite but where the target of its part has gaps.
  /// \param gaps  from the target, to what can be broadcast to the sequence
  template <class Gaps>
  npd::Tensor without_gaps(const std::string& name, std::int64_t size, const Gaps& gaps) const {
    const auto rows = sequence(name, size);
    for (const auto& part : layout_.parts()) {
      const auto key = part.key(name);
      if (!rules_.may_be_missing) {
        expect_finite(key);
        continue;
      }
      const auto target = as_floating(layout_.file().read(part.key(target_)));
      expect_finite(key, gaps(target));
    }
    return rows;
  }

  /// \param but  where it does not matter; undefined: nowhere
  /// \param remedy  behind the message; empty: what is said of truth
  void expect_finite(const std::string& key, const npd::Tensor& but = {},
                     const std::string& remedy = {}) const {
    auto array = as_floating(layout_.file().read(key));
    if (but.defined()) array = array.masked_fill(but, 0);
    try {
      npd::check_finite(array, layout_.where(key));
    } catch (const npd::NumericalError& error) {
      throw npd::DataError(error.what() + (remedy.empty() ? remedy_of_truth(array, but) : remedy));
    }
  }

  /// Truth may lack what the spikes lack.
  std::string remedy_of_truth(const npd::Tensor& array, const npd::Tensor& but) const {
    if (!at::isnan(array).any().item<bool>()) return {};
    return but.defined()
               ? "; NaN is allowed only where the counts are NaN, too"
               : "; NaN is allowed where the counts are NaN, too, and allow_missing is true";
  }

  npd::lfads_layout::Reader layout_;
  npd::CountRules rules_;
  std::string target_;                   // the array
  std::int64_t bins_ = 0, neurons_ = 0;  // of the target
};

}  // namespace

void LfadsHdf5::Config::visit(npd::Params& p) {
  p("file", file, "HDF5 file with train_encod_data and valid_encod_data, and perhaps more");
  p("bin_s", bin_s, "Width of a bin", npd::above(0.0), "s");
  p("allow_missing", allow_missing,
    "NaN counts mean \"not recorded\": hidden from encoders, loss and metrics; else they are "
    "errors");
  p("real_valued", real_valued,
    "encod_data and recon_data are any numbers and not counts, for a model with Gaussian output");
  p("use_ext_input", use_ext_input, "Give train_ext_input, valid_ext_input to the model");
  p("rates_key", rates_key, "True rates are under train_<this>; empty: unknown");
  p("latents_key", latents_key, "True latents are under train_<this>; empty: unknown");
  p("inputs_key", inputs_key, "True inputs are under train_<this>; empty: unknown");
}

LfadsHdf5::LfadsHdf5(const Config& config) : config_(config) {
  if (config_.file.empty()) {
    throw npd::ConfigError("file", "no file is given; expected the path of an HDF5 file");
  }
}

npd::Trials LfadsHdf5::make(npd::RandomStream&) {
  const Reader reader(config_.file,
                      {config_.allow_missing, config_.real_valued, "allow_missing = true",
                       "real_valued = true (with model.output = \"gaussian\")"});
  if (const auto doubt = reader.doubt_about_axes()) {
    reporter().warn(fmt::format("{}: {}", config_.file.string(), *doubt));
  }
  auto trials = reader.spikes();
  trials.bin_s = config_.bin_s;

  // A truth that the user names himself must exist; the usual ones may be absent.
  const Config usual;
  const auto known = [&](const std::string& key, const std::string& usual_key) {
    return !key.empty() && (key != usual_key || reader.has(key));
  };
  if (known(config_.rates_key, usual.rates_key)) {
    trials.truth.rates = reader.rates(config_.rates_key);
  }
  if (known(config_.latents_key, usual.latents_key)) {
    trials.truth.latents = reader.truth(config_.latents_key);
  }
  if (known(config_.inputs_key, usual.inputs_key)) {
    trials.truth.inputs = reader.truth(config_.inputs_key);
  }
  if (config_.use_ext_input) trials.external_input = reader.signal("ext_input");
  if (const double said = reader.bin_s(config_.bin_s); said != config_.bin_s) {
    reporter().warn(fmt::format("{} says that its bins are {} s wide; bin_s = {} is used",
                                config_.file.string(), said, config_.bin_s));
  }
  reader.add_facts(trials);
  for (const auto& reason : reader.add_other_arrays(trials)) {
    reporter().warn(reason + "; the array is left out of the output");
  }
  return trials;
}

}  // namespace lfads_hdf5
