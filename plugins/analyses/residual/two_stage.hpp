#pragma once

#include "residual/bins.hpp"

#include <Eigen/Core>

#include <vector>

/// \file two_stage.hpp
/// The linear map of each bin on the next, by two stages of least squares: what earlier bins
/// predict of a bin has none of that bin's own noise, so that the noise of observations does not
/// pull the map towards 0 [Galgali2023]. No intercepts: residuals have mean 0.
namespace npd::residual {

/// x of S x = y; the least x where there are several.
/// \param squares   S, symmetric and not negative
/// \param products  y
Eigen::MatrixXd solved(const Eigen::MatrixXd& squares, const Eigen::MatrixXd& products);

/// What the `lag` bins before predict of each bin.
struct FirstStage {
  Eigen::Index lag = 1;
  std::vector<Eigen::MatrixXd> coefficients;  ///< (lag dim, dim) each, of bins lag ... T - 1
  Bins predicted;                             ///< (trial, dim) each, of the same bins
  bool is_deficient =
      false;  ///< of some bin past bins were dependent: the least solution was taken
};

/// \param z  more than `lag` bins
FirstStage first_stage(const Bins& z, Eigen::Index lag);

/// What the second stage knows of trials, sums over them for each map.
struct SecondStageSums {
  std::vector<Eigen::MatrixXd> squares;   ///< G (dim, dim): regressor' regressor
  std::vector<Eigen::MatrixXd> products;  ///< R (dim, dim): regressor' next bin
  std::vector<double> totals;             ///< |next bin|^2

  SecondStageSums& operator+=(const SecondStageSums& other);
  SecondStageSums& operator-=(const SecondStageSums& other);
};

/// \param regressors  of bins first ... T - 1, the last of which is not used
/// \param z           bins 0 ... T - 1
SecondStageSums second_stage_sums(const Bins& regressors, const Bins& z);

/// The maps A_t, (to, from), that minimise
/// sum |z_(t+1)' - A_t x_t'|^2 + smoothness sum |A_(t+1) - A_t|^2, by block elimination; O(bins
/// dim^3). Where the minimum is not unique a least one is taken.
/// \param smoothness  at least 0; above 1e8 times the squares digits are lost
std::vector<Eigen::MatrixXd> smooth_maps(const SecondStageSums& sums, double smoothness);

/// sum |z_(t+1)' - A_t x_t'|^2 over trials and bins.
double squared_error(const SecondStageSums& sums, const std::vector<Eigen::MatrixXd>& maps);

/// Maps of bins lag ... T - 2 of one segment.
struct SegmentDynamics {
  FirstStage first;
  SecondStageSums sums;
  std::vector<Eigen::MatrixXd> maps;  ///< A_t (to, from)
  double loss = 0;                    ///< the squared error
};

/// Both stages. \param z  more than lag + 1 bins
SegmentDynamics two_stage(const Bins& z, Eigen::Index lag, double smoothness);

/// The same maps by one stage, of each bin itself on the next: what two stages are there to avoid.
std::vector<Eigen::MatrixXd> one_stage(const Bins& z, Eigen::Index lag, double smoothness);

}  // namespace npd::residual
