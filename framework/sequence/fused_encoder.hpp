#pragma once

#include "sequence/operations.hpp"
#include "sequence/panel_batch.hpp"

#include <memory>

namespace npd::sequence {

/// Operations::encode on panels: each direction of each panel is one task.
Tensor fused_encode(const std::shared_ptr<Workspace>& workspace, const BidirectionalGru& gru,
                    const Tensor& inputs, std::int64_t lag);

/// Operations::summarise on panels.
Tensor fused_summarise(const std::shared_ptr<Workspace>& workspace, const BidirectionalGru& gru,
                       const Tensor& inputs);

}  // namespace npd::sequence
