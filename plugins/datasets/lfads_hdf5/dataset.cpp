#include "dataset.hpp"

#include "part.hpp"
#include "trial_order.hpp"

#include <npd/error.hpp>
#include <npd/hdf5.hpp>
#include <npd/ops.hpp>

#include <fmt/format.h>

#include <cmath>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace lfads_hdf5 {
namespace {

/// One file, read array by array into the data set's order.
class Reader {
 public:
  Reader(const std::filesystem::path& path, npd::CountRules rules)
      : file_(npd::hdf5::File::open(path)),
        rules_(rules),
        parts_(read_parts(file_, rules)),
        order_(read_trial_order(file_, parts_)) {}

  npd::Trials counts() const {
    npd::Trials trials;
    std::vector<npd::Tensor> encoded, reconstructed;
    for (const auto& part : parts_) {
      encoded.push_back(part.encoded);
      reconstructed.push_back(part.reconstructed);
    }
    trials.split = order_.split;
    trials.spikes = order_.arrange(at::cat(encoded));
    const auto target = order_.arrange(at::cat(reconstructed));
    if (!same(target, trials.spikes)) trials.reconstructed_spikes = target;
    trials.may_be_missing = rules_.may_be_missing;
    trials.real_valued = rules_.real_valued;
    return trials;
  }

  bool has(const std::string& name) const { return file_.has(train().key(name)); }

  /// Numbers over trials and bins: (trial, time of recon_data, size), float32 or float64.
  npd::Tensor signal(const std::string& name, std::int64_t size = npd::any_size) const {
    std::vector<npd::Tensor> rows;
    for (const auto& part : parts_) {
      const auto key = part.key(name);
      rows.push_back(as_floating(file_.read(key)));
      expect_shape(file_, key, rows.back(), {part.trials(), part.reconstructed.size(1), size},
                   part.key("recon_data"));
      expect_shape(file_, key, rows.back(), {part.trials(), npd::any_size, rows[0].size(2)},
                   train().key(name));
      if (rows.back().size(2) == 0) fail(file_, key, "expected at least one column, found none");
      expect_finite(key, rows.back());
    }
    return order_.arrange(at::cat(rows));
  }

  npd::Tensor rates(const std::string& name) const {
    const auto rates = signal(name, train().reconstructed.size(2)) / conversion_factor();
    if (!rules_.real_valued && (rates < 0).any().item<bool>()) {
      fail(file_, train().key(name), "expected rates of at least 0, found a negative one");
    }
    return rates;
  }

  /// Everything of the file but what an output file takes from the other fields of Trials.
  void add_other_arrays(npd::Trials& trials) const {
    std::set<std::string> known = {"encod_data", "recon_data", "inds"};
    if (trials.truth.rates.defined()) known.insert({"truth", "conversion_factor"});
    if (trials.truth.latents.defined()) known.insert("latents");
    if (trials.external_input.defined()) known.insert("ext_input");
    for (const auto& info : file_.arrays()) {
      if (known.contains(info.key) || !is_numeric(info)) continue;
      const auto [part, name] = split_key(info.key);
      if (part == nullptr) {
        trials.arrays[info.key] = file_.read(info.key);
      } else if (!known.contains(name)) {
        if (auto rows = joined(name)) {
          trials.trial_arrays[name] = *rows;
        } else {
          trials.arrays[info.key] = file_.read(info.key);
        }
      }
    }
  }

 private:
  const Part& train() const { return parts_.front(); }

  /// Equal, gaps included.
  static bool same(const npd::Tensor& a, const npd::Tensor& b) {
    if (a.sizes() != b.sizes()) return false;
    return (a == b).logical_or(at::isnan(a).logical_and(at::isnan(b))).all().item<bool>();
  }

  static npd::Tensor as_floating(const npd::Tensor& array) {
    return array.is_floating_point() ? array : array.to(at::kFloat);
  }

  void expect_finite(const std::string& key, const npd::Tensor& array) const {
    try {
      npd::check_finite(array, fmt::format("{}: /{}", file_.path().string(), key));
    } catch (const npd::NumericalError& error) {
      throw npd::DataError(error.what());
    }
  }

  double conversion_factor() const {
    const std::string key = "conversion_factor";
    if (!file_.has(key)) return 1;
    const auto value = file_.read(key);
    if (value.numel() != 1) {
      fail(file_, key, "expected one number, found shape " + npd::shape_text(value.sizes()));
    }
    const double factor = value.item<double>();
    if (!std::isfinite(factor) || factor <= 0) {
      fail(file_, key, fmt::format("expected a number above 0, found {}", factor));
    }
    return factor;
  }

  static bool is_numeric(const npd::hdf5::ArrayInfo& info) {
    return info.type.find("int") != std::string::npos ||
           info.type.find("float") != std::string::npos || info.type == "bool";
  }

  /// "train_states" belongs to a part under the name "states".
  std::pair<const Part*, std::string> split_key(const std::string& key) const {
    for (const auto& part : parts_) {
      const auto prefix = part.key("");
      if (key.rfind(prefix, 0) == 0) return {&part, key.substr(prefix.size())};
    }
    return {nullptr, key};
  }

  /// The rows of all parts, or nothing if this is not one array cut along trials.
  std::optional<npd::Tensor> joined(const std::string& name) const {
    std::vector<npd::Tensor> rows;
    for (const auto& part : parts_) {
      const auto key = part.key(name);
      if (!file_.has(key)) return std::nullopt;
      rows.push_back(file_.read(key));
      if (rows.back().dim() == 0 || rows.back().size(0) != part.trials() ||
          rows.back().sizes().slice(1) != rows.front().sizes().slice(1)) {
        return std::nullopt;
      }
    }
    return order_.arrange(at::cat(rows));
  }

  npd::hdf5::File file_;
  npd::CountRules rules_;
  std::vector<Part> parts_;
  TrialOrder order_;
};

}  // namespace

void LfadsHdf5::Config::visit(npd::Params& p) {
  p("file", file, "HDF5 file with train_encod_data, train_recon_data, valid_..., ...");
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
  const Reader reader(config_.file, {config_.allow_missing, config_.real_valued});
  auto trials = reader.counts();
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
    trials.truth.latents = reader.signal(config_.latents_key);
  }
  if (known(config_.inputs_key, usual.inputs_key)) {
    trials.truth.inputs = reader.signal(config_.inputs_key);
  }
  if (config_.use_ext_input) trials.external_input = reader.signal("ext_input");
  reader.add_other_arrays(trials);
  return trials;
}

}  // namespace lfads_hdf5
