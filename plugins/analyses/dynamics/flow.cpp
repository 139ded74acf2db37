#include "dynamics/flow.hpp"

#include <c10/core/GradMode.h>

#include <limits>

namespace npd::dynamics {

FlowAgreement agreement_of(const Points& estimate, const Points& truth) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  const double total = truth.squaredNorm();
  double cosines = 0;
  Eigen::Index moving = 0;
  for (Eigen::Index i = 0; i < truth.rows(); ++i) {
    const double lengths = estimate.row(i).norm() * truth.row(i).norm();
    if (lengths == 0) continue;
    cosines += estimate.row(i).dot(truth.row(i)) / lengths;
    ++moving;
  }
  return {total > 0 ? 1 - (estimate - truth).squaredNorm() / total : nan,
          moving > 0 ? cosines / static_cast<double>(moving) : nan};
}

FlowAgreement compare_flow(System& model, const TrueMoves& moves, const AffineMap& to_model,
                           const AffineMap& to_truth) {
  const c10::AutoGradMode no_gradient(false);
  const Points states = to_model(moves.from);
  const Points next = points_of(model.step(tensor_of(moves.model_inputs), tensor_of(states)));
  return agreement_of(to_truth.linear(next - states), moves.to - moves.from);
}

}  // namespace npd::dynamics
