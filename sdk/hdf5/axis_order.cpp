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

/// An array with as many values as there are trials would settle the order.
std::optional<std::string> sign_in_numbers(const hdf5::File& file, const Part& part,
                                           const Shape& shape) {
  const auto key = part.key("inds");
  if (!file.has(key)) return std::nullopt;
  const auto numbers = size_of(file.info(key).shape);
  if (numbers == shape[0] || numbers != shape[2]) return std::nullopt;
  return fmt::format("/{} has {} numbers, as many as the last axis and not the first", key,
                     numbers);
}

/// Latents, inputs and the like have other widths, but the same trials and bins.
std::optional<std::string> sign_in_others(const hdf5::File& file, const Part& part,
                                          const Shape& shape) {
  for (const auto& other : file.arrays()) {
    if (!other.key.starts_with(part.key("")) || other.shape.size() != 3) continue;
    if (other.shape[0] == shape[0] || other.shape[1] != shape[1] || other.shape[2] != shape[2]) {
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
  const auto first = file.info(parts.front().key(array)).shape;
  for (const auto& part : parts) {
    const auto shape = file.info(part.key(array)).shape;
    if (shape[2] != first[2] && shape[0] == first[0] && shape[1] == first[1]) {
      return fmt::format("/{} {} and /{} {} differ on the last axis, where trials can differ only "
                         "on the first",
                         parts.front().key(array), shape_text(first), part.key(array),
                         shape_text(shape));
    }
    if (auto sign = sign_in_numbers(file, part, shape)) return sign;
    if (auto sign = sign_in_others(file, part, shape)) return sign;
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
