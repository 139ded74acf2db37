#pragma once

#include "toy_dynamics/dataset.hpp"

#include <npd/ops.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

/// \file toys.hpp
/// Toys to test with.
namespace toy {

inline npd::Tensor row(const std::vector<double>& values) {
  return at::tensor(values, float64).reshape({1, static_cast<std::int64_t>(values.size())});
}

inline double largest(const npd::Tensor& x) { return x.abs().max().item<double>(); }

/// A toy in its own 10 bins of 10 steps, or in the steps of 1 ms that the paper takes for bins.
inline constexpr Time ten_steps{0.01, 10};
inline constexpr Time one_step{0.001, 1};

inline std::shared_ptr<ToySystem> system_of(const std::string& name, const Time& time) {
  return std::make_shared<ToySystem>(make_model(name, time, 0), time);
}

struct Made {
  npd::Trials trials;
  npd::DrivenSystem truth;
};

inline Made make(const ToyDynamics::Config& config) {
  ToyDynamics dataset(config);
  npd::RandomStream unused(0, "data");
  auto trials = dataset.make(unused);
  return {std::move(trials), dataset.system().whole};
}

/// 40 trials, 3 neurons.
inline ToyDynamics::Config small(const std::string& name) {
  ToyDynamics::Config config;
  config.model = name;
  config.trials = 40;
  config.neurons.neurons = 3;
  return config;
}

inline std::vector<std::string> all_names() { return model_choices().words(); }

}  // namespace toy
