#include "residual/hankel.hpp"

#include <npd/error.hpp>

#include <Eigen/Eigenvalues>
#include <Eigen/SVD>

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

namespace npd::residual {
namespace {

/// The left singular vectors and values of columns side by side.
Subspace directions_of(const std::vector<Eigen::MatrixXd>& seen, Eigen::Index dims) {
  Eigen::Index columns = 0;
  for (const auto& c : seen) columns += c.cols();
  Eigen::MatrixXd all(dims, columns);
  Eigen::Index place = 0;
  for (const auto& c : seen) {
    all.middleCols(place, c.cols()) = c;
    place += c.cols();
  }
  const Eigen::BDCSVD<Eigen::MatrixXd> svd(all, Eigen::ComputeThinU);
  Subspace found{svd.matrixU(), svd.singularValues(), all * all.transpose()};
  for (auto direction : found.basis.colwise()) {
    Eigen::Index largest = 0;
    direction.cwiseAbs().maxCoeff(&largest);
    if (direction(largest) < 0) direction = -direction;
  }
  return found;
}

}  // namespace

std::vector<Eigen::MatrixXd> hankel_matrices(const Bins& segment, Eigen::Index order) {
  std::vector<Eigen::MatrixXd> all;
  const auto bins = static_cast<Eigen::Index>(segment.size());
  if (bins < 2 * order) return all;
  const Bins x = centred(segment);
  const auto n = x.front().cols();
  const double degrees = static_cast<double>(x.front().rows() - 1);
  for (Eigen::Index s = 0; s <= bins - 2 * order; ++s) {
    auto& h = all.emplace_back(order * n, order * n);
    for (Eigen::Index a = 0; a < order; ++a) {
      const auto& future = x[static_cast<std::size_t>(s + order + a)];
      for (Eigen::Index b = 0; b < order; ++b) {
        const auto& past = x[static_cast<std::size_t>(s + order - 1 - b)];
        h.block(a * n, b * n, n, n) = future.transpose() * past / degrees;
      }
    }
  }
  return all;
}

Triples triples_of(const Eigen::MatrixXd& matrix) {
  const Eigen::BDCSVD<Eigen::MatrixXd> svd(matrix, Eigen::ComputeThinU | Eigen::ComputeThinV);
  return {svd.matrixU(), svd.matrixV(), svd.singularValues()};
}

Eigen::MatrixXd observed_through(const Triples& hankel, Eigen::Index rank, Eigen::Index dims) {
  const auto r = std::clamp<Eigen::Index>(rank, 1, hankel.values.size());
  return hankel.left.topLeftCorner(dims, r) * hankel.values.head(r).cwiseSqrt().asDiagonal();
}

Subspace dynamics_subspace(const std::vector<Segments>& conditions, const Ranks& ranks,
                           Eigen::Index order) {
  const auto dims = dims_of(conditions.front());
  if (dims == 1) return {Eigen::MatrixXd::Ones(1, 1), Eigen::VectorXd::Ones(1), {}};
  std::vector<Eigen::MatrixXd> seen;
  for (std::size_t c = 0; c < conditions.size(); ++c) {
    for (std::size_t s = 0; s < conditions[c].size(); ++s) {
      for (const auto& h : hankel_matrices(conditions[c][s], order)) {
        seen.push_back(observed_through(triples_of(h), ranks[c][s], dims));
      }
    }
  }
  if (!seen.empty()) return directions_of(seen, dims);
  throw DataError(
      fmt::format("no segment has {} bins, which {} bins of past and of future need; lower `order`",
                  2 * order, order));
}

}  // namespace npd::residual
