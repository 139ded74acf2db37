#include "plugins/analyses/goldens.hpp"
#include "plugins/analyses/residual/golden_case.hpp"
#include "residual/choose_lag.hpp"
#include "residual/choose_rank.hpp"
#include "residual/choose_smoothness.hpp"
#include "residual/folds.hpp"
#include "residual/hankel.hpp"

#include <npd/hdf5.hpp>
#include <npd/ops.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <npd/testing/catch.hpp>

using namespace npd::residual;
using npd::testing::ResidualGolden;

namespace {

constexpr double error_tolerance = 1e-8;

/// \param golden  (row, column) flat
void check_close(const Eigen::MatrixXd& found, const std::vector<double>& golden) {
  REQUIRE(found.size() == static_cast<Eigen::Index>(golden.size()));
  using Rows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const Eigen::Map<const Rows> expected(golden.data(), found.rows(), found.cols());
  const double error = (found - expected).cwiseAbs().maxCoeff() / expected.cwiseAbs().maxCoeff();
  UNSCOPED_INFO("deviation " << error);
  CHECK(error <= error_tolerance);
}

std::vector<Eigen::Index> indices(const ResidualGolden& golden, const std::string& key) {
  const auto read = golden.labels(key);
  return {read.begin(), read.end()};
}

void check_ranks(const ResidualGolden& golden, std::size_t c) {
  const auto number = std::to_string(c);
  const auto grid = indices(golden, "input/cv/rank_grid");
  const auto errors = rank_errors(golden.conditions[c], golden.order, grid,
                                  golden.label_rows("input/cv/halves" + number));
  check_close(errors.transpose(), golden.numbers("cv/hankel" + number));
  const auto chosen = golden.labels("cv/rank" + number);
  CHECK(chosen_rank(errors, grid, Criterion::least) == chosen[0]);
  CHECK(chosen_rank(errors, grid, Criterion::within_sem) == chosen[1]);
  CHECK(chosen_rank(errors, grid, Criterion::within_spread) == chosen[2]);
}

void check_lags(const ResidualGolden& golden) {
  const auto grid =
      grid_of(indices(golden, "input/cv/lag_grid"), indices(golden, "input/cv/dim_grid"));
  const auto all = golden.labels("input/cv/folds");
  const auto used = indices(golden, "input/cv/ranks_used");
  std::vector<Folds> folds(golden.conditions.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    folds[static_cast<std::size_t>(golden.coarse[i])].push_back(all[i]);
  }
  Ranks ranks;
  for (const auto rank : used) ranks.emplace_back(golden.segments.size(), rank);
  const auto errors = lag_errors(golden.conditions, ranks, golden.order, grid, folds);
  const auto expected = golden.numbers("cv/lagdim");
  const auto chosen = golden.labels("cv/lagdim_opt");
  for (std::size_t c = 0; c < errors.size(); ++c) {
    const auto size = static_cast<std::ptrdiff_t>(errors[c].size());
    const auto first = expected.begin() + static_cast<std::ptrdiff_t>(c) * size;
    check_close(errors[c], {first, first + size});
    CHECK(chosen_lag(errors[c], grid) == LagDimension{chosen[2 * c], chosen[2 * c + 1]});
  }
}

void check_smoothness(const ResidualGolden& golden, std::size_t c, const Eigen::MatrixXd& basis) {
  const auto number = std::to_string(c);
  const auto grid = golden.numbers("input/cv/lam_grid");
  const Eigen::MatrixXd own = basis.leftCols(static_cast<Eigen::Index>(golden.dim[c]));
  const auto errors = smoothness_errors(projected(golden.conditions[c], own),
                                        static_cast<Eigen::Index>(golden.lag[c]), grid,
                                        golden.label_rows("input/cv/smooth_folds" + number));
  const auto expected = golden.numbers("cv/lam" + number);
  const auto repeats = errors.size(), folds = static_cast<std::size_t>(errors[0].cols());
  for (std::size_t k = 0; k < repeats; ++k) {
    std::vector<double> of_repeat;
    for (std::size_t i = 0; i < grid.size(); ++i) {
      const auto first = expected.begin() + static_cast<std::ptrdiff_t>((i * repeats + k) * folds);
      of_repeat.insert(of_repeat.end(), first, first + static_cast<std::ptrdiff_t>(folds));
    }
    check_close(errors[k], of_repeat);
  }
  const auto chosen = chosen_smoothness(errors, grid);
  const auto limits = golden.numbers("cv/lam" + number + "_largest_smallest");
  CHECK(chosen.largest == limits[0]);
  CHECK(chosen.smallest == limits[1]);
}

}  // namespace

TEST_CASE("golden: rank, lag, dimension and smoothness by cross-validation") {
  std::size_t cases = 0;
  for (const auto& path : npd::testing::goldens_of("residual", "residual_case")) {
    CAPTURE(path);
    const ResidualGolden golden(path);
    if (!golden.file.has("cv/lagdim")) continue;
    ++cases;
    check_lags(golden);
    const auto basis = dynamics_subspace(golden.conditions, golden.ranks, golden.order).basis;
    for (std::size_t c = 0; c < golden.conditions.size(); ++c) {
      CAPTURE(c);
      check_ranks(golden, c);
      check_smoothness(golden, c, basis);
    }
  }
  CHECK((cases > 0 || npd::testing::goldens_of("residual", "residual_case").empty()));
}
