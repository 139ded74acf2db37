#pragma once

#include "sequence/operations.hpp"
#include "sequence/panel_batch.hpp"

#include <memory>

namespace npd::sequence {

/// Operations::sum_encoded on panels; undefined if it needs a gradient.
Tensor fused_sum_encoded(const std::shared_ptr<Workspace>& workspace, const Controller& controller,
                         const Tensor& encoded);

/// Operations::decode on panels: a panel's whole loop is one task.
/// \param kernel  the generator's
Decoded fused_decode(const std::shared_ptr<Workspace>& workspace, const Controller& controller,
                     const Generator& generator, std::shared_ptr<GeneratorKernel> kernel,
                     const DecoderInputs& inputs);

/// Operations::decode_samples for samples that fit into one panel.
Tensor fused_decode_samples(const std::shared_ptr<Workspace>& workspace,
                            const Controller& controller, const Generator& generator,
                            std::shared_ptr<GeneratorKernel> kernel, const DecoderInputs& inputs,
                            Decoded& sums);

}  // namespace npd::sequence
