#include "axis_order.hpp"

#include <npd/ops.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

namespace npd::lfads_layout {
namespace {

using Shape = std::vector<std::int64_t>;

std::int64_t size_of(const Shape& shape) {
  std::int64_t size = 1;
  for (const auto n : shape) size *= n;
  return size;
}

/// One part of the array in question.
struct Cut {
  const Part& part;
  std::string key;
  Shape shape;
};

std::vector<Cut> cuts_of(const hdf5::File& file, const std::vector<Part>& parts,
                         const std::string& array) {
  std::vector<Cut> cuts;
  for (const auto& part : parts) {
    cuts.push_back({part, part.key(array), file.info(part.key(array)).shape});
  }
  return cuts;
}

/// Neurons and bins are the same in all parts.
bool could_be_reversed(const std::vector<Cut>& cuts) {
  const auto& first = cuts.front().shape;
  return std::all_of(cuts.begin(), cuts.end(), [&](const Cut& cut) {
    return cut.shape[0] == first[0] && cut.shape[1] == first[1];
  });
}

/// How many numbers there are of trials; nothing: they are not told.
std::optional<std::int64_t> numbers_of(const hdf5::File& file, const Cut& cut) {
  const auto key = cut.part.key("inds");
  if (!file.has(key)) return std::nullopt;
  return size_of(file.info(key).shape);
}

/// Latents, inputs and the like have other widths, but the same trials and bins.
std::optional<std::string> sign_in_others(const hdf5::File& file, const Cut& cut) {
  for (const auto& other : file.arrays()) {
    if (!other.key.starts_with(cut.part.key("")) || other.shape.size() != 3) continue;
    if (other.key == cut.part.key("truth")) continue;  // of the same sizes in any order
    if (other.shape[0] == cut.shape[0] || other.shape[1] != cut.shape[1] ||
        other.shape[2] != cut.shape[2]) {
      continue;
    }
    return fmt::format("/{} {} has the same last axes and another first one", other.key,
                       shape_text(other.shape));
  }
  return std::nullopt;
}

/// How much the means along an axis vary, relative to what counts by chance would: 1, in short.
double dispersion(const Tensor& counts, std::int64_t axis) {
  const Tensor flat = at::nan_to_num(counts.to(at::kDouble), 0.0).transpose(0, axis).flatten(1);
  const Tensor sums = flat.sum(1);
  const double mean = sums.mean().item<double>();
  return sums.numel() < 2 || mean <= 0 ? 0 : sums.var().item<double>() / mean;
}

}  // namespace

std::optional<std::string> sign_of_reversed_axes(const hdf5::File& file,
                                                 const std::vector<Part>& parts,
                                                 const std::string& array) {
  const auto cuts = cuts_of(file, parts, array);
  if (!could_be_reversed(cuts)) return std::nullopt;
  const auto& first = cuts.front();
  for (const auto& cut : cuts) {
    if (cut.shape[2] == first.shape[2]) continue;
    return fmt::format(
        "/{} {} and /{} {} differ on the last axis alone, as trials do and neurons "
        "do not",
        first.key, shape_text(first.shape), cut.key, shape_text(cut.shape));
  }
  for (const auto& cut : cuts) {
    const auto numbers = numbers_of(file, cut);
    if (numbers && *numbers == cut.shape[0]) return std::nullopt;
    if (numbers && *numbers == cut.shape[2]) {
      return fmt::format("/{} {} has as many trials as /{} {} on the last axis",
                         cut.part.key("inds"), shape_text(file.info(cut.part.key("inds")).shape),
                         cut.key, shape_text(cut.shape));
    }
  }
  for (const auto& cut : cuts) {
    if (auto sign = sign_in_others(file, cut)) return sign;
  }
  return std::nullopt;
}

std::string cure_of_reversed_axes() {
  return "MATLAB reverses the order of axes when it writes: give h5write permute(x, [3 2 1]) of an "
         "x that is (trial, time, neuron), or in Python store x.transpose(2, 1, 0) of what is in "
         "the file";
}

bool varies_more_along_first(const Tensor& counts) {
  constexpr double much = 4;
  return dispersion(counts, 0) > much * std::max(1.0, dispersion(counts, 2));
}

}  // namespace npd::lfads_layout
