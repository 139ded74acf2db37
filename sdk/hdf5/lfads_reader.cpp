#include "axis_order.hpp"
#include "values.hpp"

#include <npd/error.hpp>
#include <npd/hdf5_layouts.hpp>
#include <npd/lfads_layout.hpp>
#include <npd/names.hpp>
#include <npd/ops.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace npd::lfads_layout {
namespace {

bool is_numeric(const hdf5::ArrayInfo& info) {
  return info.type.find("int") != std::string::npos ||
         info.type.find("float") != std::string::npos || info.type == "bool";
}

/// Sizes with those of the axes behind the first, or any.
std::vector<std::int64_t> with_trials(std::int64_t trials, at::IntArrayRef sizes) {
  std::vector<std::int64_t> all{trials};
  all.insert(all.end(), sizes.begin(), sizes.end());
  return all;
}

/// Another name it may have, and what it is for: a first file often has training trials alone.
std::string cure_of_no_validation(const hdf5::File& file, const std::string& key) {
  std::vector<std::string> names;
  for (const auto& array : file.arrays()) {
    if (!array.key.starts_with("train_")) names.push_back(array.key);
  }
  return did_you_mean(key, names) +
         "; training needs trials to validate with: store some there, a fifth of all, say, and not "
         "under train_...";
}

}  // namespace

Reader::Reader(const std::filesystem::path& path, std::string marker, Numbering numbering)
    : file_(hdf5::File::open(path)), parts_(read_parts(marker)) {
  const auto numbers = read_numbers(numbering);
  places_ = numbers.empty() ? at::arange(trials(), at::kLong)
                            : at::argsort(at::argsort(at::tensor(numbers, at::kLong))).contiguous();
  split_ = read_split();
  numbers_ = numbers;
  std::sort(numbers_.begin(), numbers_.end());
  if (!numbers_.empty() && numbers_.front() == 0 && numbers_.back() == trials() - 1) {
    numbers_.clear();
  }
}

std::vector<Part> Reader::read_parts(const std::string& marker) const {
  std::vector<Part> parts;
  for (const std::string name : {"train", "valid", "test"}) {
    Part part{name, 0};
    const auto key = part.key(marker);
    if (!file_.has(key)) {
      if (name == "test") continue;
      expect_this_layout(key);
      if (name == "valid") fail(key, "no such array" + cure_of_no_validation(file_, key));
    }
    const auto shape = file_.info(key).shape;
    if (shape.size() != 3) {
      fail(key, "expected three axes (trial, time, neuron), found shape " + shape_text(shape));
    }
    if (std::find(shape.begin(), shape.end(), 0) != shape.end()) {
      fail(key, "expected at least one trial, bin and neuron, found shape " + shape_text(shape));
    }
    part.trials = shape[0];
    parts.push_back(std::move(part));
  }
  if (const auto sign = sign_of_reversed_axes(file_, parts, marker)) {
    fail(parts.front().key(marker),
         fmt::format("its axes seem to be (neuron, time, trial); expected (trial, time, neuron): "
                     "{}; {}",
                     *sign, cure_of_reversed_axes()));
  }
  return parts;
}

void Reader::expect_this_layout(const std::string& key) const {
  const auto layout = hdf5::layout_of(file_);
  if (layout.advice.empty() || layout.id == "unknown") return;
  fail(key, fmt::format("no such array; the layout of the file looks like {}: {}", layout.name,
                        layout.advice));
}

std::optional<std::string> Reader::doubt_about_axes() const {
  // Numbers of trials would have settled the order, unless all sizes are the same.
  const auto shape = file_.info(parts_.front().key("encod_data")).shape;
  if (has("inds") && shape[0] != shape[2]) return std::nullopt;
  const auto read_as = fmt::format(
      "they are read as {} trials of {} bins and {} neurons; if it is "
      "the other way round: {}",
      shape[0], shape[1], shape[2], cure_of_reversed_axes());
  if (hdf5::is_from_matlab(file_)) {
    return "MATLAB has written the arrays, and it reverses the order of axes; " + read_as;
  }
  const bool same = std::all_of(parts_.begin(), parts_.end(),
                                [&](const Part& part) { return part.trials == shape[0]; });
  if (!same || !varies_more_along_first(file_.read(parts_.front().key("encod_data")))) {
    return std::nullopt;
  }
  return "all parts have the same sizes, and their counts differ along the first axis as those of "
         "neurons do and not along the last; " +
         read_as;
}

std::int64_t Reader::trials() const {
  std::int64_t total = 0;
  for (const auto& part : parts_) total += part.trials;
  return total;
}

std::vector<std::int64_t> Reader::read_numbers(Numbering numbering) const {
  const auto has_numbers = [&](const Part& part) { return file_.has(part.key("inds")); };
  const bool numbered = numbering == Numbering::all_or_none
                            ? std::any_of(parts_.begin(), parts_.end(), has_numbers)
                            : std::all_of(parts_.begin(), parts_.end(), has_numbers);
  std::vector<std::int64_t> numbers;
  if (!numbered) return numbers;
  for (const auto& part : parts_) {
    if (has_numbers(part)) continue;
    fail(part.key("inds"),
         "no such array, and other parts have theirs; number the trials of all parts together, as "
         "they were recorded, or leave out train_inds and valid_inds");
  }
  std::map<std::int64_t, std::string> owner;
  for (const auto& part : parts_) {
    const auto key = part.key("inds");
    for (const auto number : whole_numbers(key, part)) {
      const auto [other, is_new] = owner.emplace(number, key);
      if (!is_new) {
        fail(key, fmt::format("expected every trial once, found {} twice, first in /{}; number the "
                              "trials of all parts together, as they were recorded, or leave out "
                              "train_inds and valid_inds",
                              number, other->second));
      }
      numbers.push_back(number);
    }
  }
  return numbers;
}

std::vector<std::int64_t> Reader::whole_numbers(const std::string& key, const Part& part) const {
  constexpr double most = 9007199254740992;  // 2^53: above, a float64 no longer tells one from two
  auto values = file_.read(key);
  // MATLAB has no arrays with one axis.
  if (values.dim() == 2 && values.numel() == part.trials) values = values.flatten();
  expect_shape(key, values, {part.trials}, part.key("encod_data"));
  if (values.is_floating_point()) {
    const Tensor wide = values.to(at::kDouble);
    const Tensor good = (at::floor(wide) == wide).logical_and(at::abs(wide) <= most);
    if (!good.all().item<bool>()) {
      fail(key, fmt::format("expected the numbers of trials, found {}",
                            wide.masked_select(good.logical_not())[0].item<double>()));
    }
  }
  auto numbers = values_in<std::int64_t>(values);
  for (const auto number : numbers) {
    if (number < 0) fail(key, fmt::format("expected numbers of at least 0, found {}", number));
  }
  return numbers;
}

Split Reader::read_split() const {
  const auto places = values_in<std::int64_t>(places_);
  auto next = places.begin();
  Split split;
  for (const auto& part : parts_) {
    auto& trials = part.name == "train"   ? split.train
                   : part.name == "valid" ? split.valid
                                          : split.test;
    trials.assign(next, next + part.trials);
    std::sort(trials.begin(), trials.end());
    next += part.trials;
  }
  return split;
}

std::string Reader::where(std::string_view key) const {
  return fmt::format("{}: /{}", file_.path().string(), key);
}

void Reader::fail(std::string_view key, const std::string& what) const {
  throw DataError(fmt::format("{}: {}", where(key), what));
}

void Reader::expect_shape(const std::string& key, const Tensor& array, at::IntArrayRef sizes,
                          const std::string& reference) const {
  try {
    check_shape(array, sizes, where(key));
  } catch (const ShapeError& error) {
    throw DataError(fmt::format("{}; it must fit /{}", error.what(), reference));
  }
}

bool Reader::has(std::string_view name) const { return file_.has(parts_.front().key(name)); }

std::string Reader::target() const {
  const bool any = std::any_of(parts_.begin(), parts_.end(),
                               [&](const Part& part) { return file_.has(part.key("recon_data")); });
  return any ? "recon_data" : "encod_data";
}

Tensor Reader::rows(const std::string& name, at::IntArrayRef sizes,
                    const std::string& reference) const {
  std::vector<Tensor> pieces;
  for (const auto& part : parts_) {
    const auto key = part.key(name);
    const Tensor piece = file_.read(key);
    if (!sizes.empty()) {
      expect_shape(key, piece, with_trials(part.trials, sizes), part.key(reference));
    } else if (piece.dim() == 0 || piece.size(0) != part.trials) {
      fail(key, fmt::format("expected {} trials on the first axis, found shape {}", part.trials,
                            shape_text(piece.sizes())));
    }
    if (!pieces.empty()) {
      expect_shape(key, piece, with_trials(any_size, pieces.front().sizes().slice(1)),
                   parts_.front().key(name));
    }
    pieces.push_back(piece);
  }
  return at::cat(pieces).index_select(0, at::argsort(places_));
}

double Reader::conversion_factor() const {
  const std::string key = "conversion_factor";
  if (!file_.has(key)) return 1;
  const auto value = file_.read(key);
  if (value.numel() != 1) {
    fail(key, "expected one number, found shape " + shape_text(value.sizes()));
  }
  const auto factor = value.item<double>();
  if (!std::isfinite(factor) || factor <= 0) {
    fail(key, fmt::format("expected a number above 0, found {}", factor));
  }
  return factor;
}

Reader::Others Reader::others(const std::set<std::string>& taken) const {
  Others others;
  const auto by_trial = [&](const std::string& name) {
    std::optional<std::vector<std::int64_t>> behind;
    for (const auto& part : parts_) {
      const auto key = part.key(name);
      if (!file_.has(key)) return false;
      auto shape = file_.info(key).shape;
      if (shape.empty() || shape[0] != part.trials) return false;
      shape.erase(shape.begin());
      if (behind && *behind != shape) return false;
      behind = shape;
    }
    return true;
  };
  for (const auto& info : file_.arrays()) {
    if (taken.contains(info.key) || !is_numeric(info) || info.key.starts_with("trial_info/") ||
        info.key.starts_with("neuron_info/"))
      continue;
    const auto part = std::find_if(parts_.begin(), parts_.end(),
                                   [&](const Part& p) { return info.key.starts_with(p.key("")); });
    const auto name = part == parts_.end() ? "" : info.key.substr(part->key("").size());
    if (taken.contains(name)) continue;
    try {
      if (name.empty() || !by_trial(name)) {
        others.whole[info.key] = file_.read(info.key);
      } else if (!others.by_trial.contains(name)) {
        others.by_trial[name] = rows(name);
      }
    } catch (const DataError& error) {
      others.left_out.emplace_back(error.what());
    }
  }
  return others;
}

}  // namespace npd::lfads_layout
