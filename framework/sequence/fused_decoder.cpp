#include "sequence/fused_decoder.hpp"

#include "sequence/fused_decoder_run.hpp"
#include "sequence/recorded.hpp"

#include <npd/ops.hpp>

#include <utility>

namespace npd::sequence {
namespace {

std::vector<Tensor> outputs_of(const Decoded& decoded) {
  std::vector<Tensor> outputs{decoded.generator_states, decoded.generator_inputs, decoded.factors};
  if (decoded.controller_states.defined()) {
    outputs.insert(outputs.end(),
                   {decoded.controller_states, decoded.controller_means, decoded.controller_stds});
  }
  return outputs;
}

bool requires_gradient(const Tensor& x) { return x.defined() && x.requires_grad(); }

}  // namespace

Tensor fused_sum_encoded(const std::shared_ptr<Workspace>& workspace, const Controller& controller,
                         const Tensor& encoded) {
  if (needs_gradient({encoded, controller.cell->input_weight()})) return {};
  const ControllerKernel kernel(controller);
  const auto time = encoded.size(1), features = encoded.size(2), sums = kernel.state_sums();
  const PanelCut cut(encoded.size(0), workspace->panel_trials);
  const ThreadScratch scratch(*workspace, (features + sums) * cut.largest());
  const Tensor result = new_sequence(cut.batch(), time, sums);
  const SequenceView from(encoded), to(result);
  workspace->threads.run(cut.count(), [&](std::int64_t panel, int thread) {
    const Panel input{scratch[thread], features, cut.trials(panel)};
    const Panel sum{input.row(features), sums, cut.trials(panel)};
    for (std::int64_t bin = 0; bin < time; ++bin) {
      read(input, from, {bin, cut.first(panel)});
      kernel.sum_encoded(input, sum);
      write(to, {bin, cut.first(panel)}, sum);
    }
  });
  return result;
}

Decoded fused_decode(const std::shared_ptr<Workspace>& workspace, const Controller& controller,
                     const Generator& generator, std::shared_ptr<GeneratorKernel> kernel,
                     const DecoderInputs& inputs) {
  const auto run =
      std::make_shared<DecoderRun>(workspace, controller, generator, std::move(kernel), inputs);
  const auto differentiable = run->differentiable(inputs);
  const bool taped = needs_gradient(differentiable);
  Decoded decoded = run->forward(taped);
  if (taped) {
    record(
        differentiable, outputs_of(decoded),
        [run, of_encoded = requires_gradient(inputs.encoded),
         of_external = requires_gradient(inputs.external)](const std::vector<Tensor>& gradients) {
          return run->backward(gradients, of_encoded, of_external);
        });
  }
  return decoded;
}

Tensor fused_decode_samples(const std::shared_ptr<Workspace>& workspace,
                            const Controller& controller, const Generator& generator,
                            std::shared_ptr<GeneratorKernel> kernel, const DecoderInputs& inputs,
                            Decoded& sums) {
  return DecoderRun(workspace, controller, generator, std::move(kernel), inputs)
      .forward_samples(sums);
}

}  // namespace npd::sequence
