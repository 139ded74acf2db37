#include "plugins/analyses/goldens.hpp"
#include "plugins/analyses/residual/golden_case.hpp"
#include "residual/bins.hpp"
#include "residual/bootstrap.hpp"
#include "residual/hankel.hpp"
#include "residual/noise.hpp"
#include "residual/spectra.hpp"
#include "residual/two_stage.hpp"

#include <npd/hdf5.hpp>
#include <npd/ops.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <npd/testing/catch.hpp>

using namespace npd::residual;
using npd::Tensor;
using npd::testing::ResidualGolden;

namespace {

constexpr double tolerance = 1e-8, vector_tolerance = 1e-9;

/// The largest deviations seen; test_residual "*golden*" -s tells them.
double worst = 0, worst_vector = 0;

Tensor matrix(const Eigen::MatrixXd& m) {
  Tensor t = at::empty({m.cols(), m.rows()}, at::kDouble);
  std::copy(m.data(), m.data() + m.size(), t.data_ptr<double>());
  return t.t();
}

Tensor stack(const std::vector<Eigen::MatrixXd>& all) {
  std::vector<Tensor> tensors;
  for (const auto& m : all) tensors.push_back(matrix(m));
  return at::stack(tensors);
}

Tensor numbers(const std::vector<double>& values) { return at::tensor(values, at::kDouble); }

/// max|a - b| / max|b|; infinities at the same places are equal.
void check_close(const Tensor& found, const Tensor& golden, const std::string& what) {
  INFO(what);
  REQUIRE(found.sizes() == golden.sizes());
  const double error = npd::testing::relative_error(at::nan_to_num(found), at::nan_to_num(golden));
  CHECK(error <= tolerance);
  worst = std::max(worst, error);
}

/// Columns up to a sign or phase. (map, entry, column) each
void check_vectors(const Tensor& re, const Tensor& im, const Tensor& golden_re,
                   const Tensor& golden_im, const std::string& what) {
  INFO(what);
  REQUIRE(re.sizes() == golden_re.sizes());
  const Tensor real = (golden_re * re + golden_im * im).sum(1);
  const Tensor imaginary = (golden_re * im - golden_im * re).sum(1);
  const double error = (1 - (real.square() + imaginary.square()).sqrt()).abs().max().item<double>();
  CHECK(error <= vector_tolerance);
  worst_vector = std::max(worst_vector, error);
}

/// The first trials of bins. (trial, time, dim)
Tensor first_trials(const Bins& bins) { return stack(bins).narrow(1, 0, 5).transpose(0, 1); }

Bins one_behind_other(const Segments& segments) {
  Bins all;
  for (const auto& segment : segments) all.insert(all.end(), segment.begin(), segment.end());
  return all;
}

void check_residuals(const ResidualGolden& golden) {
  const auto all = one_behind_other(golden.segments);
  check_close(first_trials(all), golden.file.read("residuals_first5"), "residuals");
  std::vector<double> squares;
  for (const auto& bin : all) squares.push_back(bin.squaredNorm());
  check_close(numbers(squares), golden.file.read("residuals_sumsq"), "residuals_sumsq");
}

void check_hankel(const ResidualGolden& golden, std::size_t c) {
  const auto name = "H" + std::to_string(c);
  std::vector<Eigen::MatrixXd> values;
  for (const auto& segment : golden.conditions[c]) {
    for (const auto& h : hankel_matrices(segment, golden.order)) {
      if (values.empty()) {
        const auto size = std::min<Eigen::Index>(48, h.rows());
        check_close(matrix(h.topLeftCorner(size, size)), golden.file.read(name + "_first"), name);
      }
      values.push_back(triples_of(h).values);
    }
  }
  check_close(stack(values).select(2, 0), golden.file.read(name + "_sval"), name + "_sval");
}

/// The subspace, its directions turned as those of the file, whose signs are as good.
Eigen::MatrixXd checked_basis(const ResidualGolden& golden) {
  auto found = dynamics_subspace(golden.conditions, golden.ranks, golden.order);
  if (!golden.file.has("U")) return found.basis;
  const Tensor basis = golden.file.read("U");
  const Tensor none = at::zeros({1, 1, 1}, at::kDouble);
  check_vectors(matrix(found.basis).unsqueeze(0), none, basis.unsqueeze(0), none, "U");
  check_close(matrix(found.singular).select(1, 0), golden.file.read("sigma"), "sigma");
  check_close(matrix(found.squares), golden.file.read("CCt"), "CCt");
  const Tensor signs = (matrix(found.basis) * basis).sum(0).sign();
  for (Eigen::Index i = 0; i < found.basis.cols(); ++i) {
    found.basis.col(i) *= signs[i].item<double>();
  }
  return found.basis;
}

/// A condition's fit, and where the file has it.
struct ConditionCase {
  const ResidualGolden& golden;
  std::string where;
  Eigen::MatrixXd basis;
  Segments x, z;
  Eigen::Index lag;

  Tensor read(const std::string& key) const { return golden.file.read(where + key); }
};

void check_noise(const ConditionCase& one, std::size_t s, const SegmentDynamics& fit) {
  const auto noise = noise_model(one.x[s], one.basis, fit);
  const auto where = "noise_seg" + std::to_string(s) + "/";
  check_close(matrix(noise.observation).select(1, 0), one.read(where + "R"), "R");
  check_close(matrix(noise.start), one.read(where + "Q0"), "Q0");
  check_close(stack(noise.states), one.read(where + "Qt"), "Qt");
  check_close(matrix(noise.pooled), one.read(where + "Q"), "Q");
  check_close(at::scalar_tensor(noise.isotropic(), at::kDouble), one.read(where + "q_iso"),
              "q_iso");
  std::vector<double> each;
  for (const auto& q : noise.states) each.push_back(q.trace() / static_cast<double>(q.rows()));
  check_close(numbers(each), one.read(where + "q_iso_t"), "q_iso_t");
}

Tensor each_mode(const Spectra& spectra, const std::function<double(Complex)>& value) {
  std::vector<Eigen::MatrixXd> all;
  for (const auto& eigenvalues : spectra.eigenvalues) {
    Eigen::VectorXd values(eigenvalues.size());
    for (Eigen::Index i = 0; i < values.size(); ++i) values(i) = value(eigenvalues(i));
    all.emplace_back(values);
  }
  return stack(all).select(2, 0);
}

Tensor each_column(const std::vector<Eigen::VectorXd>& columns) {
  return stack({columns.begin(), columns.end()}).select(2, 0);
}

Tensor parts(const std::vector<Eigen::MatrixXcd>& all, bool imaginary) {
  std::vector<Eigen::MatrixXd> some;
  for (const auto& m : all) some.emplace_back(imaginary ? m.imag().eval() : m.real().eval());
  return stack(some);
}

void check_spectra(const ConditionCase& one, const Spectra& spectra) {
  const double bin_s = one.golden.bin_s;
  check_close(each_mode(spectra, [](Complex mu) { return mu.real(); }), one.read("eig_re"), "re");
  const Tensor im = one.read("eig_im");
  if (im.abs().max().item<double>() > 0) {
    check_close(each_mode(spectra, [](Complex mu) { return mu.imag(); }), im, "im");
    check_close(each_mode(spectra, [](Complex mu) { return std::arg(mu); }), one.read("ang"),
                "ang");
    check_close(each_mode(spectra, [=](Complex mu) { return npd::dynamics::frequency(mu, bin_s); }),
                one.read("freq").abs(), "freq");
  }
  check_close(each_mode(spectra, [](Complex mu) { return std::abs(mu); }), one.read("mag"), "mag");
  // Theirs is negative where a mode decays.
  check_close(
      each_mode(spectra, [=](Complex mu) { return -npd::dynamics::time_constant(mu, bin_s); }),
      one.read("tau"), "tau");
  check_vectors(parts(spectra.vectors, false), parts(spectra.vectors, true), one.read("vec_re"),
                one.read("vec_im"), "vectors");
  check_close(each_column(spectra.singular), one.read("sval"), "sval");
  const Tensor none = at::zeros({1, 1, 1}, at::kDouble);
  check_vectors(stack(spectra.left), none, one.read("left"), none, "left");
  check_vectors(stack(spectra.right), none, one.read("right"), none, "right");
}

void check_bootstrap(const ConditionCase& one, std::size_t s, std::int64_t first,
                     const Spectra& full) {
  std::vector<TrialList> samples;
  for (const auto& row : one.golden.label_rows("input/bootstrap")) {
    samples.emplace_back(row.begin(), row.end());
  }
  const auto found = bootstrap(one.z[s], one.lag, one.golden.smoothness_of(s), full, samples);
  std::vector<Tensor> magnitudes, singular;
  for (const auto& spectra : found) {
    const Tensor mag = each_mode(spectra, [](Complex mu) { return std::abs(mu); });
    magnitudes.push_back(std::get<0>(mag.sort(1, /*descending=*/true)));
    singular.push_back(each_column(spectra.singular));
  }
  const auto maps = static_cast<std::int64_t>(full.eigenvalues.size());
  check_close(at::stack(magnitudes), one.read("boot_mag_sorted").narrow(1, first, maps),
              "boot_mag_sorted");
  check_close(at::stack(singular), one.read("boot_sval").narrow(1, first, maps), "boot_sval");
}

void check_condition(const ConditionCase& one) {
  check_close(first_trials(one_behind_other(one.z)), one.read("Z_first5"), "Z");
  std::vector<Eigen::MatrixXd> maps, plain;
  std::vector<Spectra> spectra;
  std::vector<double> losses, squares, departures;
  for (std::size_t s = 0; s < one.z.size(); ++s) {
    const auto fit = two_stage(one.z[s], one.lag, one.golden.smoothness_of(s));
    const auto name = "_seg" + std::to_string(s);
    check_close(stack(fit.first.coefficients), one.read("B" + name), "B");
    check_close(first_trials(fit.first.predicted), one.read("Xhat" + name + "_first5"), "Xhat");
    check_noise(one, s, fit);
    spectra.push_back(tracked_spectra(fit.maps));
    if (one.golden.file.has("input/bootstrap")) {
      check_bootstrap(one, s, static_cast<std::int64_t>(maps.size()), spectra.back());
    }
    losses.push_back(fit.loss);
    maps.insert(maps.end(), fit.maps.begin(), fit.maps.end());
    const auto by_one = one_stage(one.z[s], one.lag, one.golden.smoothness[0]);
    plain.insert(plain.end(), by_one.begin(), by_one.end());
  }
  check_close(stack(maps), one.read("A"), "A");
  check_close(stack(plain), one.read("A_ols"), "A_ols");
  check_close(numbers(losses), one.read("loss"), "loss");
  for (const auto& map : maps) {
    squares.push_back(sum_of_squares(map));
    departures.push_back(departure_from_normality(map));
  }
  check_close(numbers(squares), one.read("sum_sq"), "sum_sq");
  if (one.basis.cols() > 1) check_close(numbers(departures), one.read("nonnormal"), "nonnormal");
  check_spectra(one, one.golden.across ? tracked_spectra(maps) : joined(spectra));
}

}  // namespace

TEST_CASE("golden: residuals, subspace, maps, spectra, noise and resamples") {
  for (const auto& path : npd::testing::goldens_of("residual", "residual_case")) {
    CAPTURE(path);
    const ResidualGolden golden(path);
    check_residuals(golden);
    const auto basis = checked_basis(golden);
    for (std::size_t c = 0; c < golden.conditions.size(); ++c) {
      CAPTURE(c);
      if (golden.file.has("U")) check_hankel(golden, c);
      const Eigen::MatrixXd own = basis.leftCols(static_cast<Eigen::Index>(golden.dim[c]));
      check_condition({golden, "cond" + std::to_string(c) + "/", own, golden.conditions[c],
                       projected(golden.conditions[c], own),
                       static_cast<Eigen::Index>(golden.lag[c])});
    }
  }
  INFO("largest deviation " << worst << ", of directions " << worst_vector);
  CHECK(worst <= tolerance);
}
