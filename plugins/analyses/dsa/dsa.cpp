/// \file dsa.cpp
/// Dynamical similarity of the model's and the true latents [Ostrow2023]: linear maps of delay
/// coordinates, compared up to an orthogonal change of coordinates, by the least angle there is.
#include "dynamics/delay_operator.hpp"
#include "dynamics/points.hpp"
#include "dynamics/similarity.hpp"
#include "dynamics/spectrum.hpp"

#include <npd/analysis.hpp>
#include <npd/ops.hpp>

#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace npd::dynamics;

class Dsa final : public npd::Analysis {
 public:
  struct Config {
    std::int64_t delays = 10, interval = 1, rank = 0, starts = 0;
    double explained = 0.99, components = 0.99, ridge = 0;

    void visit(npd::Params& p) {
      p("components", components,
        "Principal components of the latents that hold that share of their variance; 1: all",
        npd::Bounds{0.0, 1.0, true, false});
      p("delays", delays, "Bins in a history", npd::at_least(1.0), "bins");
      p("interval", interval, "Between the bins of a history", npd::at_least(1.0), "bins");
      p("rank", rank, "Directions of histories that are kept; 0: as many as `explained` says",
        npd::at_least(0.0));
      p("explained", explained,
        "The fewest directions of histories that hold that share of their "
        "squares",
        npd::Bounds{0.0, 1.0, true, false});
      p("ridge", ridge, "Penalty on the squares of the map", npd::at_least(0.0));
      p("starts", starts,
        "Random starts of the search, of either determinant; 0: 200 up to 6 directions, 100 up to "
        "12, else 16",
        npd::at_least(0));
    }
  };

  explicit Dsa(const Config& config) : config_(config) {}

  std::vector<npd::Need> needs() const override {
    return {npd::Need::model, npd::Need::true_latents};
  }

  std::vector<npd::ScoreInfo> scores() const override;
  npd::AnalysisResult run(const npd::AnalysisData& data) override;

 private:
  DelayOperator operator_of(const npd::Tensor& latents) const;

  Config config_;
};

npd::ScoreInfo distance(const char* name, const char* doc, double highest, bool headline) {
  npd::ScoreInfo info;
  info.name = name;
  info.doc = doc;
  info.direction = npd::Direction::lower_is_better;
  info.lowest = 0;
  info.highest = highest;
  info.perfect = 0;
  info.headline = headline;
  return info;
}

std::vector<npd::ScoreInfo> Dsa::scores() const {
  const double any = std::numeric_limits<double>::infinity();
  return {distance("dsa_angle", "Least angle between the maps of truth and model, rad", M_PI, true),
          distance("dsa_rotation_angle", "The same without reflections, rad", M_PI, false),
          distance("dsa_spectrum", "Squared Wasserstein distance of the maps' eigenvalues", any,
                   false)};
}

DelayOperator Dsa::operator_of(const npd::Tensor& latents) const {
  const auto signal =
      config_.components < 1 ? leading_components(latents, config_.components) : latents;
  DelayOptions options;
  options.delays = config_.delays;
  options.interval = config_.interval;
  options.rule = config_.rank > 0 ? RankRule::given : RankRule::explained;
  options.rank = config_.rank > 0 ? static_cast<double>(config_.rank) : config_.explained;
  options.ridge = config_.ridge;
  return delay_operator(signal, options);
}

npd::ResultTable modes_table(const DelayOperator& truth, const DelayOperator& model, double bin_s) {
  std::vector<std::string> systems;
  std::vector<double> re, im, tau, frequencies;
  for (const auto& [name, one] :
       {std::pair{"truth", std::cref(truth)}, std::pair{"model", std::cref(model)}}) {
    for (const Complex mu : sorted_eigenvalues(one.get().a)) {
      systems.emplace_back(name);
      re.push_back(mu.real());
      im.push_back(mu.imag());
      tau.push_back(time_constant(mu, 1000 * bin_s));
      frequencies.push_back(frequency(mu, bin_s));
    }
  }
  return {
      "modes",
      "Eigenvalues of the maps",
      {npd::text_column("system", systems, "whose"), npd::number_column("re", re, "", "real part"),
       npd::number_column("im", im, "", "imaginary part"),
       npd::number_column("tau", tau, "ms", "time constant; negative: it grows"),
       npd::number_column("frequency", frequencies, "Hz", "|arg mu| / (2 pi bin)")}};
}

npd::Figure spectrum_figure(const DelayOperator& truth, const DelayOperator& model) {
  npd::Figure figure{.name = "spectrum", .title = "Eigenvalues of the maps of truth and model"};
  figure.x = {.label = "Real part"};
  figure.y = {.label = "Imaginary part"};
  for (const auto& [name, one] :
       {std::pair{"truth", std::cref(truth)}, std::pair{"model", std::cref(model)}}) {
    npd::Points points{.name = name};
    for (const Complex mu : sorted_eigenvalues(one.get().a)) {
      points.x.push_back(mu.real());
      points.y.push_back(mu.imag());
    }
    figure.series.emplace_back(std::move(points));
  }
  return figure;
}

npd::Tensor tensor_of_matrix(const Eigen::MatrixXd& matrix) { return tensor_of(Points(matrix)); }

npd::AnalysisResult Dsa::run(const npd::AnalysisData& data) {
  const auto& evaluation = data.evaluation;
  progress(0, "maps of truth and model");
  const auto truth = operator_of(evaluation.truth.latents);
  const auto model = operator_of(evaluation.estimates.latents);
  progress(0.2, "least angle between the maps");
  npd::RandomStream random(evaluation.seed, "analysis/dsa");
  const auto found = similarity(truth.a, model.a, random, config_.starts, [&](double share) {
    progress(0.2 + 0.8 * share, "least angle between the maps");
  });
  npd::AnalysisResult result;
  result.scores = {{"dsa_angle", found.angle, "all"},
                   {"dsa_rotation_angle", found.rotation_angle, "all"},
                   {"dsa_spectrum", spectral_distance(truth.a, model.a), "all"}};
  result.tables = {modes_table(truth, model, evaluation.bin_s),
                   {"search",
                    "The search for the least angle",
                    {npd::number_column("angle", {found.angle}, "rad", "found"),
                     npd::number_column("bound", {found.bound}, "rad", "no angle is less"),
                     npd::number_column("starts", {static_cast<double>(found.starts)}, "", ""),
                     npd::number_column("share", {found.share_at_minimum}, "",
                                        "of the starts that lead there")}}};
  result.arrays = {{"truth_map", tensor_of_matrix(truth.a), "v(t + 1) = A v(t) (to, from)"},
                   {"model_map", tensor_of_matrix(model.a), "v(t + 1) = A v(t) (to, from)"},
                   {"coordinates", tensor_of_matrix(found.best),
                    "C of the least angle between A and C B C' (truth, model)"}};
  result.figures = {spectrum_figure(truth, model)};
  return result;
}

}  // namespace

NPD_ANALYSIS(Dsa, "dsa", "0.1.0", "Dynamical similarity of model and truth, by its true minimum")
