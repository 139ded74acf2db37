#include "residual/bins.hpp"

#include <npd/ops.hpp>

#include <cstddef>
#include <map>
#include <utility>

namespace npd::residual {

Bins bins_of(const Tensor& values) {
  check_shape(values, {any_size, any_size, any_size}, "trials (trial, time, dim)");
  using Rows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const Tensor by_time = values.detach().to(at::kDouble).transpose(0, 1).contiguous();
  const auto trials = values.size(0), dims = values.size(2);
  Bins bins;
  for (std::int64_t t = 0; t < values.size(1); ++t) {
    bins.emplace_back(
        Eigen::Map<const Rows>(by_time.data_ptr<double>() + t * trials * dims, trials, dims));
  }
  return bins;
}

Bins summed(const Bins& bins, Eigen::Index width) {
  const auto step = static_cast<std::size_t>(width);
  Bins sums;
  for (std::size_t first = 0; first + step <= bins.size(); first += step) {
    sums.push_back(bins[first]);
    for (std::size_t i = 1; i < step; ++i) sums.back() += bins[first + i];
  }
  return sums;
}

Bins square_roots(Bins bins) {
  for (auto& bin : bins) bin = bin.cwiseSqrt().eval();
  return bins;
}

Bins some_trials(const Bins& bins, const TrialList& trials) {
  Bins some;
  for (const auto& bin : bins) {
    auto& rows = some.emplace_back(static_cast<Eigen::Index>(trials.size()), bin.cols());
    for (std::size_t i = 0; i < trials.size(); ++i) {
      rows.row(static_cast<Eigen::Index>(i)) = bin.row(trials[i]);
    }
  }
  return some;
}

Segments some_trials(const Segments& segments, const TrialList& trials) {
  Segments some;
  for (const auto& segment : segments) some.push_back(some_trials(segment, trials));
  return some;
}

Bins centred(Bins bins) {
  for (auto& bin : bins) bin.rowwise() -= bin.colwise().mean().eval();
  return bins;
}

Bins residuals(Bins bins, const std::vector<std::int64_t>& labels) {
  std::map<std::int64_t, TrialList> groups;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    groups[labels[i]].push_back(static_cast<Eigen::Index>(i));
  }
  for (auto& bin : bins) {
    for (const auto& [label, trials] : groups) {
      Eigen::RowVectorXd sum = Eigen::RowVectorXd::Zero(bin.cols());
      for (const auto trial : trials) sum += bin.row(trial);
      sum /= static_cast<double>(trials.size());
      for (const auto trial : trials) bin.row(trial) -= sum;
    }
  }
  return bins;
}

Bins projected(const Bins& bins, const Eigen::MatrixXd& basis) {
  Bins coordinates;
  for (const auto& bin : bins) coordinates.emplace_back(bin * basis);
  return coordinates;
}

Segments projected(const Segments& segments, const Eigen::MatrixXd& basis) {
  Segments coordinates;
  for (const auto& segment : segments) coordinates.push_back(projected(segment, basis));
  return coordinates;
}

Eigen::Index trials_of(const Segments& segments) { return segments.front().front().rows(); }

Eigen::Index dims_of(const Segments& segments) { return segments.front().front().cols(); }

}  // namespace npd::residual
