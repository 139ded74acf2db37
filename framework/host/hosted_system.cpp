#include "host/hosted_system.hpp"

#include "host/guard.hpp"

#include <npd/contract.hpp>

#include <map>
#include <utility>

namespace npd::host {
namespace {

class HostedField final : public Field {
 public:
  HostedField(std::shared_ptr<Field> inner, PluginIdentity plugin)
      : inner_(std::move(inner)), plugin_(std::move(plugin)) {}

  Tensor velocity(const Tensor& input, const Tensor& state) override {
    return guard(plugin_, "field velocity", [&] {
      Tensor velocity = inner_->velocity(input, state);
      contract::check_result(velocity, state.sizes(), at::kDouble, "velocity (point, state)");
      return velocity;
    });
  }

  Jacobian jacobian(const Tensor& input, const Tensor& state) override {
    return guard(plugin_, "field jacobian", [&] {
      Jacobian jacobian = inner_->jacobian(input, state);
      contract::check_jacobian(jacobian, input, state);
      return jacobian;
    });
  }

  std::string time_unit() const override {
    return guard(plugin_, "field time_unit", [&] { return inner_->time_unit(); });
  }

  double bin() const override {
    return guard(plugin_, "field bin", [&] { return inner_->bin(); });
  }

 private:
  std::shared_ptr<Field> inner_;
  PluginIdentity plugin_;
};

class HostedSystem final : public System {
 public:
  HostedSystem(std::shared_ptr<System> inner, PluginIdentity plugin)
      : inner_(std::move(inner)), plugin_(std::move(plugin)) {}

  std::int64_t state_dim() const override {
    return guard(plugin_, "system state_dim", [&] { return inner_->state_dim(); });
  }
  std::int64_t input_dim() const override {
    return guard(plugin_, "system input_dim", [&] { return inner_->input_dim(); });
  }
  double bin_s() const override {
    return guard(plugin_, "system bin_s", [&] { return inner_->bin_s(); });
  }

  Tensor step(const Tensor& input, const Tensor& state) override {
    return guard(plugin_, "system step", [&] {
      Tensor next = inner_->step(input, state);
      contract::check_result(next, state.sizes(), at::kDouble, "next state (point, state)");
      return next;
    });
  }

  Jacobian jacobian(const Tensor& input, const Tensor& state) override {
    return guarded_jacobian(*inner_, plugin_, input, state);
  }
  std::optional<Box> domain(const Tensor& input) override {
    return guarded_domain(*inner_, plugin_, input, inner_->state_dim());
  }
  Tensor starts(const Tensor& input, std::int64_t count, RandomStream& random) override {
    return guarded_starts(*inner_, plugin_, input, count, random, inner_->state_dim());
  }

  Tensor outputs(const Tensor& state) override {
    return guard(plugin_, "system outputs", [&] {
      return of_points(inner_->outputs(state), state, "outputs (point, neuron)");
    });
  }
  Tensor latents(const Tensor& state) override {
    return guard(plugin_, "system latents", [&] {
      return of_points(inner_->latents(state), state, "latents (point, latent)");
    });
  }

  std::vector<Dimension> state_dimensions() const override {
    return guard(plugin_, "system state_dimensions", [&] { return inner_->state_dimensions(); });
  }
  std::vector<Dimension> input_dimensions() const override {
    return guard(plugin_, "system input_dimensions", [&] { return inner_->input_dimensions(); });
  }

  std::shared_ptr<Field> field() override {
    return guard(plugin_, "system field", [&]() -> std::shared_ptr<Field> {
      auto field = guarded_end(inner_->field(), plugin_);
      if (field == nullptr) return nullptr;
      return std::make_shared<HostedField>(std::move(field), plugin_);
    });
  }

 private:
  /// The number of columns is the plugin's to choose.
  static Tensor of_points(Tensor result, const Tensor& state, const char* name) {
    check_shape(result, {state.size(0), any_size}, name);
    contract::check_result(result, result.sizes(), at::kDouble, name);
    return result;
  }

  std::shared_ptr<System> inner_;
  PluginIdentity plugin_;
};

}  // namespace

std::shared_ptr<System> wrap(std::shared_ptr<System> system, const PluginIdentity& plugin) {
  if (system == nullptr) return nullptr;
  return std::make_shared<HostedSystem>(guarded_end(std::move(system), plugin), plugin);
}

TrueSystem wrap(TrueSystem truth, const PluginIdentity& plugin) {
  std::map<System*, std::shared_ptr<System>> wrapped;
  for (auto* driven : {&truth.recorded, &truth.whole, &truth.replayed}) {
    auto& one = wrapped[driven->system.get()];
    if (one == nullptr) one = wrap(driven->system, plugin);
    driven->system = one;
  }
  return truth;
}

Jacobian guarded_jacobian(Dynamics& inner, const PluginIdentity& plugin, const Tensor& input,
                          const Tensor& state) {
  return guard(plugin, "jacobian", [&] {
    Jacobian jacobian = inner.jacobian(input, state);
    contract::check_jacobian(jacobian, input, state);
    return jacobian;
  });
}

std::optional<Box> guarded_domain(Dynamics& inner, const PluginIdentity& plugin,
                                  const Tensor& input, std::int64_t state_dim) {
  return guard(plugin, "domain", [&] {
    auto box = inner.domain(input);
    if (box) contract::check_box(*box, state_dim);
    return box;
  });
}

Tensor guarded_starts(Dynamics& inner, const PluginIdentity& plugin, const Tensor& input,
                      std::int64_t count, RandomStream& random, std::int64_t state_dim) {
  return guard(plugin, "starts", [&] {
    Tensor starts = inner.starts(input, count, random);
    if (starts.defined()) {
      contract::check_result(starts, {count, state_dim}, at::kDouble, "starts (point, state)");
    }
    return starts;
  });
}

}  // namespace npd::host
