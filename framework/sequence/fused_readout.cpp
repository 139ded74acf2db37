#include "sequence/fused_readout.hpp"

#include "sequence/poisson.hpp"
#include "sequence/recorded.hpp"
#include "sequence/sequence_view.hpp"

#include <npd/ops.hpp>

#include <numeric>
#include <utility>

namespace npd::seq {
namespace {

/// One pass over a batch.
class ReadoutPass {
 public:
  ReadoutPass(Workspace& workspace, const ReadoutKernel& kernel, const Tensor& factors,
              const CountTarget& target, const Tensor& log_rates)
      : workspace_(workspace),
        kernel_(kernel),
        factors_(factors),
        counts_(target.counts),
        mask_(target.gradient_mask),
        log_rates_(log_rates),
        time_(factors.size(1)),
        scale_(1 / static_cast<float>(target.counts.numel())),
        cut_(factors.size(0), workspace.panel_trials) {}

  /// Writes the log-rates.
  /// \return the mean of the loss
  double forward() {
    std::vector<double> sums(static_cast<std::size_t>(cut_.count()));
    const ThreadScratch scratch(workspace_, rows() * cut_.largest());
    workspace_.threads.run(cut_.count(), [&](std::int64_t panel, int thread) {
      const Memory memory(*this, cut_.trials(panel), scratch[thread]);
      double sum = 0;
      for (std::int64_t bin = 0; bin < time_; ++bin) {
        sum += explain(memory, {bin, cut_.first(panel)});
      }
      sums[static_cast<std::size_t>(panel)] = sum;
    });
    return mean(sums);
  }

  /// The same, and the gradients of the mean: of the factors, added up for the weights.
  double forward_and_backward(const Tensor& grad_factors, const PanelGradients& gradients) {
    std::vector<double> sums(static_cast<std::size_t>(cut_.count()));
    const ThreadScratch scratch(workspace_, rows() * cut_.largest());
    const SequenceView to(grad_factors);
    workspace_.threads.run(cut_.count(), [&](std::int64_t panel, int thread) {
      const Memory memory(*this, cut_.trials(panel), scratch[thread]);
      const auto of_weights = gradients.of(panel);
      double sum = 0;
      for (std::int64_t bin = 0; bin < time_; ++bin) {
        const Place place{bin, cut_.first(panel)};
        sum += explain(memory, place);
        poisson_nll_gradient(memory.log_rates, memory.counts, scale_);
        if (mask_) multiply(memory.log_rates, mask_, place);
        kernel_.backward(memory.factors, memory.tape, memory.log_rates, memory.grad_factors,
                         of_weights, memory.scratch);
        write(to, place, memory.grad_factors);
      }
      sums[static_cast<std::size_t>(panel)] = sum;
    });
    return mean(sums);
  }

  PanelGradients new_gradients(const std::vector<Tensor>& weights) const {
    return {workspace_.buffers, weights, cut_.count()};
  }

 private:
  /// What a bin of a panel needs.
  struct Memory {
    Memory(const ReadoutPass& pass, std::int64_t trials, float* memory)
        : factors{memory, pass.factors_.features, trials},
          grad_factors{factors.row(factors.features), factors.features, trials},
          log_rates{grad_factors.row(factors.features), pass.counts_.features, trials},
          counts{log_rates.row(log_rates.features), log_rates.features, trials},
          tape(counts.row(counts.features)),
          scratch(tape + pass.kernel_.memory().tape * trials) {}
    Panel factors, grad_factors, log_rates, counts;
    float *tape, *scratch;
  };
  std::int64_t rows() const {
    const auto memory = kernel_.memory();
    return 2 * factors_.features + 2 * counts_.features + memory.tape + memory.scratch;
  }

  /// Log-rates of a bin, and their loss.
  double explain(const Memory& memory, Place place) const {
    read(memory.factors, factors_, place);
    read(memory.counts, counts_, place);
    kernel_.forward(memory.factors, memory.log_rates, memory.tape, memory.scratch);
    write(log_rates_, place, memory.log_rates);
    return poisson_nll_sum(memory.log_rates, memory.counts);
  }

  double mean(const std::vector<double>& sums) const {
    return std::accumulate(sums.begin(), sums.end(), 0.0) /
           static_cast<double>(cut_.batch() * time_ * counts_.features);
  }

  Workspace& workspace_;
  const ReadoutKernel& kernel_;
  SequenceView factors_, counts_, mask_, log_rates_;
  std::int64_t time_;
  float scale_;
  PanelCut cut_;
};

}  // namespace

Reconstruction fused_reconstruct(const std::shared_ptr<Workspace>& workspace,
                                 const Readout& readout, std::shared_ptr<ReadoutKernel> kernel,
                                 const Tensor& factors, const CountTarget& target) {
  const PhaseTimer timer(workspace->times.readout);
  kernel->prepare();
  const auto& sizes = target.counts.sizes();
  const Tensor log_rates = new_sequence(sizes[0], sizes[1], sizes[2]);
  const Tensor given = factors.detach();
  ReadoutPass pass(*workspace, *kernel, given, target, log_rates);
  const auto weights = trained_weights(readout);
  std::vector<Tensor> differentiable{factors};
  differentiable.insert(differentiable.end(), weights.begin(), weights.end());
  const auto as_scalar = [](double x) { return at::scalar_tensor(x, at::kFloat); };
  if (!needs_gradient(differentiable)) return {log_rates, as_scalar(pass.forward())};

  const Tensor grad_factors = new_sequence(factors.size(0), factors.size(1), factors.size(2));
  const auto sums = pass.new_gradients(weights);
  const Tensor loss = as_scalar(pass.forward_and_backward(grad_factors, sums));
  std::vector<Tensor> gradients{grad_factors};
  for (auto& sum : sums.sum()) gradients.push_back(std::move(sum));
  record(differentiable, {loss}, [gradients](const std::vector<Tensor>& upstream) {
    std::vector<Tensor> scaled;
    for (const auto& gradient : gradients) scaled.push_back(gradient * upstream[0]);
    return scaled;
  });
  return {log_rates, loss};
}

}  // namespace npd::seq
