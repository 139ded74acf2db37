#pragma once

#include "sequence/operations.hpp"
#include "sequence/panel_batch.hpp"

#include <cstdint>
#include <memory>

namespace npd::sequence {

/// Operations::reconstruct on panels: forward, loss and backward of a bin in one go, so that no
/// activation outlives its bin. The backward pass of autograd only scales what is there.
/// \param kernel  the readout's
Reconstruction fused_reconstruct(const std::shared_ptr<Workspace>& workspace,
                                 const Readout& readout, std::shared_ptr<ReadoutKernel> kernel,
                                 const Tensor& factors, const Target& target);

/// Operations::moments on panels.
Tensor fused_moments(const std::shared_ptr<Workspace>& workspace,
                     std::shared_ptr<ReadoutKernel> kernel, const Tensor& factors,
                     std::int64_t outputs, OutputDistribution distribution);

}  // namespace npd::sequence
