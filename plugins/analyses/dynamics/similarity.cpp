#include "dynamics/similarity.hpp"

#include "dynamics/assignment.hpp"
#include "dynamics/spectrum.hpp"

#include <npd/error.hpp>

#include <Eigen/Eigenvalues>
#include <Eigen/LU>
#include <Eigen/QR>
#include <Eigen/SVD>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

namespace npd::dynamics {
namespace {

using Matrix = Eigen::MatrixXd;

constexpr int most_climbs = 100;
constexpr double vanished = 1e-14;          // the largest element of a vanished gradient
constexpr double same_minimum = 1e-8;       // of angles
constexpr Eigen::Index most_points = 3000;  // of an assignment

Matrix padded(const Matrix& a, Eigen::Index n) {
  Matrix larger = Matrix::Zero(n, n);
  larger.topLeftCorner(a.rows(), a.cols()) = a;
  return larger;
}

/// Maximises f(C) = <A, C B C'> over C from one start, by Newton steps in the coordinates x of
/// C exp(sum x_ab K_ab), K_ab = e_a e_b' - e_b e_a', with the moduli of the curvatures.
class Climb {
 public:
  Climb(const Matrix& a, const Matrix& b) : a_(a), b_(b) {
    for (Eigen::Index i = 0; i < a.rows(); ++i) {
      for (Eigen::Index j = i + 1; j < a.rows(); ++j) pairs_.emplace_back(i, j);
    }
  }

  /// \return C at the maximum
  Matrix from(Matrix c) const {
    double f = value(c);
    for (int i = 0; i < most_climbs; ++i) {
      const Matrix x = c * b_ * c.transpose();
      const Eigen::VectorXd g = gradient(x);
      if (g.size() == 0 || g.cwiseAbs().maxCoeff() <= vanished) break;
      const Eigen::VectorXd step = ascent(x, g);
      if (!climb(c, f, step, g.dot(step))) break;
    }
    return c;
  }

  double value(const Matrix& c) const { return a_.cwiseProduct(c * b_ * c.transpose()).sum(); }

 private:
  Eigen::Index dim() const { return static_cast<Eigen::Index>(pairs_.size()); }

  Matrix generator(const Eigen::VectorXd& x) const {
    Matrix k = Matrix::Zero(a_.rows(), a_.rows());
    for (Eigen::Index p = 0; p < dim(); ++p) {
      const auto [i, j] = pairs_[static_cast<std::size_t>(p)];
      k(i, j) = x(p);
      k(j, i) = -x(p);
    }
    return k;
  }

  Eigen::VectorXd gradient(const Matrix& x) const {
    const Matrix q = a_ * x.transpose() - x.transpose() * a_;
    Eigen::VectorXd g(dim());
    for (Eigen::Index p = 0; p < dim(); ++p) {
      const auto [i, j] = pairs_[static_cast<std::size_t>(p)];
      g(p) = q(i, j) - q(j, i);
    }
    return g;
  }

  /// Each row is K'M - M K', or K M - M K, of one coordinate.
  Matrix commutators(const Matrix& m, double sign) const {
    const auto n = m.rows();
    Matrix all = Matrix::Zero(dim(), n * n);
    Matrix one(n, n);
    for (Eigen::Index p = 0; p < dim(); ++p) {
      const auto [i, j] = pairs_[static_cast<std::size_t>(p)];
      one.setZero();
      one.row(i) += sign * m.row(j);
      one.row(j) -= sign * m.row(i);
      one.col(j) -= sign * m.col(i);
      one.col(i) += sign * m.col(j);
      all.row(p) = Eigen::Map<const Eigen::RowVectorXd>(one.data(), n * n);
    }
    return all;
  }

  Eigen::VectorXd ascent(const Matrix& x, const Eigen::VectorXd& g) const {
    const Matrix h = commutators(a_, -1) * commutators(x, 1).transpose();
    const Eigen::SelfAdjointEigenSolver<Matrix> eigen((h + h.transpose()) / 2);
    const Eigen::VectorXd w = eigen.eigenvalues().cwiseAbs();
    const double least = std::max(1e-6 * w.maxCoeff(), 1e-300);
    Eigen::VectorXd step = eigen.eigenvectors() * w.cwiseMax(least).cwiseInverse().asDiagonal() *
                           (eigen.eigenvectors().transpose() * g);
    if (step.norm() > 1) step.normalize();
    return step;
  }

  /// Halves the step until f rises by what its slope promises.
  bool climb(Matrix& c, double& f, const Eigen::VectorXd& step, double slope) const {
    const auto n = c.rows();
    const Matrix k = generator(step), identity = Matrix::Identity(n, n);
    for (double t = 1; t > 1e-12; t /= 2) {
      // Cayley's transform is orthogonal, and the exponential to second order.
      Matrix next = (identity - t / 2 * k).partialPivLu().solve((identity + t / 2 * k) * c);
      next = 0.5 * next * (3 * identity - next.transpose() * next);
      const double there = value(next);
      if (there >= f + 1e-4 * t * slope && there > f) {
        c = std::move(next);
        f = there;
        return true;
      }
    }
    return false;
  }

  const Matrix &a_, &b_;
  std::vector<std::pair<Eigen::Index, Eigen::Index>> pairs_;
};

/// A random orthogonal matrix of Haar's measure; its determinant is what it is.
Matrix haar(Eigen::Index n, RandomStream& random) {
  Matrix normal(n, n);
  for (Eigen::Index i = 0; i < n; ++i) {
    for (Eigen::Index j = 0; j < n; ++j) normal(i, j) = random.normal();
  }
  const Eigen::HouseholderQR<Matrix> qr(normal);
  Matrix q = qr.householderQ();
  for (Eigen::Index j = 0; j < n; ++j) {
    if (qr.matrixQR()(j, j) < 0) q.col(j) = -q.col(j);
  }
  return q;
}

/// U diag(+-1) V' for all signs, or some random ones.
void add_signed(const Matrix& u, const Matrix& v, RandomStream& random,
                std::vector<Matrix>& starts) {
  const auto n = u.rows();
  const std::uint64_t most = n <= 12 ? 64 : 4;  // each takes n^6 operations a step
  const bool all = n <= 6;
  const std::uint64_t count = all ? std::uint64_t{1} << n : most;
  for (std::uint64_t k = 0; k < count; ++k) {
    Eigen::VectorXd signs(n);
    for (Eigen::Index i = 0; i < n; ++i) {
      const bool negative = all ? ((k >> i) & 1U) != 0 : random.below(2) == 1;
      signs(i) = negative ? -1 : 1;
    }
    starts.emplace_back(u * signs.asDiagonal() * v.transpose());
  }
}

Matrix symmetric_part(const Matrix& a) { return (a + a.transpose()) / 2; }
Matrix skew_part(const Matrix& a) { return (a - a.transpose()) / 2; }

std::vector<Matrix> starts_for(const Matrix& a, const Matrix& b, RandomStream& random,
                               std::int64_t count) {
  const auto n = a.rows();
  if (count == 0) count = n <= 6 ? 200 : n <= 12 ? 100 : 16;
  std::vector<Matrix> starts{Matrix::Identity(n, n)};
  const Eigen::RealSchur<Matrix> schur_a(a), schur_b(b);
  add_signed(schur_a.matrixU(), schur_b.matrixU(), random, starts);
  const Eigen::SelfAdjointEigenSolver<Matrix> of_a(symmetric_part(a)), of_b(symmetric_part(b));
  add_signed(of_a.eigenvectors(), of_b.eigenvectors(), random, starts);
  for (std::int64_t k = 0; k < count; ++k) {
    Matrix c = haar(n, random);
    starts.push_back(c);
    c.row(0) = -c.row(0);
    starts.push_back(c);
  }
  return starts;
}

/// Exact for small angles, for which an arc cosine loses half of the digits.
double angle_between(const Matrix& a, const Matrix& b) {
  return 2 * std::asin(std::min(1.0, (a - b).norm() / 2));
}

/// Of <A, C B C'> to the angle.
double angle_of(double cosine) { return std::acos(std::clamp(cosine, -1.0, 1.0)); }

/// The best of the starts of one kind.
struct Best {
  double f = -2;
  Matrix c;

  void take(double value, const Matrix& matrix) {
    if (value <= f) return;
    f = value;
    c = matrix;
  }
};

}  // namespace

double alignment_bound(const Matrix& a, const Matrix& b) {
  const auto symmetric = [](const Matrix& m) {
    return Eigen::VectorXd(
        Eigen::SelfAdjointEigenSolver<Matrix>(symmetric_part(m), Eigen::EigenvaluesOnly)
            .eigenvalues());
  };
  const auto skew = [](const Matrix& m) {
    return Eigen::VectorXd(Eigen::JacobiSVD<Matrix>(skew_part(m)).singularValues());
  };
  return symmetric(a).dot(symmetric(b)) + skew(a).dot(skew(b));
}

Similarity similarity(Matrix a, Matrix b, RandomStream& random, std::int64_t count,
                      const std::function<void(double)>& between) {
  const auto n = std::max(a.rows(), b.rows());
  a = padded(a, n) / a.norm();
  b = padded(b, n) / b.norm();
  const Climb climb(a, b);
  const double bound = alignment_bound(a, b);
  Best all, rotations;
  std::vector<double> values;
  const auto starts = starts_for(a, b, random, count);
  for (const auto& start : starts) {
    if (between) between(static_cast<double>(values.size()) / static_cast<double>(starts.size()));
    const Matrix c = climb.from(start);
    values.push_back(climb.value(c));
    all.take(values.back(), c);
    // An odd number of dimensions: -C acts as C does.
    if (n % 2 == 1 || c.determinant() > 0) rotations.take(values.back(), c);
  }
  const auto angle = [&](const Best& best) {
    return angle_between(a, best.c * b * best.c.transpose());
  };
  Similarity found{angle(all),
                   angle(rotations),
                   angle_of(bound),
                   all.c,
                   static_cast<std::int64_t>(values.size()),
                   0};
  const auto arrived = std::count_if(values.begin(), values.end(), [&](double f) {
    return angle_of(f) - angle_of(all.f) <= same_minimum;
  });
  found.share_at_minimum = static_cast<double>(arrived) / static_cast<double>(values.size());
  return found;
}

double spectral_distance(const Matrix& a, const Matrix& b) {
  const auto x = sorted_eigenvalues(a), y = sorted_eigenvalues(b);
  // Equal weights of unequal numbers: as many copies of each as make them equal.
  const auto count = std::lcm(x.size(), y.size());
  if (count > most_points) {
    throw NumericalError(fmt::format(
        "the spectra of {} and {} eigenvalues are compared as {} points, more than {}; give a rank",
        x.size(), y.size(), count, most_points));
  }
  Matrix costs(count, count);
  for (Eigen::Index i = 0; i < count; ++i) {
    for (Eigen::Index j = 0; j < count; ++j) {
      costs(i, j) = std::norm(x(i * x.size() / count) - y(j * y.size() / count));
    }
  }
  const auto pairs = cheapest_pairs(costs);
  double sum = 0;
  for (Eigen::Index i = 0; i < count; ++i) sum += costs(i, pairs[static_cast<std::size_t>(i)]);
  return sum / static_cast<double>(count);
}

}  // namespace npd::dynamics
