#include "noise_responses/mixture.hpp"

#include <Eigen/Cholesky>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace npd::dynamics {
namespace {

constexpr double least_variance = 1e-6, least_gain = 1e-3;
constexpr int most_iterations = 100, most_kmeans_iterations = 300;

/// Each next centre is drawn by its squared distance to those that are there.
Points first_centres(const Points& points, Eigen::Index count, RandomStream& random) {
  Points centres(count, points.cols());
  const auto n = static_cast<std::uint64_t>(points.rows());
  centres.row(0) = points.row(static_cast<Eigen::Index>(random.below(n)));
  Eigen::VectorXd squares =
      Eigen::VectorXd::Constant(points.rows(), std::numeric_limits<double>::infinity());
  for (Eigen::Index k = 1; k < count; ++k) {
    squares = squares.cwiseMin((points.rowwise() - centres.row(k - 1)).rowwise().squaredNorm());
    double left = random.uniform() * squares.sum();
    Eigen::Index chosen = 0;
    while (chosen + 1 < points.rows() && left >= squares[chosen]) left -= squares[chosen++];
    centres.row(k) = points.row(chosen);
  }
  return centres;
}

/// Which component each point belongs to, (point, component) of 0 and 1.
Eigen::MatrixXd kmeans(const Points& points, Eigen::Index components, RandomStream& random) {
  Points centres = first_centres(points, components, random);
  std::vector<Eigen::Index> labels(static_cast<std::size_t>(points.rows()), -1);
  for (int iteration = 0; iteration < most_kmeans_iterations; ++iteration) {
    bool moved = false;
    for (Eigen::Index i = 0; i < points.rows(); ++i) {
      Eigen::Index nearest = 0;
      (centres.rowwise() - points.row(i)).rowwise().squaredNorm().minCoeff(&nearest);
      auto& label = labels[static_cast<std::size_t>(i)];
      moved = moved || label != nearest;
      label = nearest;
    }
    if (!moved) break;
    Points sums = Points::Zero(components, points.cols());
    Eigen::VectorXd counts = Eigen::VectorXd::Zero(components);
    for (Eigen::Index i = 0; i < points.rows(); ++i) {
      sums.row(labels[static_cast<std::size_t>(i)]) += points.row(i);
      counts[labels[static_cast<std::size_t>(i)]] += 1;
    }
    for (Eigen::Index k = 0; k < components; ++k) {
      if (counts[k] > 0) centres.row(k) = sums.row(k) / counts[k];
    }
  }
  Eigen::MatrixXd belongs = Eigen::MatrixXd::Zero(points.rows(), components);
  for (Eigen::Index i = 0; i < points.rows(); ++i)
    belongs(i, labels[static_cast<std::size_t>(i)]) = 1;
  return belongs;
}

struct Mixture {
  Eigen::VectorXd log_weights;
  Points means;
  std::vector<Eigen::MatrixXd> covariances;
};

/// \param belongs  (point, component), rows add up to 1
Mixture maximised(const Points& points, const Eigen::MatrixXd& belongs) {
  // A component without a point must not divide by 0.
  const Eigen::VectorXd counts =
      belongs.colwise().sum().transpose().array() + 10 * std::numeric_limits<double>::epsilon();
  Mixture mixture;
  mixture.log_weights = (counts / counts.sum()).array().log();
  mixture.means = counts.cwiseInverse().asDiagonal() * (belongs.transpose() * points);
  for (Eigen::Index k = 0; k < belongs.cols(); ++k) {
    const Points centred = points.rowwise() - mixture.means.row(k);
    Eigen::MatrixXd covariance =
        centred.transpose() * belongs.col(k).asDiagonal() * centred / counts[k];
    covariance.diagonal().array() += least_variance;
    mixture.covariances.push_back(std::move(covariance));
  }
  return mixture;
}

/// log(weight density), (point, component).
Eigen::MatrixXd log_densities(const Points& points, const Mixture& mixture) {
  Eigen::MatrixXd logs(points.rows(), mixture.log_weights.size());
  const double log_two_pi = std::log(2 * M_PI);
  for (Eigen::Index k = 0; k < logs.cols(); ++k) {
    const Eigen::LLT<Eigen::MatrixXd> factor(mixture.covariances[static_cast<std::size_t>(k)]);
    const Eigen::MatrixXd whitened =
        factor.matrixL().solve((points.rowwise() - mixture.means.row(k)).transpose());
    const double log_root = factor.matrixLLT().diagonal().array().log().sum();
    logs.col(k) = mixture.log_weights[k] - log_root -
                  0.5 * (static_cast<double>(points.cols()) * log_two_pi +
                         whitened.colwise().squaredNorm().transpose().array());
  }
  return logs;
}

/// log sum exp of each row.
Eigen::VectorXd log_sums(const Eigen::MatrixXd& logs) {
  const Eigen::VectorXd largest = logs.rowwise().maxCoeff();
  return largest.array() + (logs.colwise() - largest).array().exp().rowwise().sum().log();
}

}  // namespace

MixtureFit fit_mixture(const Points& points, Eigen::Index components, RandomStream& random) {
  auto mixture = maximised(points, kmeans(points, components, random));
  const auto n = static_cast<double>(points.rows()), dim = static_cast<double>(points.cols());
  double before = -std::numeric_limits<double>::infinity();
  for (int iteration = 0; iteration < most_iterations; ++iteration) {
    const Eigen::MatrixXd logs = log_densities(points, mixture);
    const Eigen::VectorXd sums = log_sums(logs);
    mixture = maximised(points, (logs.colwise() - sums).array().exp().matrix());
    const double now = sums.mean();
    if (std::abs(now - before) < least_gain) break;
    before = now;
  }
  const double log_likelihood = log_sums(log_densities(points, mixture)).sum();
  const double parameters = static_cast<double>(components) * (1 + dim + dim * (dim + 1) / 2) - 1;
  return {log_likelihood, -2 * log_likelihood + parameters * std::log(n)};
}

Eigen::Index best_components(const Points& points, Eigen::Index most, RandomStream& random) {
  Eigen::Index best = 1;
  double least = std::numeric_limits<double>::infinity();
  for (Eigen::Index k = 1; k <= std::min(most, points.rows()); ++k) {
    const double bic = fit_mixture(points, k, random).bic;
    if (bic < least) {
      least = bic;
      best = k;
    }
  }
  return best;
}

}  // namespace npd::dynamics
