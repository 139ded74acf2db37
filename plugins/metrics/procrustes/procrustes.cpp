/// \file procrustes.cpp
/// How far two sets of trajectories are apart, whatever rotation (or linear map) lies between them
/// [Williams2021].
#include "common/comparison.hpp"
#include "common/linear_algebra.hpp"

#include <npd/metric.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace {

using Eigen::Index;
using Eigen::MatrixXd;

constexpr double quarter_turn = 1.5707963267948966;

// Columns are called uncorrelated up to this variance times the number of rows; the original's.
constexpr double eigenvalue_floor = 1e-7;

/// X Z with Z = V diag(alpha + (1 - alpha) / sqrt(l)) V', X'X = V diag(l) V'. alpha 1 leaves X as
/// it is, alpha 0 makes its columns orthonormal.
MatrixXd partially_whitened(const MatrixXd& x, double alpha) {
  const auto [values, v] = npd::metrics::decompose_symmetric(x.transpose() * x);
  const Eigen::ArrayXd l = values.array().max(eigenvalue_floor);
  const Eigen::VectorXd scale = alpha + (1 - alpha) / l.sqrt();
  return x * (v * scale.asDiagonal() * v.transpose());
}

MatrixXd zero_padded(const MatrixXd& x, Index columns) {
  MatrixXd padded = MatrixXd::Zero(x.rows(), columns);
  padded.leftCols(x.cols()) = x;
  return padded;
}

/// The angle, in radians, between two sets of centred columns after partial whitening and the best
/// orthogonal alignment; NaN if one of them does not vary. The narrower one is padded with zeros.
double procrustes_angle(const npd::metrics::ColumnPair& pair, double alpha) {
  const Index columns = std::max(pair.x.cols(), pair.y.cols());
  const MatrixXd x = partially_whitened(zero_padded(pair.x, columns), alpha);
  const MatrixXd y = partially_whitened(zero_padded(pair.y, columns), alpha);
  const auto svd = npd::metrics::decompose(x.transpose() * y);
  const MatrixXd a = x * svd.u / x.norm();
  const MatrixXd b = y * svd.v / y.norm();
  // arccos <a, b> for unit vectors, in the form that keeps its digits near 0 [Kahan2006].
  return std::min(2 * std::atan2((a - b).norm(), (a + b).norm()), quarter_turn);
}

/// The least angle that columns of equal weight in different numbers can have.
double width_floor(Index a, Index b) {
  return std::acos(
      std::sqrt(static_cast<double>(std::min(a, b)) / static_cast<double>(std::max(a, b))));
}

struct Compared {
  const char* name;
  npd::Subject subject;
};
constexpr Compared compared[] = {{"latent", npd::Subject::latents},
                                 {"input", npd::Subject::inputs}};

class Procrustes final : public npd::Metric {
 public:
  struct Config {
    double alpha_lin = 1e-6;
    double alpha_rot = 1;
    void visit(npd::Params& p) {
      p("alpha_lin", alpha_lin, "Whitening of the _lin scores: 0 is full, 1 is none",
        npd::within(0.0, 1.0));
      p("alpha_rot", alpha_rot, "Whitening of the _rot scores: 0 is full, 1 is none",
        npd::within(0.0, 1.0));
    }
  };

  explicit Procrustes(const Config& config) : config_(config) {}

  std::vector<npd::ScoreInfo> scores() const override {
    std::vector<npd::ScoreInfo> infos;
    for (const Compared& what : compared) {
      const auto add = [&](const std::string& form, const std::string& doc) {
        npd::ScoreInfo info;
        info.name = what.name + form;
        info.doc = doc;
        info.subject = what.subject;
        info.direction = npd::Direction::lower_is_better;
        info.lowest = 0;
        info.highest = quarter_turn;
        info.perfect = 0;
        info.headline = form == "_procrustes_rot" && what.subject == npd::Subject::latents;
        infos.push_back(info);
      };
      add("_procrustes_lin", "Angle (rad) to the truth after whitening and the best rotation");
      add("_procrustes_lin_floor", "The least _lin (rad) that the two numbers of dimensions allow");
      add("_procrustes_rot", "Angle (rad) to the truth after the best rotation");
      add("_procrustes_pca_lin", "As _lin, the wider side reduced by PCA to the narrower's width");
      add("_procrustes_pca_rot", "As _rot, the wider side reduced by PCA to the narrower's width");
    }
    return infos;
  }

  std::vector<npd::Score> evaluate(const npd::Evaluation& evaluation) override {
    std::vector<npd::Score> scores;
    for (const Compared& what : compared) {
      const auto sides = npd::metrics::compare(evaluation, what.subject);
      if (!sides) continue;
      const auto pair = npd::metrics::condense(sides->estimate.rows(), sides->truth.rows());
      const Index dims = std::min(pair.x.cols(), pair.y.cols());
      const npd::metrics::ColumnPair fair{npd::metrics::principal_components(pair.x, dims),
                                          npd::metrics::principal_components(pair.y, dims)};
      const auto add = [&](const std::string& form, double angle) {
        scores.push_back({what.name + form, angle, "all",
                          std::isnan(angle) ? "the truth or the estimate does not vary" : ""});
      };
      add("_procrustes_lin", procrustes_angle(pair, config_.alpha_lin));
      add("_procrustes_lin_floor", width_floor(pair.x.cols(), pair.y.cols()));
      add("_procrustes_rot", procrustes_angle(pair, config_.alpha_rot));
      add("_procrustes_pca_lin", procrustes_angle(fair, config_.alpha_lin));
      add("_procrustes_pca_rot", procrustes_angle(fair, config_.alpha_rot));
    }
    return scores;
  }

 private:
  Config config_;
};

}  // namespace

NPD_METRIC(Procrustes, "procrustes", "0.1.0",
           "Angles between estimated and true trajectories after alignment")
