#include "report/projections.hpp"

#include <npd/ops.hpp>

#include <Eigen/Dense>

#include <algorithm>

namespace npd::report {
namespace {

using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using View = Eigen::Map<const Matrix>;

View view(const Tensor& rows) { return {rows.data_ptr<double>(), rows.size(0), rows.size(1)}; }

Tensor tensor_of(const Matrix& matrix) {
  return at::from_blob(const_cast<double*>(matrix.data()), {matrix.rows(), matrix.cols()},
                       at::kDouble)
      .clone();
}

Tensor flat(const Tensor& signal) {
  return signal.to(at::kDouble).reshape({-1, signal.size(2)}).contiguous();
}

}  // namespace

Pca principal_components(const Tensor& rows, bool standardise) {
  const Tensor table = rows.to(at::kDouble).contiguous();
  Matrix centred = view(table);
  centred.rowwise() -= centred.colwise().mean().eval();
  if (standardise) {
    for (Eigen::Index i = 0; i < centred.cols(); ++i) {
      const double sd =
          std::sqrt(centred.col(i).squaredNorm() / static_cast<double>(centred.rows()));
      if (sd > 0) centred.col(i) /= sd;
    }
  }
  const Matrix covariance = centred.transpose() * centred;
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(covariance);
  Eigen::MatrixXd axes = solver.eigenvectors().rowwise().reverse();
  const Eigen::VectorXd variances = solver.eigenvalues().reverse().cwiseMax(0);
  Pca pca;
  double sum = 0;
  const double total = std::max(variances.sum(), std::numeric_limits<double>::min());
  for (Eigen::Index i = 0; i < axes.cols(); ++i) {
    Eigen::Index largest = 0;
    axes.col(i).cwiseAbs().maxCoeff(&largest);
    if (axes(largest, i) < 0) axes.col(i) *= -1;
    pca.cumulative.push_back((sum += variances[i]) / total);
  }
  pca.scores = tensor_of(centred * axes);
  return pca;
}

Tensor mapped_on(const Tensor& from, const Tensor& to) {
  const Tensor x_rows = flat(from), y_rows = flat(to);
  Matrix x = view(x_rows), y = view(y_rows);
  const Eigen::RowVectorXd x_mean = x.colwise().mean(), y_mean = y.colwise().mean();
  x.rowwise() -= x_mean;
  y.rowwise() -= y_mean;
  // A factor that says nothing, or the same as another, must not blow up the rest.
  const Eigen::CompleteOrthogonalDecomposition<Eigen::MatrixXd> solver(x.transpose() * x);
  Matrix mapped = x * solver.solve(x.transpose() * y);
  mapped.rowwise() += y_mean;
  return tensor_of(mapped).reshape({to.size(0), to.size(1), to.size(2)});
}

}  // namespace npd::report
