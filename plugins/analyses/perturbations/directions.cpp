#include "directions.hpp"

#include <Eigen/Eigenvalues>
#include <Eigen/QR>

#include <cmath>

namespace npd::dynamics {
namespace {

Point random_unit(Eigen::Index dims, RandomStream& random) {
  Point point(dims);
  for (auto& value : point) value = random.normal();
  return point.normalized();
}

}  // namespace

std::vector<UnitDirection> directions_of(const std::vector<std::string>& words,
                                         Eigen::Index latents, RandomStream& random) {
  std::vector<UnitDirection> directions;
  for (const auto& word : words) {
    if (word == "axes") {
      for (Eigen::Index i = 0; i < latents; ++i) {
        directions.push_back({"axis " + std::to_string(i), Point::Unit(latents, i)});
      }
    } else if (word == "random") {
      directions.push_back({word, random_unit(latents, random)});
    } else if (latents == 2) {
      const double half = std::sqrt(0.5);
      directions.push_back({word, Eigen::RowVector2d(half, word == "choice" ? -half : half)});
    }
  }
  return directions;
}

Point unseen_direction(const Points& states, const Eigen::MatrixXd& weights) {
  const Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr(weights);
  const auto unseen = weights.rows() - qr.rank();
  if (unseen == 0) return {};
  const Eigen::MatrixXd basis =
      (qr.householderQ() * Eigen::MatrixXd::Identity(weights.rows(), weights.rows()))
          .rightCols(unseen);
  const Point mean = states.colwise().mean();
  const Eigen::MatrixXd spread = (states.rowwise() - mean) * basis;
  // The last eigenvalue is the largest.
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> modes(spread.transpose() * spread);
  Point direction = (basis * modes.eigenvectors().rightCols(1)).transpose();
  Eigen::Index largest = 0;
  direction.cwiseAbs().maxCoeff(&largest);
  return direction[largest] < 0 ? Point(-direction) : direction;
}

}  // namespace npd::dynamics
