#pragma once

#include "residual/bins.hpp"

#include <npd/random.hpp>

#include <Eigen/Core>
#include <Eigen/QR>

#include <cstddef>
#include <cstdint>
#include <vector>

/// \file linear_trials.hpp
/// Trials of linear systems that change over time, seen through noise.
namespace npd::testing {

inline Eigen::MatrixXd normal_matrix(Eigen::Index rows, Eigen::Index columns,
                                     RandomStream& random) {
  Eigen::MatrixXd m(rows, columns);
  for (Eigen::Index i = 0; i < m.size(); ++i) m.data()[i] = random.normal();
  return m;
}

/// Orthonormal columns.
inline Eigen::MatrixXd random_basis(Eigen::Index rows, Eigen::Index columns, RandomStream& random) {
  const Eigen::HouseholderQR<Eigen::MatrixXd> qr(normal_matrix(rows, rows, random));
  return Eigen::MatrixXd(qr.householderQ()).leftCols(columns);
}

struct LinearCase {
  Eigen::Index trials = 1000, dims = 10;
  double state_noise = 0.5, observation_noise = 0.5;  ///< standard deviations
};

/// x_(t+1) = maps[t] x_t + noise, x_0 standard normal, y = C x + noise; C random.
/// \return one bin more than there are maps
inline residual::Bins linear_trials(const LinearCase& settings,
                                    const std::vector<Eigen::MatrixXd>& maps, std::uint64_t seed) {
  RandomStream random(seed, "linear trials");
  const auto states = maps.front().rows();
  const Eigen::MatrixXd readout = random_basis(settings.dims, states, random);
  Eigen::MatrixXd x = normal_matrix(settings.trials, states, random);
  residual::Bins bins;
  for (std::size_t t = 0; t <= maps.size(); ++t) {
    bins.emplace_back(x * readout.transpose() +
                      settings.observation_noise *
                          normal_matrix(settings.trials, settings.dims, random));
    if (t == maps.size()) break;
    x = x * maps[t].transpose() +
        settings.state_noise * normal_matrix(settings.trials, states, random);
  }
  return bins;
}

}  // namespace npd::testing
