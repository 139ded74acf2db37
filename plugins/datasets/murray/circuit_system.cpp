#include "circuit_system.hpp"

#include <npd/ops.hpp>

#include <algorithm>
#include <numeric>
#include <utility>

namespace murray {
namespace {

using npd::Tensor;

const char* const population_names[] = {"PPC a", "PPC b", "PFC a", "PFC b"};

/// "PFC a" of the two-area circuit, "a" of a single area.
std::string population_name(const Circuit& circuit, std::size_t population) {
  const std::string name = population_names[population];
  return circuit.populations == area_size ? name.substr(4) : name;
}

Tensor coupling_of(const Circuit& circuit) {
  const auto n = static_cast<std::int64_t>(circuit.populations);
  return at::tensor(circuit.coupling_na, at::TensorOptions(at::kDouble)).reshape({n, n});
}

Tensor index_tensor(const std::vector<std::int64_t>& index) {
  return at::tensor(index, at::TensorOptions(at::kLong));
}

/// The equations of a circuit on many states at once.
class Equations {
 public:
  Equations(const Circuit& circuit, Tensor coupling, const std::vector<std::int64_t>& channel)
      : background_na_(circuit.background_na),
        coupling_(std::move(coupling)),
        channel_(index_tensor(channel)) {}

  /// I, (point, population).
  Tensor current_na(const Tensor& input, const Tensor& state) const {
    return at::matmul(state, coupling_) + background_na_ + at::index_select(input, 1, channel_);
  }

  Tensor velocity(const Tensor& input, const Tensor& state) const {
    const Tensor rate = firing_rates_hz(current_na(input, state));
    return -state / tau_nmda_s + gamma_nmda * (1 - state) * rate;
  }

  /// dv/dS (point, i, j) and dv/dI_app (point, i, channel).
  npd::Jacobian derivatives(const Tensor& input, const Tensor& state) const {
    const Tensor current = current_na(input, state);
    const Tensor gain = gamma_nmda * (1 - state) * firing_rate_slopes(current);
    const Tensor decay = 1 / tau_nmda_s + gamma_nmda * firing_rates_hz(current);
    const Tensor by_current = gain.diag_embed();
    return {at::matmul(by_current, coupling_.t()) - decay.diag_embed(),
            at::matmul(by_current, channel_matrix(input))};
  }

 private:
  /// (population, channel): 1 where the population receives the channel.
  Tensor channel_matrix(const Tensor& input) const {
    return at::index_select(at::eye(input.size(1), input.options()), 0, channel_);
  }

  double background_na_;
  Tensor coupling_, channel_;
};

class CircuitField final : public npd::Field {
 public:
  CircuitField(Equations equations, double bin_s)
      : equations_(std::move(equations)), bin_s_(bin_s) {}

  Tensor velocity(const Tensor& input, const Tensor& state) override {
    return equations_.velocity(input, state);
  }
  npd::Jacobian jacobian(const Tensor& input, const Tensor& state) override {
    return equations_.derivatives(input, state);
  }
  double bin() const override { return bin_s_; }

 private:
  Equations equations_;
  double bin_s_;
};

}  // namespace

Wiring whole_circuit(const Circuit& circuit, std::size_t recorded_first,
                     std::size_t recorded_count) {
  Wiring wiring{circuit, {}, {}, {}, {}};
  for (std::size_t i = 0; i < circuit.populations; ++i) {
    wiring.names.push_back(population_name(circuit, i));
    wiring.channel.push_back(static_cast<std::int64_t>(i));
  }
  wiring.channels = wiring.names;
  wiring.recorded.resize(recorded_count);
  std::iota(wiring.recorded.begin(), wiring.recorded.end(),
            static_cast<std::int64_t>(recorded_first));
  return wiring;
}

Wiring area_alone(const Circuit& circuit, std::size_t area) {
  Wiring wiring{{area_size, {}, circuit.background_na}, {}, {0, 1}, {}, {0, 1}};
  for (std::size_t i = area; i < area + area_size; ++i) {
    wiring.names.push_back(population_name(circuit, i));
    for (std::size_t j = area; j < area + area_size; ++j) {
      wiring.circuit.coupling_na.push_back(circuit.coupling_na[i * circuit.populations + j]);
    }
  }
  wiring.channels = wiring.names;
  return wiring;
}

Wiring with_copy_of(const Circuit& circuit, std::size_t area) {
  const std::size_t n = circuit.populations, all = n + area_size;
  Wiring wiring = whole_circuit(circuit, n, area_size);
  wiring.circuit = {all, std::vector<double>(all * all), circuit.background_na};
  // Population n + k listens as population area + k does, but to the other of its own pair.
  const auto original = [&](std::size_t i) { return i < n ? i : area + i - n; };
  const auto is_in_area = [&](std::size_t i) { return i >= area && i < area + area_size; };
  for (std::size_t source = 0; source < all; ++source) {
    for (std::size_t target = 0; target < all; ++target) {
      const bool heard = target < n ? source < n : !is_in_area(source);
      if (!heard) continue;
      wiring.circuit.coupling_na[source * all + target] =
          circuit.coupling_na[original(source) * n + original(target)];
    }
  }
  for (std::size_t i = n; i < all; ++i) {
    wiring.names.push_back(population_name(circuit, original(i)) + " (copy)");
    wiring.channel.push_back(static_cast<std::int64_t>(original(i)));
  }
  return wiring;
}

CircuitSystem::CircuitSystem(Wiring wiring, const Integration& integration, RateMap observation)
    : wiring_(std::move(wiring)),
      integration_(integration),
      observation_(std::move(observation)),
      coupling_(coupling_of(wiring_.circuit)),
      field_(std::make_shared<CircuitField>(Equations(wiring_.circuit, coupling_, wiring_.channel),
                                            integration_.bin_s)),
      short_step_(field_, dt_s()) {}

Tensor CircuitSystem::step(const Tensor& input, const Tensor& state) {
  return simulated::repeat(short_step_, static_cast<std::int64_t>(integration_.steps), input,
                           state);
}

npd::Jacobian CircuitSystem::jacobian(const Tensor& input, const Tensor& state) {
  return simulated::jacobian_of_repeat(short_step_, static_cast<std::int64_t>(integration_.steps),
                                       input, state);
}

std::optional<npd::Box> CircuitSystem::domain(const Tensor& input) {
  // S + dt v is in [0, 1] for every S in the cube as long as dt (1/tau + gamma f) is at most 1, and
  // f is greatest where everything that excites is 1.
  const Tensor greatest_na = coupling_.clamp_min(0).sum(0) + wiring_.circuit.background_na +
                             at::index_select(input, 0, index_tensor(wiring_.channel));
  const double rate_hz = firing_rates_hz(greatest_na).max().item<double>();
  if (!(dt_s() * (1 / tau_nmda_s + gamma_nmda * rate_hz) <= 1)) return std::nullopt;
  const at::TensorOptions options(at::kDouble);
  return npd::Box{at::zeros({state_dim()}, options), at::ones({state_dim()}, options)};
}

Tensor CircuitSystem::outputs(const Tensor& state) { return observation_(latents(state)); }

Tensor CircuitSystem::latents(const Tensor& state) {
  return at::index_select(state, 1, index_tensor(wiring_.recorded));
}

std::vector<npd::Dimension> CircuitSystem::state_dimensions() const {
  std::vector<npd::Dimension> dimensions;
  for (const auto& name : wiring_.names) dimensions.push_back({name, ""});
  return dimensions;
}

std::vector<npd::Dimension> CircuitSystem::input_dimensions() const {
  std::vector<npd::Dimension> dimensions;
  for (const auto& name : wiring_.channels) dimensions.push_back({"into " + name, "nA"});
  return dimensions;
}

}  // namespace murray
