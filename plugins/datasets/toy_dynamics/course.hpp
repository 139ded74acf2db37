#pragma once

#include <npd/system.hpp>
#include <npd/tensor.hpp>

/// \file course.hpp
/// Where trials start and what input makes them go where they should.
namespace toy {

/// The states in which a linear system under constant input and white noise stays for ever: normal,
/// with the mean and the covariance (by the discrete Lyapunov equation) of its bins.
/// \param input    (input), constant
/// \param noise    variance of each of the first inputs in a bin, as many as there are states
/// \param normals  (trial, state), standard normal draws
/// \return (trial, state)
npd::Tensor stationary_states(npd::System& system, const npd::Tensor& input, double noise,
                              const npd::Tensor& normals);

/// The mean course of trials with equal labels, their starts included.
/// \param labels  (trial), 1 and -1
/// \param starts  (trial, state)
/// \param states  (trial, time, state), at the ends of bins
/// \return (trial, time + 1, state), for each trial that of its label
npd::Tensor mean_course(const npd::Tensor& labels, const npd::Tensor& starts,
                        const npd::Tensor& states);

/// The input under which a linear system runs through a course, bin by bin. At bins of one step
/// that is u_t = (m_{t+1} - m_t) / dt - A m_t [Galgali2023].
/// \param system  with as many inputs as states, linear in both
/// \param course  (trial, time + 1, state)
/// \return (trial, time, input)
npd::Tensor inputs_along(npd::System& system, const npd::Tensor& course);

}  // namespace toy
