#include "dynamics/delay_operator.hpp"

#include <npd/error.hpp>
#include <npd/ops.hpp>

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <Eigen/QR>
#include <Eigen/SVD>

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <vector>

namespace npd::dynamics {
namespace {

/// Histories, and which of them is one bin behind which.
struct Hankel {
  Eigen::MatrixXd rows;                 ///< (history, delay * dim)
  std::vector<Eigen::Index> now, next;  ///< pairs of rows
};

Hankel hankel_of(const Tensor& signal, const DelayOptions& options) {
  const auto trials = signal.size(0), bins = signal.size(1), dim = signal.size(2);
  const auto first = (options.delays - 1) * options.interval;
  if (bins - first < 2) {
    throw DataError(fmt::format("{} delays of {} bins need trials of at least {} bins, found {}",
                                options.delays, options.interval, first + 2, bins));
  }
  const Points flat = points_of(signal.flatten(0, 1));
  Hankel hankel;
  hankel.rows.resize(trials * (bins - first), options.delays * dim);
  Eigen::Index count = 0;
  for (std::int64_t trial = 0; trial < trials; ++trial) {
    bool follows = false;
    for (auto bin = first; bin < bins; ++bin) {
      auto row = hankel.rows.row(count);
      for (std::int64_t k = 0; k < options.delays; ++k) {
        row.segment(k * dim, dim) = flat.row(trial * bins + bin - k * options.interval);
      }
      const bool is_known = row.allFinite();
      if (is_known && follows) {
        hankel.now.push_back(count - 1);
        hankel.next.push_back(count);
      }
      if (is_known) ++count;
      follows = is_known;
    }
  }
  hankel.rows.conservativeResize(count, Eigen::NoChange);
  return hankel;
}

Eigen::Index rank_of(const Eigen::VectorXd& singular, const DelayOptions& options) {
  const auto most = singular.size();
  switch (options.rule) {
    case RankRule::all:
      return most;
    case RankRule::given:
      return std::clamp<Eigen::Index>(static_cast<Eigen::Index>(options.rank), 1, most);
    case RankRule::threshold:
      return std::max<Eigen::Index>(1, (singular.array() > options.rank).count());
    case RankRule::explained:
      break;
  }
  const double total = singular.squaredNorm();
  double sum = 0;
  for (Eigen::Index i = 0; i < most; ++i) {
    sum += singular(i) * singular(i);
    if (sum >= options.rank * total) return i + 1;
  }
  return most;
}

Eigen::MatrixXd some_rows(const Eigen::MatrixXd& all, const std::vector<Eigen::Index>& rows) {
  Eigen::MatrixXd some(static_cast<Eigen::Index>(rows.size()), all.cols());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    some.row(static_cast<Eigen::Index>(i)) = all.row(rows[i]);
  }
  return some;
}

}  // namespace

DelayOperator delay_operator(const Tensor& signal, const DelayOptions& options) {
  const auto hankel = hankel_of(signal, options);
  const auto columns = hankel.rows.cols();
  if (hankel.rows.rows() < columns || hankel.now.empty()) {
    throw DataError(fmt::format("{} histories are too few for {} delay coordinates",
                                hankel.rows.rows(), columns));
  }
  // The triangle of a QR decomposition has the singular values and right vectors of the whole.
  const Eigen::HouseholderQR<Eigen::MatrixXd> qr(hankel.rows);
  const Eigen::MatrixXd r = qr.matrixQR().topRows(columns).template triangularView<Eigen::Upper>();
  const Eigen::JacobiSVD<Eigen::MatrixXd> svd(r, Eigen::ComputeThinV);
  DelayOperator found;
  found.singular = svd.singularValues();
  const auto rank = rank_of(found.singular, options);
  const Eigen::MatrixXd v = hankel.rows * svd.matrixV().leftCols(rank) *
                            found.singular.head(rank).cwiseInverse().asDiagonal();
  const Eigen::MatrixXd now = some_rows(v, hankel.now), next = some_rows(v, hankel.next);
  Eigen::MatrixXd squares = now.transpose() * now;
  squares.diagonal().array() += options.ridge;
  found.a = squares.ldlt().solve(now.transpose() * next).transpose();
  return found;
}

Tensor leading_components(const Tensor& signal, double share) {
  const Points flat = points_of(signal.flatten(0, 1));
  std::vector<Eigen::Index> known;
  for (Eigen::Index i = 0; i < flat.rows(); ++i) {
    if (flat.row(i).allFinite()) known.push_back(i);
  }
  const Points rows = rows_of(flat, known);
  const Point mean = rows.colwise().mean();
  const Points centred = rows.rowwise() - mean;
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> pca(centred.transpose() * centred);
  const Eigen::VectorXd variance = pca.eigenvalues().reverse().cwiseMax(0);
  Eigen::Index kept = 0;
  for (double sum = 0; kept < variance.size() && (kept == 0 || sum < share * variance.sum());) {
    sum += variance(kept++);
  }
  const Eigen::MatrixXd directions = pca.eigenvectors().rowwise().reverse().leftCols(kept);
  const Points components = (flat.rowwise() - mean) * directions;
  return tensor_of(components).reshape({signal.size(0), signal.size(1), kept});
}

}  // namespace npd::dynamics
