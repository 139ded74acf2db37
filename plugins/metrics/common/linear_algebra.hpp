#pragma once

#include <Eigen/Core>

#include <vector>

/// \file linear_algebra.hpp
/// What metrics need of linear algebra. Everywhere a row is one observation, a (trial, bin), and a
/// column is one dimension. Eigen's decompositions are compiled here once for all: each takes ten
/// seconds.
namespace npd::metrics {

/// Observations as tensors have them, row after row; anything else is copied into that order.
using Rows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using RowsRef = Eigen::Ref<const Rows>;

/// Directions weaker than this, relative to the strongest, are rounding noise.
inline constexpr double rank_tolerance = 1e-13;

/// The mean of each column; of a constant column exactly its value.
Eigen::RowVectorXd column_means(const RowsRef& x);

/// Two sets of columns over the same rows.
struct ColumnPair {
  Eigen::MatrixXd x, y;
};

/// Centres the columns of both and turns them, by one rotation of the row space, into at most as
/// many rows as both have columns together. All inner products between centred columns stay as they
/// were, to rounding, and with them everything that a linear method can see.
/// \param x  (row, dim_x)
/// \param y  (row, dim_y)
ColumnPair condense(const RowsRef& x, const RowsRef& y);

/// The thin singular value decomposition X = U diag(values) V'.
struct SingularValues {
  Eigen::MatrixXd u;       ///< (row, min(row, dim))
  Eigen::VectorXd values;  ///< falling
  Eigen::MatrixXd v;       ///< (dim, min(row, dim))

  /// How many of them are more than rounding noise.
  Eigen::Index rank() const;
};
SingularValues decompose(const Eigen::MatrixXd& x);

/// S = V diag(values) V' of a symmetric matrix.
struct SymmetricEigenvalues {
  Eigen::VectorXd values;  ///< rising
  Eigen::MatrixXd v;       ///< orthogonal
};
SymmetricEigenvalues decompose_symmetric(const Eigen::MatrixXd& s);

/// x -> (x - x_mean) weights + y_mean
struct LinearMap {
  Eigen::RowVectorXd x_mean, y_mean;
  Eigen::MatrixXd weights;   ///< (dim_x, dim_y)
  Eigen::Index rank = 0;     ///< independent columns of x that it was fitted with
  Eigen::Index samples = 0;  ///< rows that it was fitted to

  Rows operator()(const RowsRef& x) const;
};

/// Least squares with an intercept. Of all solutions the one whose weights have the least norm.
/// \param x  (row, dim_x), at least one row
/// \param y  (row, dim_y); NaN: unknown, each column is fitted to the rows in which it is known
LinearMap least_squares(const RowsRef& x, const RowsRef& y);

/// Ridge regression with an intercept that is not shrunk: minimises |y - prediction|^2 +
/// penalty t |weights|^2, t being the mean squared length of a centred column of x, so that the
/// scale of x does not matter. \param x  (row, dim_x), at least one row \param y  (row, dim_y)
LinearMap ridge(const RowsRef& x, const RowsRef& y, double penalty);

/// The coefficient of determination of each column, 1 - SSres / SStot, plain mean over columns, of
/// predictions that come a block of rows at a time. A constant target counts 1 if predicted
/// exactly, else 0. What is NaN in the target is left out, and a column in which all is.
class Deviations {
 public:
  /// \param target  all rows, about whose means they deviate
  explicit Deviations(const RowsRef& target);

  /// \param target, prediction  (row, dim), some rows
  void add(const RowsRef& target, const RowsRef& prediction);

  /// Of each column that is known somewhere.
  std::vector<double> r_squared_of_columns() const;

  /// Their mean; NaN without one.
  double r_squared() const;

  /// How many targets do not vary.
  Eigen::Index constant() const;

 private:
  Eigen::RowVectorXd means_, residual_, total_;
  Eigen::Array<bool, 1, Eigen::Dynamic> known_;
};

/// The same of all rows at once.
/// \param target      (row, dim)
/// \param prediction  (row, dim)
double r_squared(const RowsRef& target, const RowsRef& prediction);

/// The first `dims` principal components of centred columns.
/// \param x  (row, dim), centred
/// \return (row, dims)
Eigen::MatrixXd principal_components(const Eigen::MatrixXd& x, Eigen::Index dims);

}  // namespace npd::metrics
