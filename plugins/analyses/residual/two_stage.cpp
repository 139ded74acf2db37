#include "residual/two_stage.hpp"

#include <Eigen/Cholesky>
#include <Eigen/QR>

#include <cstddef>
#include <utility>

namespace npd::residual {
namespace {

using Matrix = Eigen::MatrixXd;

constexpr double near_singular = 1e-13;

/// [z_(t-1), ..., z_(t-lag)] (trial, lag dim)
Matrix past_of(const Bins& z, std::size_t t, Eigen::Index lag) {
  const auto dims = z.front().cols();
  Matrix past(z.front().rows(), lag * dims);
  for (Eigen::Index k = 0; k < lag; ++k) {
    past.middleCols(k * dims, dims) = z[t - 1 - static_cast<std::size_t>(k)];
  }
  return past;
}

Bins from_bin(const Bins& z, Eigen::Index first) { return {z.begin() + first, z.end()}; }

}  // namespace

Matrix solved(const Matrix& squares, const Matrix& products) {
  const Eigen::LLT<Matrix> cholesky(squares);
  if (cholesky.info() == Eigen::Success && cholesky.rcond() > near_singular) {
    return cholesky.solve(products);
  }
  return Eigen::CompleteOrthogonalDecomposition<Matrix>(squares).solve(products);
}

FirstStage first_stage(const Bins& z, Eigen::Index lag) {
  FirstStage first{lag, {}, {}, false};
  for (auto t = static_cast<std::size_t>(lag); t < z.size(); ++t) {
    const Matrix past = past_of(z, t, lag);
    const Eigen::CompleteOrthogonalDecomposition<Matrix> qr(past);
    first.is_deficient |= qr.rank() < past.cols();
    first.coefficients.emplace_back(qr.solve(z[t]));
    first.predicted.emplace_back(past * first.coefficients.back());
  }
  return first;
}

SecondStageSums& SecondStageSums::operator+=(const SecondStageSums& other) {
  if (squares.empty()) return *this = other;
  for (std::size_t i = 0; i < squares.size(); ++i) {
    squares[i] += other.squares[i];
    products[i] += other.products[i];
    totals[i] += other.totals[i];
  }
  return *this;
}

SecondStageSums& SecondStageSums::operator-=(const SecondStageSums& other) {
  for (std::size_t i = 0; i < squares.size(); ++i) {
    squares[i] -= other.squares[i];
    products[i] -= other.products[i];
    totals[i] -= other.totals[i];
  }
  return *this;
}

SecondStageSums second_stage_sums(const Bins& regressors, const Bins& z) {
  SecondStageSums sums;
  const auto first = z.size() - regressors.size();
  for (std::size_t i = 0; i + 1 < regressors.size(); ++i) {
    const auto &x = regressors[i], &next = z[first + i + 1];
    sums.squares.emplace_back(x.transpose() * x);
    sums.products.emplace_back(x.transpose() * next);
    sums.totals.push_back(next.squaredNorm());
  }
  return sums;
}

std::vector<Matrix> smooth_maps(const SecondStageSums& sums, double smoothness) {
  // (blockdiag(G) + smoothness L) [A_0'; A_1'; ...] = [R_0; R_1; ...], L the Laplacian of a path.
  const auto count = sums.squares.size();
  std::vector<Matrix> pivots(sums.squares), right(sums.products);
  for (std::size_t i = 0; i < count; ++i) {
    const int neighbours = (i > 0 ? 1 : 0) + (i + 1 < count ? 1 : 0);
    pivots[i].diagonal().array() += smoothness * neighbours;
    if (i == 0 || smoothness == 0) continue;
    const auto dims = pivots[i].rows();
    const Matrix inverse = solved(pivots[i - 1], Matrix::Identity(dims, dims));
    pivots[i] -= smoothness * smoothness * (inverse + inverse.transpose()) / 2;
    right[i] += smoothness * inverse * right[i - 1];
  }
  std::vector<Matrix> maps(count);
  for (std::size_t i = count; i-- > 0;) {
    if (i + 1 < count && smoothness > 0) right[i] += smoothness * maps[i + 1];
    maps[i] = solved(pivots[i], right[i]);
  }
  for (auto& map : maps) map.transposeInPlace();
  return maps;
}

double squared_error(const SecondStageSums& sums, const std::vector<Matrix>& maps) {
  double error = 0;
  for (std::size_t i = 0; i < maps.size(); ++i) {
    const auto& a = maps[i];
    error += sums.totals[i] - 2 * (a * sums.products[i]).trace() +
             (a * sums.squares[i] * a.transpose()).trace();
  }
  return error;
}

SegmentDynamics two_stage(const Bins& z, Eigen::Index lag, double smoothness) {
  SegmentDynamics found;
  found.first = first_stage(z, lag);
  found.sums = second_stage_sums(found.first.predicted, z);
  found.maps = smooth_maps(found.sums, smoothness);
  found.loss = squared_error(found.sums, found.maps);
  return found;
}

std::vector<Matrix> one_stage(const Bins& z, Eigen::Index lag, double smoothness) {
  return smooth_maps(second_stage_sums(from_bin(z, lag), z), smoothness);
}

}  // namespace npd::residual
