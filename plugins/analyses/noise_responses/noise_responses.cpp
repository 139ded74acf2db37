/// \file noise_responses.cpp
/// Which attractors noise reveals: truth and model are simulated under noise of growing strength,
/// which then ends, and counted by the stable fixed point that they come to.
#include "dynamics/latent_maps.hpp"
#include "dynamics/sides.hpp"
#include "noise_responses/basins.hpp"
#include "noise_responses/findings.hpp"
#include "noise_responses/mixture.hpp"

#include <npd/analysis.hpp>
#include <npd/ops.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

namespace {

using namespace npd::dynamics;

constexpr Eigen::Index most_components = 10;
constexpr double near_a_point = 0.01;  // in spreads

class NoiseResponses final : public npd::Analysis {
 public:
  struct Config {
    std::vector<double> strengths{.05, .1, .15, .2, .25, .3, .35, .4, .45, .5,
                                  .55, .6, .65, .7, .75, .8, .85, .9, .95, 1};
    std::int64_t simulations = 500, settle_bins = 1000, starts = 512;
    NoiseCourse course;
    double match = 0.25;
    bool mixture = false;

    void visit(npd::Params& p) {
      p("strengths", strengths,
        "Standard deviations of the noise, in mean absolute inputs of each channel",
        npd::at_least(0.0));
      p("simulations", simulations, "Of each strength", npd::within(1, 1000000));
      p("noise_bins", course.noise_bins, "How long there is noise", npd::at_least(1), "bins");
      p("quiet_bins", course.quiet_bins, "How long there is no input behind it", npd::at_least(0),
        "bins");
      p("settle_bins", settle_bins,
        "How much longer a simulation may take to come near a stable fixed point", npd::at_least(0),
        "bins");
      p("starts", starts, "Of the search for fixed points", npd::at_least(1.0));
      p("match", match,
        "Fixed points of truth and model that are as far apart or farther, in spreads of true "
        "latents, are two basins",
        npd::above(0.0));
      p("mixture", mixture,
        "Also count clusters of final states by a mixture of Gaussians and its BIC, which counts "
        "too many where they are not Gaussian");
    }
  };

  explicit NoiseResponses(const Config& config) : config_(config) {}

  std::vector<npd::Need> needs() const override { return {}; }
  std::vector<npd::ScoreInfo> scores() const override;
  npd::AnalysisResult run(const npd::AnalysisData& data) override;

 private:
  struct Subject;

  std::optional<NoiseResponse> respond(const npd::AnalysisData& data, const Subject& subject);
  Outcome outcome(const Subject& subject, const NoiseResponse& response, std::size_t strength,
                  std::uint64_t seed);

  Config config_;
  double done_ = 0;  ///< share of the work
};

/// A system, with where its trials began and how large its inputs were.
struct NoiseResponses::Subject {
  std::optional<Side> side;
  npd::Tensor states, inputs;  ///< (trial, time, dim)
  Points first;                ///< (train trial, state)
  Point input_size;            ///< mean |input|

  Subject(std::optional<Side> one, npd::Tensor all, npd::Tensor given, const npd::Split& split)
      : side(std::move(one)), states(std::move(all)), inputs(std::move(given)) {
    if (!there()) return;
    const auto train = at::tensor(at::ArrayRef<std::int64_t>(split.train));
    first = points_of(states.select(1, 0).index_select(0, train));
    input_size = points_of(inputs.flatten(0, 1)).cwiseAbs().colwise().mean();
  }

  bool there() const {
    return side.has_value() && states.defined() && inputs.defined() && inputs.size(2) > 0;
  }
};

std::vector<npd::ScoreInfo> NoiseResponses::scores() const {
  npd::ScoreInfo distance;
  distance.name = "noise_share_distance";
  distance.doc = "Half the summed difference of shares of basins after noise, mean of strengths";
  distance.direction = npd::Direction::lower_is_better;
  distance.lowest = 0;
  distance.highest = 1;
  distance.perfect = 0;
  distance.headline = true;
  npd::ScoreInfo surplus;
  surplus.name = "stable_point_surplus";
  surplus.doc =
      "Stable fixed points without input, of the model less those of the truth; 0 is right";
  surplus.perfect = std::nullopt;
  return {distance, surplus};
}

/// Stable fixed points without input.
Points stable_points(const Side& side, std::int64_t starts, std::uint64_t seed,
                     const BetweenIterations& between) {
  SideOptions options;
  options.starts = starts;
  options.slow = false;
  const Point nothing = Point::Zero(side.system->input_dim());
  const auto searched =
      search_side(side, "zero", nothing, options,
                  npd::RandomStream(seed, "analysis/noise_responses/starts"), between);
  std::vector<Point> stable;
  for (const auto& point : searched.search.found.points) {
    if (point.unstable() == 0) stable.push_back(point.state);
  }
  Points points(static_cast<Eigen::Index>(stable.size()), side.system->state_dim());
  for (std::size_t i = 0; i < stable.size(); ++i) {
    points.row(static_cast<Eigen::Index>(i)) = stable[i];
  }
  return points;
}

Outcome NoiseResponses::outcome(const Subject& subject, const NoiseResponse& response,
                                std::size_t strength, std::uint64_t seed) {
  // Equal draws for truth and model as far as their sizes agree.
  npd::RandomStream random(seed, fmt::format("analysis/noise_responses/{}", strength));
  Points starts(config_.simulations, subject.first.cols());
  for (auto row : starts.rowwise()) {
    row = subject.first.row(
        static_cast<Eigen::Index>(random.below(static_cast<std::uint64_t>(subject.first.rows()))));
  }
  auto course = config_.course;
  course.deviation = config_.strengths[strength] * subject.input_size;
  auto& system = *subject.side->system;
  const auto share = done_;
  const auto what = "noise on the " + response.system;
  const Points ends = after_noise(system, starts, course, random, [&] { progress(share, what); });
  Outcome found{config_.strengths[strength], {}, 0};
  found.shares = shares_of(basins_of(system, ends, response.points,
                                     near_a_point * subject.side->spread, config_.settle_bins),
                           response.points.rows());
  if (config_.mixture) found.components = best_components(ends, most_components, random);
  return found;
}

std::optional<NoiseResponse> NoiseResponses::respond(const npd::AnalysisData& data,
                                                     const Subject& subject) {
  if (!subject.there()) return std::nullopt;
  const auto seed = data.evaluation.seed;
  const auto share = done_;
  const auto& name = subject.side->name;
  NoiseResponse response{name, {}, {}, {}};
  response.points = stable_points(*subject.side, config_.starts, seed,
                                  [&] { progress(share, "fixed points of the " + name); });
  for (std::size_t i = 0; i < config_.strengths.size(); ++i) {
    response.outcomes.push_back(outcome(subject, response, i, seed));
    done_ += 0.5 / static_cast<double>(config_.strengths.size());
  }
  return response;
}

npd::AnalysisResult NoiseResponses::run(const npd::AnalysisData& data) {
  done_ = 0;
  const auto& evaluation = data.evaluation;
  const Subject true_subject(true_side(data), true_states(data), evaluation.truth.inputs,
                             evaluation.split);
  const Subject model_subject(model_side(data), data.model.states, data.model.inputs,
                              evaluation.split);
  std::vector<NoiseResponse> responses;
  auto truth = respond(data, true_subject), model = respond(data, model_subject);
  npd::AnalysisResult result;
  const auto maps = latent_maps(data);
  const char* missing = !truth   ? "the truth's system, states or inputs are not known"
                        : !model ? "there is no model, or it has no inputs"
                        : !maps  ? "the data set has no true latents"
                                 : nullptr;
  if (missing != nullptr) {
    for (const auto& info : scores()) {
      result.scores.push_back(npd::undefined_score(info.name, "all", missing));
    }
  } else {
    truth->places = points_of(true_subject.side->system->latents(tensor_of(truth->points)));
    model->places = maps->states_to_truth(model->points);
    const auto pairs = paired_points(truth->places, model->places, config_.match * maps->spread);
    result.scores = {{"noise_share_distance", distance_of_shares(*truth, *model, pairs), "all"},
                     {"stable_point_surplus",
                      static_cast<double>(model->points.rows() - truth->points.rows()), "all"}};
  }
  if (truth) responses.push_back(std::move(*truth));
  if (model) responses.push_back(std::move(*model));
  show(responses, result);
  return result;
}

}  // namespace

NPD_ANALYSIS(NoiseResponses, "noise_responses", "0.1.0",
             "Where truth and model come to rest after noise, beside their stable fixed points")
