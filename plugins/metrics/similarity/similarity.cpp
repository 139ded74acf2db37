/// \file similarity.cpp
/// Likeness of two sets of trajectories that does not depend on how many dimensions each has.
#include "common/comparison.hpp"
#include "common/linear_algebra.hpp"

#include <npd/metric.hpp>

#include <fmt/format.h>
#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace {

using Eigen::MatrixXd;
using npd::metrics::ColumnPair;

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

/// An orthonormal basis of the space of centred columns.
MatrixXd basis(const MatrixXd& x) {
  const auto svd = npd::metrics::decompose(x);
  return svd.u.leftCols(svd.rank());
}

/// The canonical correlations [Hotelling1936], mean over the dimensions of the narrower side;
/// NaN if a side does not vary.
double canonical_correlation(const ColumnPair& pair) {
  const MatrixXd x = basis(pair.x), y = basis(pair.y);
  if (x.cols() == 0 || y.cols() == 0) return undefined;
  const auto svd = npd::metrics::decompose(x.transpose() * y);
  const auto dims = static_cast<double>(std::min(pair.x.cols(), pair.y.cols()));
  return std::min(svd.values.sum() / dims, 1.0);
}

/// Linear centred kernel alignment |X'Y|^2 / (|X'X| |Y'Y|) [Kornblith2019]; NaN if a side does not
/// vary.
double centred_kernel_alignment(const ColumnPair& pair) {
  const double cross = (pair.x.transpose() * pair.y).squaredNorm();
  const double own = (pair.x.transpose() * pair.x).norm() * (pair.y.transpose() * pair.y).norm();
  return own > 0 ? std::min(cross / own, 1.0) : undefined;
}

/// A note about scores of which chance alone is a large part, or nothing.
std::string samples_note(const npd::metrics::Comparison& sides) {
  const auto samples = sides.truth.rows().rows();
  const auto dims = sides.truth.dims() + sides.estimate.dims();
  if (10 * dims < samples) return {};
  return fmt::format(
      "{} true and {} estimated dimensions on {} samples: unrelated trajectories "
      "look alike, too",
      sides.truth.dims(), sides.estimate.dims(), samples);
}

struct Compared {
  const char* name;
  npd::Subject subject;
};
constexpr Compared compared[] = {{"latent", npd::Subject::latents},
                                 {"input", npd::Subject::inputs}};

class Similarity final : public npd::Metric {
 public:
  struct Config {
    void visit(npd::Params&) {}
  };

  explicit Similarity(const Config&) {}

  std::vector<npd::ScoreInfo> scores() const override {
    std::vector<npd::ScoreInfo> infos;
    for (const Compared& what : compared) {
      const auto add = [&](const std::string& form, const std::string& doc) {
        npd::ScoreInfo info;
        info.name = what.name + form;
        info.doc = doc;
        info.subject = what.subject;
        info.lowest = 0;
        info.highest = 1;
        info.headline = form == "_cca" && what.subject == npd::Subject::latents;
        infos.push_back(info);
      };
      add("_cca",
          "Canonical correlations with the truth, mean over the narrower side's dimensions");
      add("_cka", "Linear centred kernel alignment with the truth");
    }
    return infos;
  }

  std::vector<npd::Score> evaluate(const npd::Evaluation& evaluation) override {
    std::vector<npd::Score> scores;
    for (const Compared& what : compared) {
      const auto sides = npd::metrics::compare(evaluation, what.subject);
      if (!sides) continue;
      const ColumnPair pair = npd::metrics::condense(sides->estimate.rows(), sides->truth.rows());
      const auto add = [&](const char* form, double value) {
        const bool varies = !std::isnan(value);
        scores.push_back({std::string(what.name) + form, value, "all",
                          varies ? "" : "the truth or the estimate does not vary",
                          varies ? samples_note(*sides) : ""});
      };
      add("_cca", canonical_correlation(pair));
      add("_cka", centred_kernel_alignment(pair));
    }
    return scores;
  }
};

}  // namespace

NPD_METRIC(Similarity, "similarity", "0.1.0",
           "Canonical correlations and kernel alignment of estimates and truth")
