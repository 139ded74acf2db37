#include "dynamics/similarity.hpp"
#include "dynamics/delay_operator.hpp"
#include "dynamics/points.hpp"

#include <npd/error.hpp>
#include <npd/ops.hpp>

#include <Eigen/LU>
#include <Eigen/QR>

#include <chrono>
#include <cmath>
#include <cstdint>
#include <ctime>
#include <limits>

#include <npd/testing/catch.hpp>

using namespace npd::dynamics;
using npd::testing::Approx;
using npd::testing::ContainsSubstring;

namespace {

Eigen::MatrixXd normal_matrix(Eigen::Index n, std::uint64_t seed) {
  npd::RandomStream random(seed, "matrix");
  Eigen::MatrixXd a(n, n);
  for (Eigen::Index i = 0; i < a.size(); ++i) a.data()[i] = random.normal();
  return a;
}

Eigen::MatrixXd orthogonal(Eigen::Index n, std::uint64_t seed) {
  return Eigen::HouseholderQR<Eigen::MatrixXd>(normal_matrix(n, seed)).householderQ();
}

Similarity least(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b) {
  npd::RandomStream random(1, "search");
  return similarity(a, b, random, 20);
}

/// Trials of x(t + 1) = a x(t).
npd::Tensor linear_trials(const Eigen::MatrixXd& a) {
  npd::RandomStream random(4, "starts");
  npd::Tensor trials = at::empty({10, 12, a.rows()}, at::TensorOptions(at::kDouble));
  Eigen::Map<Points> flat(trials.data_ptr<double>(), 120, a.rows());
  for (Eigen::Index i = 0; i < 120; ++i) {
    for (Eigen::Index j = 0; j < a.rows(); ++j) {
      flat(i, j) = i % 12 == 0 ? random.normal() : flat.row(i - 1).dot(a.row(j));
    }
  }
  return trials;
}

}  // namespace

TEST_CASE("a system is at no angle to itself in other coordinates") {
  for (const Eigen::Index n : {2, 3, 5}) {
    const Eigen::MatrixXd a = normal_matrix(n, 1), q = orthogonal(n, 2);
    const auto found = least(a, 3 * q * a * q.transpose());
    CHECK(found.angle < 1e-7);
    CHECK((found.best * q * a * q.transpose() * found.best.transpose() - a).norm() < 1e-6);
  }
}

TEST_CASE("coordinates change nothing, and neither does the order") {
  const Eigen::MatrixXd a = normal_matrix(4, 1), b = normal_matrix(4, 2), q = orthogonal(4, 3);
  const double angle = least(a, b).angle;
  CHECK(least(q * a * q.transpose(), b).angle == Approx(angle).margin(1e-9));
  CHECK(least(b, a).angle == Approx(angle).margin(1e-9));
  CHECK(least(a, b).bound <= angle);
}

TEST_CASE("the least angle of maps of a plane has a closed form") {
  for (std::uint64_t seed = 1; seed < 6; ++seed) {
    Eigen::MatrixXd a = normal_matrix(2, seed), b = normal_matrix(2, seed + 20);
    a /= a.norm();
    b /= b.norm();
    const auto parts = [](const Eigen::MatrixXd& m) {
      return Eigen::Vector3d(m.trace() / 2,
                             std::hypot((m(0, 0) - m(1, 1)) / 2, (m(0, 1) + m(1, 0)) / 2),
                             (m(1, 0) - m(0, 1)) / 2);
    };
    const Eigen::Vector3d x = parts(a), y = parts(b);
    const double common = 2 * x(0) * y(0) + 2 * x(1) * y(1), turn = 2 * x(2) * y(2);
    CHECK(least(a, b).angle == Approx(std::acos(common + std::abs(turn))).margin(1e-8));
    CHECK(least(a, b).rotation_angle == Approx(std::acos(common + turn)).margin(1e-8));
    CHECK(least(a, b).bound == Approx(least(a, b).angle).margin(1e-8));
  }
}

TEST_CASE("spectra are compared with equal weights, whatever their numbers") {
  const Eigen::Matrix2d two = Eigen::Vector2d(0.9, 0.5).asDiagonal();
  const Eigen::Matrix3d three = Eigen::Vector3d(0.9, 0.6, 0.5).asDiagonal();
  // A third of the weight each; half of 0.6 goes to 0.9, half to 0.5.
  CHECK(spectral_distance(two, three) == Approx((0.3 * 0.3 + 0.1 * 0.1) / 6));
  CHECK(spectral_distance(two, two) == 0);
}

TEST_CASE("the map of a linear system without noise is that system's") {
  Eigen::Matrix3d a;
  a << 0.9, -0.2, 0, 0.2, 0.9, 0.1, 0, 0, 0.7;
  const auto found = delay_operator(linear_trials(a), {});
  CHECK(spectral_distance(found.a, a) < 1e-20);
}

TEST_CASE("what was not recorded is left out of histories") {
  Eigen::Matrix2d a;
  a << 0.9, -0.2, 0.2, 0.9;
  auto trials = linear_trials(a);
  trials[3][5].fill_(std::numeric_limits<double>::quiet_NaN());
  trials[7].fill_(std::numeric_limits<double>::quiet_NaN());
  DelayOptions options;
  options.delays = 3;
  options.rule = RankRule::given;
  options.rank = 2;
  CHECK(spectral_distance(delay_operator(trials, options).a, a) < 1e-20);
}

TEST_CASE("ranks follow their rule") {
  const Eigen::Matrix3d a = Eigen::Vector3d(0.9, 0.8, 0.7).asDiagonal();
  const auto trials = linear_trials(a);
  const auto singular = delay_operator(trials, {}).singular;
  const auto rank = [&](RankRule rule, double value) {
    DelayOptions options;
    options.rule = rule;
    options.rank = value;
    return delay_operator(trials, options).a.rows();
  };
  CHECK(rank(RankRule::all, 0) == 3);
  CHECK(rank(RankRule::given, 2) == 2);
  CHECK(rank(RankRule::threshold, (singular(0) + singular(1)) / 2) == 1);
  const double share = singular.head(2).squaredNorm() / singular.squaredNorm();
  CHECK(rank(RankRule::explained, share - 1e-9) == 2);
  CHECK(rank(RankRule::explained, share + 1e-9) == 3);
}

TEST_CASE("trials that are too short for a history are refused") {
  DelayOptions options;
  const auto trials = linear_trials(Eigen::Matrix2d::Identity());
  options.delays = trials.size(1) - 1;  // two histories: one pair
  CHECK_THROWS_WITH(delay_operator(trials, options), ContainsSubstring("histories are too few"));
  options.delays = trials.size(1);
  CHECK_THROWS_WITH(delay_operator(trials, options), ContainsSubstring("need trials of at least"));
}

TEST_CASE("components are as many as hold the share, at least one") {
  npd::Tensor signal = linear_trials(Eigen::Vector3d(0.9, 0.8, 0.7).asDiagonal());
  signal.select(2, 0).mul_(100);
  CHECK(leading_components(signal, 0.9).size(2) == 1);
  CHECK(leading_components(signal, 1).size(2) == 3);
  CHECK(leading_components(signal, 1e-9).size(2) == 1);
  CHECK(leading_components(at::zeros_like(signal), 0.9).size(2) == 1);
}

TEST_CASE("200 starts of six dimensions take less than a second on an idle core") {
  const Eigen::MatrixXd a = normal_matrix(6, 1), b = normal_matrix(6, 2);
  npd::RandomStream random(1, "search");
  const auto begin = std::chrono::steady_clock::now();
  const auto clock = std::clock();
  const auto found = similarity(a, b, random);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  const double cpu_s = static_cast<double>(std::clock() - clock) / CLOCKS_PER_SEC;
  UNSCOPED_INFO(found.starts << " starts in " << seconds.count() << " s, " << cpu_s
                             << " s of processor time");
  CHECK(found.starts > 400);
  CHECK(cpu_s < 10);
}
