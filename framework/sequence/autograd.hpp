#pragma once

#include "sequence/operations.hpp"

namespace npd::sequence {

/// The readable reference: bin after bin in LibTorch operations, gradients by autograd. Works for
/// every generator and readout, in float32 and float64.
class AutogradOperations final : public Operations {
 public:
  Tensor summarise(const BidirectionalGru& gru, const Tensor& inputs) override;
  Tensor encode(const BidirectionalGru& gru, const Tensor& inputs, std::int64_t lag) override;
  Decoded decode(const Controller& controller, Generator& generator,
                 const DecoderInputs& inputs) override;
  Reconstruction reconstruct(Readout& readout, const Tensor& factors,
                             const Target& target) override;
};

}  // namespace npd::sequence
