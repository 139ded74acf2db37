#include "residual/choose_rank.hpp"

#include "residual/hankel.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace npd::residual {
namespace {

using Matrix = Eigen::MatrixXd;

/// |b - (a at the rank)| for each rank.
Eigen::VectorXd distances(const Matrix& a, const Matrix& b,
                          const std::vector<Eigen::Index>& ranks) {
  const auto triples = triples_of(a);
  Eigen::VectorXd errors(static_cast<Eigen::Index>(ranks.size()));
  for (std::size_t i = 0; i < ranks.size(); ++i) {
    const auto r = std::min(ranks[i], triples.values.size());
    const Matrix low = triples.left.leftCols(r) * triples.values.head(r).asDiagonal() *
                       triples.right.leftCols(r).transpose();
    errors(static_cast<Eigen::Index>(i)) = (b - low).norm();
  }
  return errors;
}

}  // namespace

Matrix rank_errors(const Segments& x, Eigen::Index order, const std::vector<Eigen::Index>& ranks,
                   const std::vector<Folds>& halves, const std::function<void()>& between) {
  const auto repeats = static_cast<Eigen::Index>(halves.size());
  Matrix errors = Matrix::Zero(static_cast<Eigen::Index>(ranks.size()), repeats);
  for (Eigen::Index k = 0; k < repeats; ++k) {
    if (between) between();
    const auto& parts = halves[static_cast<std::size_t>(k)];
    double windows = 0;
    for (const auto& segment : x) {
      const auto a = hankel_matrices(some_trials(segment, inside(parts, 0)), order);
      const auto b = hankel_matrices(some_trials(segment, inside(parts, 1)), order);
      for (std::size_t s = 0; s < a.size(); ++s) errors.col(k) += distances(a[s], b[s], ranks);
      windows += static_cast<double>(a.size());
    }
    errors.col(k) /= windows;
  }
  return errors;
}

Eigen::Index chosen_rank(const Matrix& errors, const std::vector<Eigen::Index>& ranks,
                         Criterion criterion) {
  const auto valid = curve_of(errors).is_valid(criterion);
  Eigen::Index least = ranks[0];
  bool found = false;
  for (std::size_t i = 0; i < ranks.size(); ++i) {
    if (!valid[i] || (found && ranks[i] >= least)) continue;
    least = ranks[i];
    found = true;
  }
  return least;
}

}  // namespace npd::residual
