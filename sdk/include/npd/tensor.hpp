#pragma once

#include <ATen/core/Tensor.h>

#include <initializer_list>
#include <string>
#include <string_view>

/// \file tensor.hpp
/// Arrays cross the plugin boundary as LibTorch tensors. This header is the narrow one (2 s to
/// compile); <npd/ops.hpp> adds LibTorch's operations.
namespace npd {

using Tensor = at::Tensor;

/// "(800, 100, 30)"
std::string shape_text(at::IntArrayRef shape);

/// Stands for "any size" in check_shape.
inline constexpr std::int64_t any_size = -1;

/// \param name      how the message calls the array, for example "spikes (trial, time, neuron)"
/// \param expected  sizes, or any_size
/// \throws ShapeError naming expected and found if the array is undefined or its shape differs
void check_shape(const Tensor& tensor, at::IntArrayRef expected, std::string_view name);

/// \throws NumericalError naming the array and the first bad index if any element is NaN or
/// infinite
void check_finite(const Tensor& tensor, std::string_view name);

}  // namespace npd
