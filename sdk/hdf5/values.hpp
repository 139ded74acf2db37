#pragma once

#include <npd/tensor.hpp>

#include <c10/core/ScalarType.h>

#include <vector>

namespace npd::lfads_layout {

/// All elements in row-major order.
template <class T>
std::vector<T> values_in(const Tensor& array) {
  const Tensor wide = array.to(c10::CppTypeToScalarType<T>::value).contiguous();
  const auto* begin = wide.data_ptr<T>();
  return {begin, begin + wide.numel()};
}

}  // namespace npd::lfads_layout
