#pragma once

#include <npd/tensor.hpp>

#include <cstdint>
#include <span>

namespace npd::data {

/// Some trials of a sequence, as the fused engine and the draws have them: side by side in memory.
/// \param sequence  (trial, time, feature), float32, contiguous
/// \return (chosen, time, feature), trials next to each other
Tensor side_by_side(const Tensor& sequence, std::span<const std::int64_t> trials);

}  // namespace npd::data
