#include "sequence/fused_readout.hpp"

#include "sequence/gaussian.hpp"
#include "sequence/poisson.hpp"
#include "sequence/recorded.hpp"
#include "sequence/sequence_view.hpp"

#include <npd/ops.hpp>
#include <npd/vector_math.hpp>

#include <algorithm>
#include <numeric>
#include <utility>

namespace npd::sequence {
namespace {

/// What the mean of the loss is over; 1 where nothing was observed, whose loss is 0.
double number_of_observations(const Target& target) {
  if (!target.observed.defined()) return static_cast<double>(target.spikes.numel());
  return std::max(target.observed.sum(at::kDouble).item<double>(), 1.0);
}

/// One pass over a batch.
class ReadoutPass {
 public:
  ReadoutPass(Workspace& workspace, const ReadoutKernel& kernel, const Tensor& factors,
              const Target& target, const Tensor& parameters)
      : workspace_(workspace),
        kernel_(kernel),
        factors_(factors),
        spikes_(target.spikes),
        mask_(target.gradient_mask),
        observed_(target.observed),
        parameters_(parameters),
        distribution_(target.distribution),
        time_(factors.size(1)),
        observations_(number_of_observations(target)),
        cut_(factors.size(0), workspace.panel_trials) {}

  /// Writes the parameters.
  /// \return the mean of the loss
  double forward() {
    std::vector<double> sums(static_cast<std::size_t>(cut_.count()));
    const ThreadScratch scratch(workspace_, rows() * cut_.largest());
    workspace_.threads.run(cut_.count(), [&](std::int64_t panel, int thread) {
      const Memory memory(*this, cut_.trials(panel), scratch[thread]);
      double sum = 0;
      for (std::int64_t bin = 0; bin < time_; ++bin) {
        const Place place{bin, cut_.first(panel)};
        sum += explain(memory, see(memory, place), place);
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
        const Seen seen = see(memory, place);
        sum += explain(memory, seen, place);
        differentiate(memory, seen.spikes, place);
        kernel_.backward(seen.factors, memory.tape, memory.parameters, memory.grad_factors,
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
          parameters{grad_factors.row(factors.features), pass.parameters_.features, trials},
          spikes{parameters.row(parameters.features), pass.spikes_.features, trials},
          observed{spikes.row(spikes.features), pass.observed_.features, trials},
          tape(observed.row(observed.features)),
          scratch(tape + pass.kernel_.memory().tape * trials) {}
    Panel factors, grad_factors, parameters, spikes, observed;
    float *tape, *scratch;
  };
  std::int64_t rows() const {
    const auto memory = kernel_.memory();
    return 2 * factors_.features + parameters_.features + spikes_.features + observed_.features +
           memory.tape + memory.scratch;
  }

  /// What is given at a bin, in place if it can be.
  struct Seen {
    ConstPanel factors, spikes, observed;
  };
  Seen see(const Memory& memory, Place place) const {
    return {panel_at(factors_, place, memory.factors), panel_at(spikes_, place, memory.spikes),
            observed_ ? panel_at(observed_, place, memory.observed) : memory.observed};
  }

  /// Parameters of a bin, and their loss.
  double explain(const Memory& memory, const Seen& seen, Place place) const {
    kernel_.forward(seen.factors, memory.parameters, memory.tape, memory.scratch);
    write(parameters_, place, memory.parameters);
    if (distribution_ == OutputDistribution::gaussian) {
      return gaussian_nll_sum(memory.parameters, seen.spikes, seen.observed);
    }
    if (!observed_) return poisson_nll_sum(memory.parameters, seen.spikes);
    return poisson_nll_sum(memory.parameters, seen.spikes, seen.observed);
  }

  /// Turns the parameters of a bin into their gradients.
  void differentiate(const Memory& memory, ConstPanel spikes, Place place) const {
    const auto scale = static_cast<float>(1 / observations_);
    if (distribution_ == OutputDistribution::gaussian) {
      gaussian_nll_gradient(memory.parameters, spikes, scale);
    } else {
      poisson_nll_gradient(memory.parameters, spikes, scale);
    }
    const auto neurons = spikes.features;
    for (std::int64_t first = 0; first < memory.parameters.features; first += neurons) {
      const Panel block = memory.parameters.block(first, neurons);
      if (mask_) multiply(block, mask_, place);
      if (observed_) multiply(block, observed_, place);
    }
  }

  double mean(const std::vector<double>& sums) const {
    return std::accumulate(sums.begin(), sums.end(), 0.0) / observations_;
  }

  Workspace& workspace_;
  const ReadoutKernel& kernel_;
  SequenceView factors_, spikes_, mask_, observed_, parameters_;
  OutputDistribution distribution_;
  std::int64_t time_;
  double observations_;
  PanelCut cut_;
};

NPD_MULTIVERSION void apply_exp(float* x, std::int64_t n) {
  for (std::int64_t i = 0; i < n; ++i) x[i] = fast_exp(x[i]);
}

NPD_MULTIVERSION void raise_to(float* x, float least, std::int64_t n) {
  for (std::int64_t i = 0; i < n; ++i) x[i] = x[i] < least ? least : x[i];
}

void parameters_to_moments(Panel parameters, OutputDistribution distribution) {
  if (distribution == OutputDistribution::poisson) {
    apply_exp(parameters.data, parameters.size());
    return;
  }
  const auto neurons = parameters.features / 2;
  const Panel variances = parameters.block(neurons, neurons);
  apply_exp(variances.data, variances.size());
  raise_to(variances.data, static_cast<float>(gaussian_variance_floor), variances.size());
}

}  // namespace

Reconstruction fused_reconstruct(const std::shared_ptr<Workspace>& workspace,
                                 const Readout& readout, std::shared_ptr<ReadoutKernel> kernel,
                                 const Tensor& factors, const Target& target) {
  const PhaseTimer timer(workspace->clock, &PhaseTimes::readout);
  kernel->prepare();
  const auto& sizes = target.spikes.sizes();
  const Tensor parameters =
      new_sequence(sizes[0], sizes[1], parameters_per_neuron(target.distribution) * sizes[2]);
  const Tensor given = factors.detach();
  ReadoutPass pass(*workspace, *kernel, given, target, parameters);
  const auto weights = trained_weights(readout);
  std::vector<Tensor> differentiable{factors};
  differentiable.insert(differentiable.end(), weights.begin(), weights.end());
  const auto as_scalar = [](double x) { return at::scalar_tensor(x, at::kFloat); };
  if (!needs_gradient(differentiable)) return {parameters, as_scalar(pass.forward())};

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
  return {parameters, loss};
}

Tensor fused_moments(const std::shared_ptr<Workspace>& workspace,
                     std::shared_ptr<ReadoutKernel> kernel, const Tensor& factors,
                     std::int64_t outputs, OutputDistribution distribution) {
  const PhaseTimer timer(workspace->clock, &PhaseTimes::readout);
  kernel->prepare();
  const PanelCut cut(factors.size(0), workspace->panel_trials);
  const auto time = factors.size(1), features = factors.size(2);
  const auto memory = kernel->memory();
  const ThreadScratch scratch(*workspace,
                              (features + outputs + memory.tape + memory.scratch) * cut.largest());
  const Tensor given = factors.detach(), moments = new_sequence(cut.batch(), time, outputs);
  const SequenceView from(given), to(moments);
  workspace->threads.run(cut.count(), [&](std::int64_t panel, int thread) {
    const Panel copied{scratch[thread], features, cut.trials(panel)};
    const Panel memory_of_output{copied.row(features), outputs, copied.trials};
    float* const tape = memory_of_output.row(outputs);
    for (std::int64_t bin = 0; bin < time; ++bin) {
      const Place place{bin, cut.first(panel)};
      const Panel output = panel_to_write(to, place, memory_of_output);
      kernel->forward(panel_at(from, place, copied), output, tape,
                      tape + memory.tape * copied.trials);
      parameters_to_moments(output, distribution);
      if (output.data == memory_of_output.data) write(to, place, output);
    }
  });
  return moments;
}

}  // namespace npd::sequence
