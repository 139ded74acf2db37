#include "dynamics/response.hpp"

#include <npd/ops.hpp>

#include <ATen/ops/argmax.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace npd::dynamics {
namespace {

Eigen::VectorXd vector_of(const Tensor& values) {
  const Tensor whole = values.contiguous();
  return Eigen::Map<const Eigen::VectorXd>(whole.data_ptr<double>(), whole.numel());
}

/// Over bins behind the perturbation and dimensions.
Eigen::VectorXd sums(const Tensor& products) {
  return vector_of(products.slice(1, 1).sum(at::IntArrayRef{1, 2}));
}

void append_to(Eigen::VectorXd& values, const Eigen::VectorXd& others) {
  Eigen::VectorXd both(values.size() + others.size());
  both << values, others;
  values = std::move(both);
}

ResponseAgreement agreement(double truth, double model, double product, double error) {
  const double unknown = std::numeric_limits<double>::quiet_NaN();
  if (!(truth > 0)) return {unknown, unknown, unknown};
  return {1 - error / truth, product / truth,
          model > 0 ? product / (std::sqrt(truth) * std::sqrt(model)) : unknown};
}

/// Linear between the two neighbours.
double quantile(const std::vector<double>& sorted, double share) {
  const double place = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const auto above = std::min(below + 1, sorted.size() - 1);
  return std::lerp(sorted[below], sorted[above], place - static_cast<double>(below));
}

}  // namespace

void ResponseSums::append(const ResponseSums& others) {
  append_to(truth, others.truth);
  append_to(model, others.model);
  append_to(product, others.product);
  append_to(error, others.error);
}

ResponseSums response_sums(const Tensor& model, const Tensor& truth) {
  const Tensor errors = model - truth;
  return {sums(truth * truth), sums(model * model), sums(model * truth), sums(errors * errors)};
}

ResponseAgreement response_agreement(const ResponseSums& sums) {
  return agreement(sums.truth.sum(), sums.model.sum(), sums.product.sum(), sums.error.sum());
}

ResponseAgreement response_agreement(const ResponseSums& sums,
                                     const std::vector<Eigen::Index>& rows) {
  double truth = 0, model = 0, product = 0, error = 0;
  for (const auto row : rows) {
    truth += sums.truth[row];
    model += sums.model[row];
    product += sums.product[row];
    error += sums.error[row];
  }
  return agreement(truth, model, product, error);
}

Interval r2_interval(const ResponseSums& sums, Eigen::Index trials, std::int64_t resamples,
                     RandomStream random) {
  std::vector<double> values;
  std::vector<Eigen::Index> rows;
  for (std::int64_t resample = 0; resample < resamples; ++resample) {
    rows.clear();
    for (Eigen::Index i = 0; i < trials; ++i) {
      const auto trial =
          static_cast<Eigen::Index>(random.below(static_cast<std::uint64_t>(trials)));
      for (auto row = trial; row < sums.truth.size(); row += trials) rows.push_back(row);
    }
    const double r2 = response_agreement(sums, rows).r2;
    if (!std::isnan(r2)) values.push_back(r2);
  }
  if (values.empty()) {
    const double unknown = std::numeric_limits<double>::quiet_NaN();
    return {unknown, unknown};
  }
  std::sort(values.begin(), values.end());
  return {quantile(values, 0.025), quantile(values, 0.975)};
}

std::vector<double> decay_bins(const Tensor& response) {
  const Tensor squares = (response * response).sum(2).contiguous();  // (trial, time)
  const auto trials = squares.size(0), bins = squares.size(1);
  const double* square = squares.data_ptr<double>();
  std::vector<double> decays;
  for (std::int64_t trial = 0; trial < trials; ++trial, square += bins) {
    const double least = square[0] * std::exp(-2.0);
    const double* found =
        std::find_if(square + 1, square + bins, [least](double s) { return s < least; });
    decays.push_back(static_cast<double>(std::min<std::ptrdiff_t>(found - square, bins - 1)));
  }
  return decays;
}

double share_decided_otherwise(const Tensor& perturbed, const Tensor& baseline) {
  const auto last = baseline.size(1) - 1;
  const Tensor now = at::argmax(perturbed.select(1, last), 1);
  const Tensor before = at::argmax(baseline.select(1, last), 1);
  return now.ne(before).to(at::kDouble).mean().item<double>();
}

}  // namespace npd::dynamics
