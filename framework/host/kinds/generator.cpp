#include "host/guard.hpp"
#include "host/hosted_system.hpp"
#include "host/kind.hpp"
#include "host/kinds/hosted_kernel.hpp"
#include "host/registry.hpp"
#include "host/small_case.hpp"

#include <npd/contract.hpp>
#include <npd/generator.hpp>

#include <c10/core/GradMode.h>

#include <optional>
#include <utility>
#include <vector>

namespace npd::host {
namespace {

class HostedGeneratorKernel final : public HostedKernel<GeneratorKernel, Generator> {
 public:
  using HostedKernel::HostedKernel;

  void forward(ConstPanel input, ConstPanel state, Panel next_state, float* tape,
               float* scratch) const override {
    guard(plugin(), "kernel forward",
          [&] { inner().forward(input, state, next_state, tape, scratch); });
  }

  void backward(ConstPanel input, ConstPanel state, ConstPanel next_state, const float* tape,
                ConstPanel grad_next_state, Panel grad_input, Panel grad_state,
                const WeightGradients& gradients, float* scratch) const override {
    guard(plugin(), "kernel backward", [&] {
      inner().backward(input, state, next_state, tape, grad_next_state, grad_input, grad_state,
                       gradients, scratch);
    });
  }
};

class HostedGenerator final : public Generator {
 public:
  HostedGenerator(std::shared_ptr<Generator> inner, PluginIdentity plugin)
      : inner_(child("", std::move(inner))), plugin_(std::move(plugin)) {
    contract::check_weights(*inner_);
  }

  Tensor step(const Tensor& input, const Tensor& state) override {
    return guard(plugin_, "step", [&] {
      Tensor next = inner_->step(input, state);
      contract::check_result(next, state.sizes(), state.scalar_type(), "next state (trial, state)");
      return next;
    });
  }

  // A generator does not say how many states it has: those who ask know.
  Jacobian jacobian(const Tensor& input, const Tensor& state) override {
    return guarded_jacobian(*inner_, plugin_, input, state);
  }
  std::optional<Box> domain(const Tensor& input) override {
    return guarded_domain(*inner_, plugin_, input, any_size);
  }
  Tensor starts(const Tensor& input, std::int64_t count, RandomStream& random) override {
    return guarded_starts(*inner_, plugin_, input, count, random, any_size);
  }

  std::vector<Tensor> recurrent_weights() const override {
    return guard(plugin_, "recurrent_weights", [&] {
      auto weights = inner_->recurrent_weights();
      for (const auto& weight : weights) {
        contract::check_result(weight, weight.sizes(), weight.scalar_type(), "recurrent weight");
      }
      return weights;
    });
  }

  bool trained() const override {
    return guard(plugin_, "trained", [&] { return inner_->trained(); });
  }

  InitialState initial_state() const override {
    return guard(plugin_, "initial_state", [&] { return inner_->initial_state(); });
  }

  std::vector<FurtherOutput> further_outputs() const override {
    return guard(plugin_, "further_outputs", [&] {
      auto outputs = inner_->further_outputs();
      contract::check_further_outputs(outputs);
      return outputs;
    });
  }

  std::vector<Tensor> further(const Tensor& input, const Tensor& state) override {
    return guard(plugin_, "further", [&] {
      auto values = inner_->further(input, state);
      contract::check_further(values, inner_->further_outputs(), state);
      return values;
    });
  }

  std::shared_ptr<GeneratorKernel> kernel() override {
    return guard(plugin_, "kernel", [&]() -> std::shared_ptr<GeneratorKernel> {
      auto kernel = guarded_end(inner_->kernel(), plugin_);
      if (kernel == nullptr) return nullptr;
      return std::make_shared<HostedGeneratorKernel>(std::move(kernel), inner_, plugin_);
    });
  }

 private:
  std::shared_ptr<Generator> inner_;
  PluginIdentity plugin_;
};

std::shared_ptr<void> wrap_generator(std::shared_ptr<void> object, const PluginIdentity& plugin,
                                     const void* /*shape*/, std::shared_ptr<Reporter> reporter) {
  auto inner = std::static_pointer_cast<Generator>(std::move(object));
  inner->report_to(std::move(reporter));
  return std::shared_ptr<Generator>(std::make_shared<HostedGenerator>(std::move(inner), plugin));
}

void try_generator(Registry& registry, const Component& component, Params& defaults,
                   const TellCall& tell) {
  const c10::AutoGradMode no_gradients(false);
  const auto generator = registry.make<Generator>(component, defaults, {2, 3});
  set_weights(*generator);
  tell("step");
  check_numbers(registry.identity(component),
                generator->step(some_numbers({4, 2}), some_numbers({4, 3})));
}

}  // namespace

HostedKind kinds::generator() {
  return {{{"model", "generator"}, false, "state_dim = 20\n"},
          host_keys_of<Generator>(),
          wrap_generator,
          try_generator};
}

}  // namespace npd::host
