#include "chaotic_rnn.hpp"

#include "common/numpy_random.hpp"

#include <npd/error.hpp>
#include <npd/ops.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace benchmarks {

using npd::Tensor;

ChaoticRnnSystem::ChaoticRnnSystem(Weights weights, double leak, double highest_rate, double bin_s)
    : weights_(std::move(weights)), leak_(leak), highest_rate_(highest_rate), bin_s_(bin_s) {}

Tensor ChaoticRnnSystem::step(const Tensor& input, const Tensor& state) {
  const Tensor drive =
      at::matmul(at::tanh(state), weights_.recurrent.t()) + at::matmul(input, weights_.input.t());
  return state + leak_ * (drive - state);
}

npd::Jacobian ChaoticRnnSystem::jacobian(const Tensor& /*input*/, const Tensor& state) {
  const auto n = state_dim();
  const Tensor slope = 1 - at::square(at::tanh(state));
  const Tensor kept = (1 - leak_) * at::eye(n, state.options());
  return {kept + leak_ * weights_.recurrent * slope.unsqueeze(1),
          (leak_ * weights_.input).expand({state.size(0), n, input_dim()})};
}

std::optional<npd::Box> ChaoticRnnSystem::domain(const Tensor& input) {
  // The next state is a weighted mean of the state and of what the others send at most.
  const Tensor reach = at::abs(weights_.recurrent).sum(1);
  const Tensor centre = at::matmul(weights_.input, input);
  return npd::Box{centre - reach, centre + reach};
}

Tensor ChaoticRnnSystem::outputs(const Tensor& state) {
  return highest_rate_ / 2 * (at::tanh(state) + 1);
}

void ChaoticRnn::Config::visit(npd::Params& p) {
  recording.visit(p);
  p("units", units, "Units of the network, each a neuron", npd::within(1, 1e4));
  p("weight_seed", weight_seed, "Seed of the weights, as NumPy's RandomState takes it",
    npd::within(0, 4294967295.0));
  p("gain", gain, "Standard deviation of a weight times the root of the number of units",
    npd::at_least(0));
  p("tau_s", tau_s, "Time constant of a unit", npd::above(0), "s");
  p("bin_s", bin_s, "Width of a time bin, one Euler step", npd::above(0), "s");
  p("highest_rate_hz", highest_rate_hz, "Rate of a neuron whose unit is fully active",
    npd::within(0, 1000), "Hz");
  p("pulse_size", pulse_size,
    "Input of one bin at a random time in the middle half of each trial; 0: no input");
}

ChaoticRnn::ChaoticRnn(const Config& config) : config_(config) {
  if (config.bin_s <= config.tau_s) return;
  throw npd::ConfigError(
      "bin_s", fmt::format("must be at most tau_s, {}: a longer step overshoots", config.tau_s));
}

ChaoticRnnSystem::Weights draw_weights(const ChaoticRnn::Config& config) {
  numpy::RandomState random(static_cast<std::uint32_t>(config.weight_seed));
  const auto normals_of = [&](at::IntArrayRef shape) {
    Tensor x = at::empty(shape, at::TensorOptions(at::kDouble));
    std::generate_n(x.data_ptr<double>(), x.numel(), [&] { return random.normal(); });
    return x;
  };
  const auto n = config.units;
  ChaoticRnnSystem::Weights weights;
  weights.recurrent = normals_of({n, n}) * (config.gain / std::sqrt(static_cast<double>(n)));
  weights.input = normals_of({n, config.pulse_size == 0 ? 0 : 1});
  return weights;
}

Tensor ChaoticRnn::draw_drive(npd::RandomStream& random) const {
  const auto trials = config_.recording.trials(), bins = config_.recording.bins;
  if (config_.pulse_size == 0) return at::zeros({trials, bins, 0}, at::TensorOptions(at::kDouble));
  Tensor drive = at::zeros({trials, bins, 1}, at::TensorOptions(at::kDouble));
  const auto middle = std::max<std::int64_t>(bins / 2, 1);
  for (std::int64_t trial = 0; trial < trials; ++trial) {
    const auto bin =
        bins / 4 + static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(middle)));
    drive.data_ptr<double>()[trial * bins + bin] = config_.pulse_size;
  }
  return drive;
}

npd::Trials ChaoticRnn::make(npd::RandomStream&) {
  const auto& recording = config_.recording;
  npd::RandomStream random(static_cast<std::uint64_t>(recording.data_seed), "chaotic_rnn");
  const Tensor starts = simulated::normals({recording.conditions, config_.units}, random);
  npd::DrivenSystem driven{
      std::make_shared<ChaoticRnnSystem>(draw_weights(config_), config_.bin_s / config_.tau_s,
                                         config_.highest_rate_hz * config_.bin_s, config_.bin_s),
      draw_drive(random), simulated::for_each_trial(recording, starts)};
  auto trials = simulated::record(recording, driven, random);
  truth_.whole = driven;
  truth_.recorded = driven;
  return trials;
}

}  // namespace benchmarks
