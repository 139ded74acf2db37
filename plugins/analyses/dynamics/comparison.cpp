#include "dynamics/comparison.hpp"

#include "dynamics/assignment.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace npd::dynamics {
namespace {

double ratio(double a, double b) {
  return b > 0 ? a / b : std::numeric_limits<double>::quiet_NaN();
}

double mean_over(const std::vector<Match>& matches, double (*value)(const Match&)) {
  double sum = 0;
  for (const auto& match : matches) sum += value(match);
  return ratio(sum, static_cast<double>(matches.size()));
}

Match match_of(const PlacedPoint& truth, const PlacedPoint& model, double distance, double bin_s) {
  Match match;
  match.distance = distance;
  match.spectrum = spectrum_distance(truth.multipliers, model.multipliers, bin_s);
  match.agrees = unstable_directions(truth.multipliers) == unstable_directions(model.multipliers);
  return match;
}

void add_matches(const Condition& condition, std::size_t number, double spread, double d_match,
                 double bin_s, std::vector<Match>& matches) {
  const auto &truth = condition.truth, &model = condition.model;
  if (truth.empty() || model.empty()) return;
  Eigen::MatrixXd distances(static_cast<Eigen::Index>(truth.size()),
                            static_cast<Eigen::Index>(model.size()));
  for (Eigen::Index i = 0; i < distances.rows(); ++i) {
    for (Eigen::Index j = 0; j < distances.cols(); ++j) {
      distances(i, j) =
          (truth[static_cast<std::size_t>(i)].place - model[static_cast<std::size_t>(j)].place)
              .norm() /
          spread;
    }
  }
  const auto pairs = cheapest_pairs(distances.cwiseMin(d_match));
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if (pairs[i] < 0) continue;
    const double distance = distances(static_cast<Eigen::Index>(i), pairs[i]);
    if (distance >= d_match) continue;
    const auto j = static_cast<std::size_t>(pairs[i]);
    matches.push_back(match_of(truth[i], model[j], distance, bin_s));
    matches.back().condition = number;
    matches.back().truth = i;
    matches.back().model = j;
  }
}

}  // namespace

double Agreement::recall() const {
  return ratio(static_cast<double>(matches.size()), static_cast<double>(truth));
}
double Agreement::precision() const {
  return ratio(static_cast<double>(matches.size()), static_cast<double>(model));
}
double Agreement::f1() const {
  return ratio(2 * static_cast<double>(matches.size()), static_cast<double>(truth + model));
}
double Agreement::distance() const {
  return mean_over(matches, [](const Match& match) { return match.distance; });
}
double Agreement::stability_agreement() const {
  return mean_over(matches, [](const Match& match) { return match.agrees ? 1.0 : 0.0; });
}
double Agreement::spectrum_distance() const {
  return mean_over(matches, [](const Match& match) { return match.spectrum; });
}

double spectrum_distance(const ComplexVector& truth, const ComplexVector& model, double bin_s) {
  const auto p = std::min(truth.size(), model.size());
  const ComplexVector a = rates_of(truth.head(p), bin_s), b = rates_of(model.head(p), bin_s);
  Eigen::MatrixXd costs(p, p);
  for (Eigen::Index i = 0; i < p; ++i) {
    for (Eigen::Index j = 0; j < p; ++j) costs(i, j) = std::abs(a(i) - b(j));
  }
  // A mode that is gone within a bin has an infinite rate, which no sum can hold.
  if (!costs.allFinite()) return std::numeric_limits<double>::quiet_NaN();
  const auto pairs = cheapest_pairs(costs);
  double sum = 0;
  for (Eigen::Index i = 0; i < p; ++i) sum += costs(i, pairs[static_cast<std::size_t>(i)]);
  return ratio(sum, a.cwiseAbs().sum());
}

Agreement compare(const std::vector<Condition>& conditions, double spread, double d_match,
                  double bin_s) {
  Agreement agreement;
  for (std::size_t i = 0; i < conditions.size(); ++i) {
    agreement.truth += static_cast<Eigen::Index>(conditions[i].truth.size());
    agreement.model += static_cast<Eigen::Index>(conditions[i].model.size());
    add_matches(conditions[i], i, spread, d_match, bin_s, agreement.matches);
  }
  return agreement;
}

Eigen::VectorXd distances_to(const Points& points, const Points& states) {
  Eigen::VectorXd distances(points.rows());
  for (Eigen::Index i = 0; i < points.rows(); ++i) {
    distances(i) = std::sqrt((states.rowwise() - points.row(i)).rowwise().squaredNorm().minCoeff());
  }
  return distances;
}

}  // namespace npd::dynamics
