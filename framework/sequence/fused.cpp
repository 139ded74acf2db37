#include "sequence/fused.hpp"

#include "sequence/fused_decoder.hpp"
#include "sequence/fused_encoder.hpp"
#include "sequence/fused_readout.hpp"

#include <utility>

namespace npd::sequence {
namespace {

bool fits_panels(const Tensor& x) { return x.scalar_type() == at::kFloat; }

}  // namespace

FusedOperations::FusedOperations(std::int64_t panel_trials, int threads, bool sharded)
    : workspace_(std::make_shared<Workspace>(panel_trials, threads)), sharded_(sharded) {}

void FusedOperations::for_each(std::int64_t tasks, const std::function<void(std::int64_t)>& work) {
  workspace_->threads.run(tasks, [&](std::int64_t task, int) { work(task); });
}

Tensor FusedOperations::summarise(const BidirectionalGru& gru, const Tensor& inputs) {
  if (!fits_panels(inputs)) return autograd_.summarise(gru, inputs);
  return fused_summarise(workspace_, gru, inputs);
}

Tensor FusedOperations::encode(const BidirectionalGru& gru, const Tensor& inputs,
                               std::int64_t lag) {
  if (!fits_panels(inputs)) return autograd_.encode(gru, inputs, lag);
  return fused_encode(workspace_, gru, inputs, lag);
}

Tensor FusedOperations::sum_encoded(const Controller& controller, const Tensor& encoded) {
  if (controller.cell == nullptr || !fits_panels(encoded)) return {};
  return fused_sum_encoded(workspace_, controller, encoded);
}

Decoded FusedOperations::decode(const Controller& controller, Generator& generator,
                                const DecoderInputs& inputs) {
  auto kernel = fits_panels(inputs.initial_state) ? generator.kernel() : nullptr;
  if (!kernel) return autograd_.decode(controller, generator, inputs);
  return fused_decode(workspace_, controller, generator, std::move(kernel), inputs);
}

Tensor FusedOperations::decode_samples(const Controller& controller, Generator& generator,
                                       const DecoderInputs& inputs, Decoded& sums) {
  const bool one_panel = inputs.initial_state.size(0) <= workspace_->panel_trials;
  auto kernel = one_panel && fits_panels(inputs.initial_state) ? generator.kernel() : nullptr;
  if (!kernel) return Operations::decode_samples(controller, generator, inputs, sums);
  return fused_decode_samples(workspace_, controller, generator, std::move(kernel), inputs, sums);
}

Tensor FusedOperations::moments(Readout& readout, const Tensor& factors, std::int64_t outputs,
                                OutputDistribution distribution) {
  auto kernel = fits_panels(factors) ? readout.kernel() : nullptr;
  if (!kernel) return Operations::moments(readout, factors, outputs, distribution);
  return fused_moments(workspace_, std::move(kernel), factors, outputs, distribution);
}

Reconstruction FusedOperations::reconstruct(Readout& readout, const Tensor& factors,
                                            const Target& target) {
  auto kernel = fits_panels(factors) ? readout.kernel() : nullptr;
  if (!kernel) return autograd_.reconstruct(readout, factors, target);
  return fused_reconstruct(workspace_, readout, std::move(kernel), factors, target);
}

}  // namespace npd::sequence
