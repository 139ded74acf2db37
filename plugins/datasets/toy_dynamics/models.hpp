#pragma once

#include <npd/dynamics.hpp>
#include <npd/params.hpp>
#include <npd/random.hpp>
#include <npd/system.hpp>
#include <npd/tensor.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

/// \file models.hpp
/// The toys by name: decisions, movements, and linear systems that change [Galgali2023].
namespace toy {

inline const at::TensorOptions float64(at::kDouble);

/// The names of all, each with what it is.
npd::Choices model_choices();

/// How bins are cut.
struct Time {
  double bin_s = 0.01;
  std::int64_t steps_per_bin = 10;

  double step_s() const { return bin_s / static_cast<double>(steps_per_bin); }
};

/// A toy without its trials.
struct Model {
  std::string name;
  std::shared_ptr<npd::Dynamics> short_step;  ///< of Time::step_s()
  std::shared_ptr<npd::Field> field;          ///< what it is a step of
  std::vector<npd::Dimension> states, inputs;
  double noise_per_s = 0;  ///< variance that the noise adds to each state in a second
  npd::Tensor before;      ///< of a linear system that changes, else undefined: A

  bool is_linear_system() const { return before.defined(); }
  /// Whether its trials are movements along a circle, else they are decisions.
  bool is_movement() const;
  /// The name of the toy whose mean course, choice by choice, its input makes it follow; empty: its
  /// input is a simple one.
  std::string leader() const;
};

/// \param name        one of model_choices()
/// \param basis_seed  of the bases of linear systems
Model make_model(const std::string& name, const Time& time, std::int64_t basis_seed);

/// An orthogonal matrix from normal draws, by Gram and Schmidt, float64.
npd::Tensor random_orthogonal(std::int64_t size, npd::RandomStream& random);

}  // namespace toy
