#pragma once

#include "dynamics/points.hpp"

#include <npd/system.hpp>

#include <Eigen/Core>

#include <cstddef>
#include <utility>
#include <vector>

namespace npd::dynamics {

/// Square matrices of equal size behind each other, row-major.
class Matrices {
 public:
  using View = Eigen::Map<Points>;
  using ConstView = Eigen::Map<const Points>;

  Matrices(Eigen::Index count, Eigen::Index rows, Eigen::Index columns)
      : count_(count),
        rows_(rows),
        columns_(columns),
        values_(static_cast<std::size_t>(count * rows * columns)) {}

  Eigen::Index count() const { return count_; }
  View operator[](Eigen::Index i) {
    return {values_.data() + i * rows_ * columns_, rows_, columns_};
  }
  ConstView operator[](Eigen::Index i) const {
    return {values_.data() + i * rows_ * columns_, rows_, columns_};
  }

 private:
  Eigen::Index count_, rows_, columns_;
  std::vector<double> values_;
};

/// A system whose input stays as it is. Its fixed points are the zeros of r(g) = F(g, u) - g.
class FrozenMap {
 public:
  /// \param input  (input); the system must live as long
  FrozenMap(System& system, Point input) : system_(system), input_(std::move(input)) {}

  System& system() const { return system_; }
  const Point& input() const { return input_; }
  Eigen::Index dim() const { return system_.state_dim(); }

  /// r of each point.
  Points residual(const Points& points) const;

  /// dr/dg = J - I of each point.
  Matrices slopes(const Points& points) const;

  /// Both derivatives of F at one point.
  struct Derivatives {
    Eigen::MatrixXd state;  ///< J (state, state)
    Eigen::MatrixXd input;  ///< (state, input)
  };
  Derivatives derivatives(const Point& point) const;

 private:
  Tensor inputs(Eigen::Index points) const;

  System& system_;
  Point input_;
};

}  // namespace npd::dynamics
