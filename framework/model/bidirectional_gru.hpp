#pragma once

#include "sequence/operations.hpp"

#include <memory>

namespace npd::model {

/// Two clipped GRUs over a sequence, one in each direction of time, with trained initial states.
class BidirectionalGru final : public Module {
 public:
  BidirectionalGru(std::int64_t input_dim, std::int64_t state_dim, double clip)
      : forward_(child("forward", std::make_shared<GruCell>(input_dim, state_dim, clip))),
        backward_(child("backward", std::make_shared<GruCell>(input_dim, state_dim, clip))),
        forward_start_(parameter("forward_start", {state_dim}, zeros())),
        backward_start_(parameter("backward_start", {state_dim}, zeros())) {}

  /// What sequence::Operations::summarise and encode work on.
  sequence::BidirectionalGru parts() const {
    return {*forward_, *backward_, forward_start_, backward_start_};
  }

  std::int64_t state_dim() const { return forward_->state_dim(); }

 private:
  std::shared_ptr<GruCell> forward_, backward_;
  Tensor forward_start_, backward_start_;
};

}  // namespace npd::model
