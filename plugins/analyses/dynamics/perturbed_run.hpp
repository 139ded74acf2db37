#pragma once

#include <npd/analysis.hpp>
#include <npd/system.hpp>
#include <npd/tensor.hpp>

#include <cstdint>
#include <memory>

/// \file perturbed_run.hpp
/// Trials of a system that go on from one bin, as they were or with other states.
namespace npd::dynamics {

/// Where the trials of a system are at the end of a bin, and what drives them from there.
struct Fork {
  std::shared_ptr<System> system;
  Tensor states;  ///< (trial, state) at the end of the bin
  Tensor drive;   ///< (trial, time, input) of the bins behind it
};

/// Of trials that the system replays. \param bin  0 or more, below the number of bins
Fork fork_at(const DrivenSystem& driven, std::int64_t bin);

/// Of a fitted model, from its posterior averages.
Fork fork_at(const FittedModel& model, std::int64_t bin);

/// What a system did from a bin on, that bin first; float64.
struct Course {
  Tensor latents;  ///< (trial, time, latent)
  Tensor outputs;  ///< (trial, time, neuron)
};

/// Runs the bins behind the fork. \param states  (trial, state) at the fork
Course run_on(const Fork& fork, const Tensor& states);

/// a - b
Course difference(const Course& a, const Course& b);

/// The least change of each state, in the sum of squares, that moves its latents by `shift`: exact
/// where latents are affine in the state, else to first order. What the latents do not see stays as
/// it is.
/// \param states  (trial, state) \param shift  (latent), or (trial, latent)
/// \return (trial, state)
Tensor shifted_in_latents(System& system, const Tensor& states, const Tensor& shift);

}  // namespace npd::dynamics
