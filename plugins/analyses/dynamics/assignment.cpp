#include "dynamics/assignment.hpp"

#include <cstddef>
#include <limits>

namespace npd::dynamics {
namespace {

/// Rows are taken in one by one; each finds the cheapest chain of exchanges to a free column. Row
/// and column 0 stand for nothing.
class Hungarian {
 public:
  /// \param costs  not more rows than columns
  explicit Hungarian(const Eigen::MatrixXd& costs)
      : costs_(costs),
        of_rows_(at(costs.rows()), 0.0),
        of_columns_(at(costs.cols()), 0.0),
        row_in_(at(costs.cols()), 0) {
    for (Eigen::Index row = 1; row <= costs.rows(); ++row) take_in(row);
  }

  std::vector<Eigen::Index> columns_of_rows() const {
    std::vector<Eigen::Index> columns(static_cast<std::size_t>(costs_.rows()), -1);
    for (std::size_t column = 1; column < row_in_.size(); ++column) {
      if (row_in_[column] > 0) {
        columns[static_cast<std::size_t>(row_in_[column] - 1)] =
            static_cast<Eigen::Index>(column) - 1;
      }
    }
    return columns;
  }

 private:
  static std::size_t at(Eigen::Index i) { return static_cast<std::size_t>(i) + 1; }

  double reduced(Eigen::Index row, std::size_t column) const {
    return costs_(row - 1, static_cast<Eigen::Index>(column) - 1) -
           of_rows_[static_cast<std::size_t>(row)] - of_columns_[column];
  }

  void take_in(Eigen::Index row) {
    const auto columns = row_in_.size();
    std::vector<double> least(columns, std::numeric_limits<double>::infinity());
    std::vector<std::size_t> from(columns, 0);
    std::vector<bool> reached(columns, false);
    std::size_t column = 0;
    row_in_[0] = row;
    while (row_in_[column] != 0) {
      reached[column] = true;
      std::size_t next = 0;
      double step = std::numeric_limits<double>::infinity();
      for (std::size_t j = 1; j < columns; ++j) {
        if (reached[j]) continue;
        const double cost = reduced(row_in_[column], j);
        if (cost < least[j]) {
          least[j] = cost;
          from[j] = column;
        }
        if (least[j] < step) {
          step = least[j];
          next = j;
        }
      }
      for (std::size_t j = 0; j < columns; ++j) {
        if (reached[j]) {
          of_rows_[static_cast<std::size_t>(row_in_[j])] += step;
          of_columns_[j] -= step;
        } else {
          least[j] -= step;
        }
      }
      column = next;
    }
    for (; column != 0; column = from[column]) row_in_[column] = row_in_[from[column]];
  }

  const Eigen::MatrixXd& costs_;
  std::vector<double> of_rows_, of_columns_;
  std::vector<Eigen::Index> row_in_;  // each column's; 0: it is free
};

}  // namespace

std::vector<Eigen::Index> cheapest_pairs(const Eigen::MatrixXd& costs) {
  if (costs.rows() <= costs.cols()) return Hungarian(costs).columns_of_rows();
  const Eigen::MatrixXd turned = costs.transpose();
  const auto rows_of_columns = Hungarian(turned).columns_of_rows();
  std::vector<Eigen::Index> columns(static_cast<std::size_t>(costs.rows()), -1);
  for (std::size_t column = 0; column < rows_of_columns.size(); ++column) {
    columns[static_cast<std::size_t>(rows_of_columns[column])] = static_cast<Eigen::Index>(column);
  }
  return columns;
}

}  // namespace npd::dynamics
