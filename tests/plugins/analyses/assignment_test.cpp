#include "dynamics/assignment.hpp"

#include <npd/random.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <numeric>
#include <vector>

#include <npd/testing/catch.hpp>

using npd::dynamics::cheapest_pairs;
using npd::testing::Approx;

namespace {

/// The least sum of one element a row, each of another column, by trying all orders of columns.
double least_sum(const Eigen::MatrixXd& costs) {
  std::vector<Eigen::Index> order(static_cast<std::size_t>(costs.cols()));
  std::iota(order.begin(), order.end(), 0);
  double least = std::numeric_limits<double>::infinity();
  do {
    double sum = 0;
    for (Eigen::Index i = 0; i < costs.rows(); ++i) {
      sum += costs(i, order[static_cast<std::size_t>(i)]);
    }
    least = std::min(least, sum);
  } while (std::next_permutation(order.begin(), order.end()));
  return least;
}

double sum_of_pairs(const Eigen::MatrixXd& costs) {
  double sum = 0;
  const auto pairs = cheapest_pairs(costs);
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if (pairs[i] >= 0) sum += costs(static_cast<Eigen::Index>(i), pairs[i]);
  }
  return sum;
}

}  // namespace

TEST_CASE("the cheapest pairs are those that trying all finds") {
  npd::RandomStream random(7, "costs");
  for (int repeat = 0; repeat < 50; ++repeat) {
    const Eigen::Index rows = 2 + repeat % 4, columns = rows + repeat % 3;
    Eigen::MatrixXd costs(rows, columns);
    for (Eigen::Index i = 0; i < rows; ++i) {
      for (Eigen::Index j = 0; j < columns; ++j) costs(i, j) = random.uniform();
    }
    INFO(costs);
    CHECK(sum_of_pairs(costs) == Approx(least_sum(costs)).epsilon(1e-12));
    CHECK(sum_of_pairs(costs.transpose()) == Approx(least_sum(costs)).epsilon(1e-12));
  }
}

TEST_CASE("of unequal numbers the cheapest are paired and the others left alone") {
  Eigen::MatrixXd costs(2, 3);
  costs << 1, 5, 2, 1, 4, 9;
  CHECK(cheapest_pairs(costs) == std::vector<Eigen::Index>{2, 0});
  CHECK(cheapest_pairs(costs.transpose()) == std::vector<Eigen::Index>{1, -1, 0});
}
