#include <npd/error.hpp>
#include <npd/testing/kernel_check.hpp>

#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace npd::testing {
namespace {

constexpr std::int64_t panel_trials[] = {1, 17, 64};
constexpr std::int64_t total_trials = 1 + 17 + 64;
constexpr std::int64_t run_bins = 5;

// Floats that start as NaN, followed by some that must stay so.
class GuardedMemory {
 public:
  explicit GuardedMemory(std::int64_t size)
      : floats_(static_cast<std::size_t>(size + guard), std::numeric_limits<float>::quiet_NaN()) {}

  float* data() { return floats_.data(); }

  void check(const char* name) const {
    const auto is_nan = [](float x) { return std::isnan(x); };
    if (!std::all_of(floats_.end() - guard, floats_.end(), is_nan))
      throw PluginError(std::string("kernel: writes past the end of its ") + name +
                        "; memory() must ask for more");
  }

 private:
  static constexpr std::int64_t guard = 64;
  std::vector<float> floats_;
};

Tensor unset(at::IntArrayRef shape) {
  return at::full(shape, std::numeric_limits<double>::quiet_NaN(), at::kFloat);
}

// A contiguous (feature, trial) matrix as a panel.
Panel panel(const Tensor& matrix) {
  return {matrix.data_ptr<float>(), matrix.size(0), matrix.size(1)};
}

struct Gradients {
  explicit Gradients(const Module& module) {
    for (const auto& weight : module.weights()) {
      if (!weight.trained) continue;
      names.push_back(weight.name);
      weights.push_back(weight.value);
      sums.push_back(at::zeros(weight.value.sizes(), at::kFloat));
      pointers.push_back(sums.back().data_ptr<float>());
    }
  }

  // Appends how far the sums are from autograd's gradients of sum(result * upstream), first with
  // respect to `variables` (name, found gradient, variable), then to the weights.
  struct Compared {
    const char* name;
    Tensor found, variable;
  };
  void compare(const Tensor& result, const Tensor& upstream, const std::vector<Compared>& variables,
               std::vector<Deviation>& out) const {
    std::vector<Tensor> inputs;
    for (const auto& variable : variables) inputs.push_back(variable.variable);
    inputs.insert(inputs.end(), weights.begin(), weights.end());
    const auto expected =
        torch::autograd::grad({result}, inputs, {upstream}, false, false, /*allow_unused=*/true);
    const auto add = [&](const std::string& name, const Tensor& found, std::size_t i) {
      const Tensor zeros = at::zeros_like(inputs[i]);
      out.push_back(
          deviation("gradient of " + name, found, expected[i].defined() ? expected[i] : zeros));
    };
    for (std::size_t i = 0; i < variables.size(); ++i)
      add(variables[i].name, variables[i].found, i);
    for (std::size_t i = 0; i < sums.size(); ++i) add(names[i], sums[i], variables.size() + i);
  }

  std::vector<std::string> names;
  std::vector<Tensor> weights, sums;
  WeightGradients pointers;
};

// One panel of a sequence; all tensors are (bin, feature, trial).
struct GeneratorRun {
  Tensor input, upstream;           // given
  Tensor states;                    // one bin more than the input; the first is given
  Tensor grad_input, grad_initial;  // found
};

void run_panel(const GeneratorKernel& kernel, GeneratorRun& run, const WeightGradients& gradients) {
  const std::int64_t trials = run.states.size(2);
  const KernelMemory memory = kernel.memory();
  std::vector<GuardedMemory> tapes(run_bins, GuardedMemory(memory.tape * trials));
  for (std::int64_t t = 0; t < run_bins; ++t) {
    GuardedMemory scratch(memory.scratch * trials);
    auto& tape = tapes[static_cast<std::size_t>(t)];
    kernel.forward(panel(run.input[t]), panel(run.states[t]), panel(run.states[t + 1]), tape.data(),
                   scratch.data());
    tape.check("tape");
    scratch.check("scratch");
  }
  Tensor grad_next = at::zeros_like(run.states[0]);
  for (std::int64_t t = run_bins - 1; t >= 0; --t) {
    GuardedMemory scratch(memory.scratch * trials);
    grad_next = grad_next + run.upstream[t];
    const Tensor grad_state = unset(grad_next.sizes());
    kernel.backward(panel(run.input[t]), panel(run.states[t]), panel(run.states[t + 1]),
                    tapes[static_cast<std::size_t>(t)].data(), panel(grad_next),
                    panel(run.grad_input[t]), panel(grad_state), gradients, scratch.data());
    scratch.check("scratch");
    grad_next = grad_state;
  }
  run.grad_initial = grad_next;
}

// (bin, feature, trial) of some trials, contiguous.
Tensor trials_of(const Tensor& all, std::int64_t first, std::int64_t count) {
  return all.narrow(-1, first, count).contiguous();
}

GeneratorRun run_panels(const GeneratorKernel& kernel, const GeneratorRun& all,
                        const WeightGradients& gradients) {
  std::vector<Tensor> states, grad_input, grad_initial;
  std::int64_t first = 0;
  for (const std::int64_t trials : panel_trials) {
    GeneratorRun run{trials_of(all.input, first, trials),
                     trials_of(all.upstream, first, trials),
                     trials_of(all.states, first, trials),
                     trials_of(all.grad_input, first, trials),
                     {}};
    run_panel(kernel, run, gradients);
    states.push_back(run.states);
    grad_input.push_back(run.grad_input);
    grad_initial.push_back(run.grad_initial);
    first += trials;
  }
  return {all.input, all.upstream, at::cat(states, -1), at::cat(grad_input, -1),
          at::cat(grad_initial, -1)};
}

template <class Kernel>
void check_is_new(const std::shared_ptr<Kernel>& first, const std::shared_ptr<Kernel>& second) {
  if (first == second) {
    throw PluginError(
        "kernel: kernel() gives the same one twice; make a new one each time, because "
        "each thread prepares and uses its own");
  }
}

}  // namespace

std::vector<Deviation> kernel_deviations(Generator& generator, const GeneratorShape& shape) {
  const auto kernel = generator.kernel();
  if (kernel == nullptr) throw PluginError("generator: has no kernel");
  check_is_new(kernel, generator.kernel());
  kernel->prepare();

  GeneratorRun all{random_tensor({run_bins, shape.input_dim, total_trials}, 11),
                   random_tensor({run_bins, shape.state_dim, total_trials}, 12),
                   unset({run_bins + 1, shape.state_dim, total_trials}),
                   unset({run_bins, shape.input_dim, total_trials}),
                   {}};
  all.states[0].copy_(random_tensor({shape.state_dim, total_trials}, 13));
  if (!generator.trained()) generator.freeze();
  const Gradients gradients(generator);
  all = run_panels(*kernel, all, gradients.pointers);

  generator.to(at::kDouble);
  const Tensor input = all.input.to(at::kDouble).requires_grad_(true);
  const Tensor initial = all.states[0].to(at::kDouble).requires_grad_(true);
  std::vector<Tensor> states{initial};
  for (std::int64_t t = 0; t < run_bins; ++t)
    states.push_back(generator.step(input[t].t(), states.back().t()).t());
  const Tensor expected = at::stack(states);

  std::vector<Deviation> out{deviation("states", all.states, expected)};
  gradients.compare(
      expected.narrow(0, 1, run_bins), all.upstream.to(at::kDouble),
      {{"input", all.grad_input, input}, {"initial state", all.grad_initial, initial}}, out);
  generator.to(at::kFloat);
  return out;
}

std::vector<Deviation> kernel_deviations(Readout& readout, const ReadoutShape& shape) {
  const auto kernel = readout.kernel();
  if (kernel == nullptr) throw PluginError("readout: has no kernel");
  check_is_new(kernel, readout.kernel());
  kernel->prepare();

  const Tensor all_factors = random_tensor({shape.factor_dim, total_trials}, 11);
  const Tensor all_upstream = random_tensor({shape.output_dim, total_trials}, 12);
  const Gradients gradients(readout);
  std::vector<Tensor> outputs, grad_factors;
  std::int64_t first = 0;
  for (const std::int64_t columns : panel_trials) {
    const Tensor factors = trials_of(all_factors, first, columns);
    const Tensor upstream = trials_of(all_upstream, first, columns);
    GuardedMemory tape(kernel->memory().tape * columns);
    GuardedMemory scratch(kernel->memory().scratch * columns);
    outputs.push_back(unset({shape.output_dim, columns}));
    grad_factors.push_back(unset({shape.factor_dim, columns}));
    kernel->forward(panel(factors), panel(outputs.back()), tape.data(), scratch.data());
    kernel->backward(panel(factors), tape.data(), panel(upstream), panel(grad_factors.back()),
                     gradients.pointers, scratch.data());
    tape.check("tape");
    scratch.check("scratch");
    first += columns;
  }

  readout.to(at::kDouble);
  const Tensor factors = all_factors.to(at::kDouble).requires_grad_(true);
  const Tensor expected = readout.output_parameters(factors.t()).t();
  std::vector<Deviation> out{deviation("outputs", at::cat(outputs, -1), expected)};
  gradients.compare(expected, all_upstream.to(at::kDouble),
                    {{"factors", at::cat(grad_factors, -1), factors}}, out);
  readout.to(at::kFloat);
  return out;
}

}  // namespace npd::testing
