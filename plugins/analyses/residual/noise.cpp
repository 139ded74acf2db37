#include "residual/noise.hpp"

#include <Eigen/SVD>

#include <cstddef>

namespace npd::residual {
namespace {

using Matrix = Eigen::MatrixXd;

Matrix mean_product(const Matrix& a, const Matrix& b) {
  return a.transpose() * b / static_cast<double>(a.rows());
}

}  // namespace

NoiseModel noise_model(const Bins& x, const Matrix& basis, const SegmentDynamics& fit) {
  const auto& predicted = fit.first.predicted;
  const auto lag = static_cast<std::size_t>(fit.first.lag);
  NoiseModel noise;
  noise.observation = Eigen::VectorXd::Zero(x.front().cols());
  for (std::size_t i = 0; i < predicted.size(); ++i) {
    const Matrix left = x[lag + i] - predicted[i] * basis.transpose();
    noise.observation += left.array().square().colwise().mean().matrix().transpose();
  }
  noise.observation /= static_cast<double>(predicted.size());
  noise.start = mean_product(predicted.front(), predicted.front());
  noise.pooled = Matrix::Zero(basis.cols(), basis.cols());
  for (std::size_t i = 0; i < fit.maps.size(); ++i) {
    const Matrix left = predicted[i + 1] - predicted[i] * fit.maps[i].transpose();
    noise.states.push_back(mean_product(left, left));
    noise.pooled += noise.states.back() / static_cast<double>(fit.maps.size());
  }
  return noise;
}

Variability variability_of(const Bins& x) {
  Variability found;
  const auto steps = x.size() - 1;
  for (std::size_t t = 0; t < x.size(); ++t) {
    found.same_bin += mean_product(x[t], x[t]).squaredNorm() / static_cast<double>(x.size());
    if (t == steps) break;
    const Matrix next = mean_product(x[t + 1], x[t]);
    found.next_bin += next.squaredNorm() / static_cast<double>(steps);
    found.largest_gain +=
        Eigen::BDCSVD<Matrix>(next).singularValues()(0) / static_cast<double>(steps);
  }
  return found;
}

}  // namespace npd::residual
