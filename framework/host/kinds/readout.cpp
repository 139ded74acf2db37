#include "host/guard.hpp"
#include "host/kind.hpp"
#include "host/kinds/hosted_kernel.hpp"
#include "host/registry.hpp"
#include "host/small_case.hpp"

#include <npd/contract.hpp>
#include <npd/readout.hpp>

#include <c10/core/GradMode.h>

#include <utility>

namespace npd::host {
namespace {

class HostedReadoutKernel final : public HostedKernel<ReadoutKernel, Readout> {
 public:
  using HostedKernel::HostedKernel;

  void forward(ConstPanel factors, Panel outputs, float* tape, float* scratch) const override {
    guard(plugin(), "kernel forward", [&] { inner().forward(factors, outputs, tape, scratch); });
  }

  void backward(ConstPanel factors, const float* tape, ConstPanel grad_outputs, Panel grad_factors,
                const WeightGradients& gradients, float* scratch) const override {
    guard(plugin(), "kernel backward",
          [&] { inner().backward(factors, tape, grad_outputs, grad_factors, gradients, scratch); });
  }
};

class HostedReadout final : public Readout {
 public:
  HostedReadout(std::shared_ptr<Readout> inner, PluginIdentity plugin, std::int64_t output_dim)
      : inner_(child("", std::move(inner))), plugin_(std::move(plugin)), output_dim_(output_dim) {
    contract::check_weights(*inner_);
  }

  Tensor output_parameters(const Tensor& factors) override {
    return guard(plugin_, "output_parameters", [&] {
      Tensor parameters = inner_->output_parameters(factors);
      auto sizes = factors.sizes().vec();
      sizes.back() = output_dim_;
      contract::check_result(parameters, sizes, factors.scalar_type(),
                             "output parameters (..., output)");
      return parameters;
    });
  }

  bool start_at(const Tensor& parameters) override {
    return guard(plugin_, "start_at", [&] { return inner_->start_at(parameters); });
  }

  std::shared_ptr<ReadoutKernel> kernel() override {
    return guard(plugin_, "kernel", [&]() -> std::shared_ptr<ReadoutKernel> {
      auto kernel = guarded_end(inner_->kernel(), plugin_);
      if (kernel == nullptr) return nullptr;
      return std::make_shared<HostedReadoutKernel>(std::move(kernel), inner_, plugin_);
    });
  }

 private:
  std::shared_ptr<Readout> inner_;
  PluginIdentity plugin_;
  std::int64_t output_dim_;
};

std::shared_ptr<void> wrap_readout(std::shared_ptr<void> object, const PluginIdentity& plugin,
                                   const void* shape, std::shared_ptr<Reporter> reporter) {
  auto inner = std::static_pointer_cast<Readout>(std::move(object));
  inner->report_to(std::move(reporter));
  return std::shared_ptr<Readout>(std::make_shared<HostedReadout>(
      std::move(inner), plugin, static_cast<const ReadoutShape*>(shape)->output_dim));
}

void try_readout(Registry& registry, const Component& component, Params& defaults,
                 const TellCall& tell) {
  const c10::AutoGradMode no_gradients(false);
  const auto readout = registry.make<Readout>(component, defaults, {3, 4});
  set_weights(*readout);
  tell("output_parameters");
  check_numbers(registry.identity(component), readout->output_parameters(some_numbers({4, 5, 3})));
}

}  // namespace

HostedKind kinds::readout() {
  return {{{"model", "readout"}, false, {}}, host_keys_of<Readout>(), wrap_readout, try_readout};
}

}  // namespace npd::host
