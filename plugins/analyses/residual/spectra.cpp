#include "residual/spectra.hpp"

#include "dynamics/assignment.hpp"

#include <Eigen/SVD>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

namespace npd::residual {
namespace {

using Matrix = Eigen::MatrixXd;

/// One map's modes.
struct Modes {
  ComplexVector eigenvalues;
  Eigen::MatrixXcd vectors;
  Matrix real_vectors;  ///< in columns, of norm 1
};

Modes modes_of(const Matrix& map) {
  const auto found = dynamics::modes_of(map);
  Modes modes{found.multipliers, found.right, Matrix(map.rows(), map.cols())};
  for (Eigen::Index i = 0; i < map.cols(); ++i) {
    const Complex mu = modes.eigenvalues(i);
    const Eigen::VectorXcd v = modes.vectors.col(i);
    const Eigen::VectorXd w = mu.imag() < 0 ? v.imag().eval() : v.real().eval();
    modes.real_vectors.col(i) = w / std::max(w.norm(), 1e-300);
  }
  return modes;
}

/// One map's singular triples.
struct SingularTriples {
  Eigen::VectorXd values;
  Matrix left, right;
};

SingularTriples singular_triples_of(const Matrix& map) {
  const Eigen::JacobiSVD<Matrix> svd(map, Eigen::ComputeFullU | Eigen::ComputeFullV);
  return {svd.singularValues(), svd.matrixU(), svd.matrixV()};
}

/// The column of each row; costs (1 - likeness) distance.
template <class Values>
std::vector<Eigen::Index> pairs_of(const Matrix& likeness, const Values& before,
                                   const Values& now) {
  Matrix costs(likeness.rows(), likeness.cols());
  for (Eigen::Index i = 0; i < costs.rows(); ++i) {
    for (Eigen::Index j = 0; j < costs.cols(); ++j) {
      costs(i, j) = (1 - likeness(i, j)) * std::abs(before(i) - now(j));
    }
  }
  return dynamics::cheapest_pairs(costs);
}

template <class Columns>
Columns reordered(const Columns& columns, const std::vector<Eigen::Index>& order) {
  Columns moved = columns;
  for (std::size_t i = 0; i < order.size(); ++i) {
    moved.col(static_cast<Eigen::Index>(i)) = columns.col(order[i]);
  }
  return moved;
}

Modes reordered(const Modes& modes, const std::vector<Eigen::Index>& order) {
  const ComplexVector values =
      reordered(Eigen::RowVectorXcd(modes.eigenvalues.transpose()), order).transpose();
  return {values, reordered(modes.vectors, order), reordered(modes.real_vectors, order)};
}

SingularTriples reordered(const SingularTriples& triples, const std::vector<Eigen::Index>& order) {
  const Eigen::VectorXd values =
      reordered(Eigen::RowVectorXd(triples.values.transpose()), order).transpose();
  return {values, reordered(triples.left, order), reordered(triples.right, order)};
}

/// Turns vectors that point away from their predecessors; a triple's both together, so that their
/// product stays the map.
void turn_as(const Matrix& before, Modes& modes) {
  for (Eigen::Index i = 0; i < before.cols(); ++i) {
    if (before.col(i).dot(modes.real_vectors.col(i)) >= 0) continue;
    modes.real_vectors.col(i) *= -1;
    modes.vectors.col(i) *= -1;
  }
}

void turn_as(const Matrix& before, SingularTriples& triples) {
  for (Eigen::Index i = 0; i < before.cols(); ++i) {
    if (before.col(i).dot(triples.right.col(i)) >= 0) continue;
    triples.left.col(i) *= -1;
    triples.right.col(i) *= -1;
  }
}

void add(Spectra& spectra, const Modes& modes, const SingularTriples& triples) {
  spectra.eigenvalues.push_back(modes.eigenvalues);
  spectra.vectors.push_back(modes.vectors);
  spectra.singular.push_back(triples.values);
  spectra.left.push_back(triples.left);
  spectra.right.push_back(triples.right);
}

bool are_pair(Complex a, Complex b) { return a.imag() > 0 && b == std::conj(a); }

/// Which of two that cost the same comes first.
bool comes_behind(Complex a, Complex b) {
  return a.imag() != b.imag() ? a.imag() < b.imag() : a.real() < b.real();
}

/// Settles what costs the same either way; see matched_spectra.
void settle_ties(const ComplexVector& reference, const ComplexVector& values,
                 std::vector<Eigen::Index>& order) {
  for (Eigen::Index i = 0; i < reference.size(); ++i) {
    for (Eigen::Index j = 0; j < reference.size(); ++j) {
      auto &at_i = order[static_cast<std::size_t>(i)], &at_j = order[static_cast<std::size_t>(j)];
      const Complex a = values(at_i), b = values(at_j);
      const bool reals_meet_pair =
          are_pair(reference(i), reference(j)) && a.imag() == 0 && b.imag() == 0;
      const bool pair_meets_reals = reference(i).imag() == 0 && reference(j).imag() == 0 &&
                                    reference(i).real() > reference(j).real() &&
                                    (are_pair(a, b) || are_pair(b, a));
      if ((reals_meet_pair || pair_meets_reals) && comes_behind(a, b)) std::swap(at_i, at_j);
    }
  }
}

}  // namespace

Spectra tracked_spectra(const std::vector<Matrix>& maps) {
  Spectra spectra;
  Modes modes;
  SingularTriples triples;
  for (std::size_t t = 0; t < maps.size(); ++t) {
    Modes next = modes_of(maps[t]);
    SingularTriples next_triples = singular_triples_of(maps[t]);
    if (t > 0) {
      const Matrix likeness = (modes.real_vectors.transpose() * next.real_vectors).cwiseAbs();
      next = reordered(next, pairs_of(likeness, modes.eigenvalues, next.eigenvalues));
      turn_as(modes.real_vectors, next);
      const Matrix of_right = (triples.right.transpose() * next_triples.right).cwiseAbs();
      next_triples =
          reordered(next_triples, pairs_of(of_right, triples.values, next_triples.values));
      turn_as(triples.right, next_triples);
    }
    modes = std::move(next);
    triples = std::move(next_triples);
    add(spectra, modes, triples);
  }
  return spectra;
}

Spectra matched_spectra(const std::vector<Matrix>& maps, const Spectra& reference) {
  Spectra spectra;
  for (std::size_t t = 0; t < maps.size(); ++t) {
    Modes modes = modes_of(maps[t]);
    const Matrix likeness = (reference.vectors[t].adjoint() * modes.vectors).cwiseAbs();
    auto order = pairs_of(likeness, reference.eigenvalues[t], modes.eigenvalues);
    settle_ties(reference.eigenvalues[t], modes.eigenvalues, order);
    modes = reordered(modes, order);
    SingularTriples triples = singular_triples_of(maps[t]);
    const Matrix of_right = (reference.right[t].transpose() * triples.right).cwiseAbs();
    triples = reordered(triples, pairs_of(of_right, reference.singular[t], triples.values));
    turn_as(reference.right[t], triples);
    add(spectra, modes, triples);
  }
  return spectra;
}

double sum_of_squares(const Matrix& map) { return map.squaredNorm(); }

double departure_from_normality(const Matrix& map) {
  const double modes = dynamics::sorted_eigenvalues(map).squaredNorm();
  return std::sqrt(std::max(map.squaredNorm() - modes, 0.0)) / std::sqrt(modes);
}

double largest_modulus(const Matrix& map) { return std::abs(dynamics::sorted_eigenvalues(map)(0)); }

Spectra joined(const std::vector<Spectra>& parts) {
  Spectra all;
  const auto append = [](auto& to, const auto& from) {
    to.insert(to.end(), from.begin(), from.end());
  };
  for (const auto& part : parts) {
    append(all.eigenvalues, part.eigenvalues);
    append(all.vectors, part.vectors);
    append(all.singular, part.singular);
    append(all.left, part.left);
    append(all.right, part.right);
  }
  return all;
}

}  // namespace npd::residual
