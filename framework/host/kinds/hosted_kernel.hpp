#pragma once

#include "host/guard.hpp"

#include <npd/contract.hpp>
#include <npd/kernel.hpp>

#include <memory>
#include <utility>

namespace npd::host {

/// What the wrappers of all kernels have in common. The kernel reads the weights of its owner,
/// which therefore stays. \tparam Kernel  GeneratorKernel or ReadoutKernel \tparam Owner   the
/// class of the object that made it
template <class Kernel, class Owner>
class HostedKernel : public Kernel {
 public:
  HostedKernel(std::shared_ptr<Kernel> inner, std::shared_ptr<Owner> owner, PluginIdentity plugin)
      : owner_(std::move(owner)), inner_(std::move(inner)), plugin_(std::move(plugin)) {}

  KernelMemory memory() const override {
    return guard(plugin_, "kernel memory", [&] {
      const KernelMemory memory = inner_->memory();
      contract::check_memory(memory);
      return memory;
    });
  }

  void prepare() override {
    guard(plugin_, "kernel prepare", [&] { inner_->prepare(); });
  }

 protected:
  const PluginIdentity& plugin() const { return plugin_; }
  const Kernel& inner() const { return *inner_; }

 private:
  std::shared_ptr<Owner> owner_;
  std::shared_ptr<Kernel> inner_;
  PluginIdentity plugin_;
};

}  // namespace npd::host
