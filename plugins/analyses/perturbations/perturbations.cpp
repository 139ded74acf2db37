/// \file perturbations.cpp
/// Trials of the truth and of the model pushed in the same way: does the model answer as the
/// recorded area does, with the rest of the circuit answering (closed loop) or not (open loop)?
#include "directions.hpp"
#include "dynamics/latent_maps.hpp"
#include "dynamics/perturbed_run.hpp"
#include "findings.hpp"

#include <npd/analysis.hpp>
#include <npd/error.hpp>
#include <npd/ops.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace {

using namespace npd::dynamics;

class Perturbations final : public npd::Analysis {
 public:
  struct Config {
    std::optional<std::int64_t> bin;
    std::vector<double> sizes{0.1, 0.3};
    std::vector<std::string> directions{"choice", "common", "axes", "random"};
    std::int64_t resamples = 1000;

    void visit(npd::Params& p) {
      p("bin", bin, "At whose end states are pushed; not set: the middle of the trials",
        npd::at_least(0.0), "bins");
      p("sizes", sizes, "Lengths of the pushes, in spreads of the true latents", npd::above(0.0));
      p("directions", directions, "Where true latents are pushed",
        npd::choices({{"choice", "the first of two latents up, the second down"},
                      {"common", "both of two latents up"},
                      {"axes", "each latent alone"},
                      {"random", "a direction drawn by the seed"}}));
      p("resamples", resamples, "Of trials, for the intervals", npd::within(1, 100000));
    }
  };

  explicit Perturbations(const Config& config) : config_(config) {}

  std::vector<npd::Need> needs() const override {
    return {npd::Need::model, npd::Need::true_system, npd::Need::true_latents};
  }
  std::vector<npd::ScoreInfo> scores() const override { return score_infos(); }
  npd::AnalysisResult run(const npd::AnalysisData& data) override;

 private:
  std::int64_t bin_of(std::int64_t bins) const;
  std::vector<UnitDirection> directions(const npd::Evaluation& evaluation) const;
  Findings push_all(const npd::AnalysisData& data) const;

  Config config_;
};

/// A system at the bin of the perturbation, and how it goes on when nothing is done to it.
struct Baseline {
  Fork fork;
  Course course;

  explicit Baseline(const Fork& where) : fork(where), course(run_on(where, where.states)) {}
};

std::optional<Baseline> baseline(const npd::DrivenSystem& driven, std::int64_t bin) {
  if (driven.system == nullptr || !driven.replays()) return std::nullopt;
  return Baseline(fork_at(driven, bin));
}

Response true_response(const Baseline& truth, const npd::Tensor& shift) {
  const auto course =
      run_on(truth.fork, shifted_in_latents(*truth.fork.system, truth.fork.states, shift));
  const auto change = difference(course, truth.course);
  return {change.latents, change.outputs,
          share_decided_otherwise(course.latents, truth.course.latents)};
}

/// The model's latents in the space of the true ones.
npd::Tensor through(const AffineMap& map, const npd::Tensor& latents) {
  return tensor_of(map(points_of(latents.flatten(0, 1))))
      .view({latents.size(0), latents.size(1), -1});
}

Response model_response(const Baseline& model, const npd::Tensor& states, const AffineMap& phi) {
  const auto course = run_on(model.fork, states);
  // Differences are taken before the map, so that equal courses differ by exactly nothing.
  const auto change = difference(course, model.course);
  const auto seen = tensor_of(phi.linear(points_of(change.latents.flatten(0, 1))));
  return {
      seen.view({change.latents.size(0), change.latents.size(1), -1}), change.outputs,
      share_decided_otherwise(through(phi, course.latents), through(phi, model.course.latents))};
}

/// Root mean square over all but the bin of the push.
double rms(const npd::Tensor& response) {
  return std::sqrt(response.slice(1, 1).square().mean().item<double>());
}

std::int64_t Perturbations::bin_of(std::int64_t bins) const {
  const auto bin = config_.bin.value_or(bins / 2);
  if (bin <= bins - 2) return bin;
  throw npd::ConfigError(
      "bin",
      fmt::format("{}: there must be a bin behind it, and the trials have {} bins", bin, bins));
}

/// For each size, the model pushed as far as by the other pushes of that size, but unseen.
std::vector<Unseen> unseen_responses(const Baseline& model, const LatentMaps& maps,
                                     const Points& states, const std::vector<Perturbed>& perturbed,
                                     const std::vector<double>& lengths) {
  const Point direction = unseen_direction(states, maps.states_to_truth.weights);
  std::vector<Unseen> all;
  if (direction.size() == 0) return all;
  for (std::size_t first = 0; first < perturbed.size();) {
    std::size_t last = first;
    double length = 0, seen = 0;
    for (; last < perturbed.size() && perturbed[last].size == perturbed[first].size; ++last) {
      length += lengths[last];
      seen += rms(perturbed[last].model.rates);
    }
    const npd::Tensor push = tensor_of(direction * (length / static_cast<double>(last - first)));
    const auto change = difference(run_on(model.fork, model.fork.states + push), model.course);
    seen /= static_cast<double>(last - first);
    all.push_back({perturbed[first].size, seen > 0 ? rms(change.outputs) / seen
                                                   : std::numeric_limits<double>::quiet_NaN()});
    first = last;
  }
  return all;
}

/// All systems at the bin of the perturbation.
struct Subjects {
  Baseline model;
  std::optional<Baseline> closed, open;
  LatentMaps maps;

  Subjects(const npd::AnalysisData& data, std::int64_t bin)
      : model(fork_at(data.model, bin)),
        closed(baseline(data.truth.whole.system ? data.truth.whole : data.truth.recorded, bin)),
        open(baseline(data.truth.replayed, bin)),
        maps(latent_maps(data).value()) {}

  /// \param push  of true latents
  npd::Tensor in_model(const Point& push) const { return tensor_of(maps.to_model.linear(push)); }

  Perturbed pushed(const UnitDirection& direction, double size, const Point& push) const {
    Perturbed one{direction.name, size,
                  model_response(model, model.fork.states + in_model(push), maps.to_truth),
                  std::nullopt, std::nullopt};
    if (closed) one.closed = true_response(*closed, tensor_of(push));
    if (open) one.open = true_response(*open, tensor_of(push));
    return one;
  }
};

std::vector<UnitDirection> Perturbations::directions(const npd::Evaluation& evaluation) const {
  npd::RandomStream random(evaluation.seed, "analysis/perturbations/directions");
  const auto latents = evaluation.truth.latents.size(2);
  auto all = directions_of(config_.directions, latents, random);
  if (!all.empty()) return all;
  throw npd::ConfigError("directions",
                         fmt::format("none of them is one of {} latents; add \"axes\" or "
                                     "\"random\"",
                                     latents));
}

Findings Perturbations::push_all(const npd::AnalysisData& data) const {
  const auto& evaluation = data.evaluation;
  Findings findings;
  findings.bin = bin_of(evaluation.spikes.size(1));
  findings.bin_s = evaluation.bin_s;
  findings.conditions = evaluation.conditions;
  findings.seed = evaluation.seed;
  findings.resamples = config_.resamples;
  findings.why_no_closed = "the data set does not know what drove its trials";
  findings.why_no_open =
      data.truth.replayed.system ? findings.why_no_closed : "nothing of the system was hidden";
  const auto units = directions(evaluation);
  progress(0, "trials as they were");
  const Subjects subjects(data, findings.bin);
  const auto count = static_cast<double>(config_.sizes.size() * units.size());
  std::vector<double> lengths;
  for (const double size : config_.sizes) {
    for (const auto& direction : units) {
      progress(static_cast<double>(lengths.size()) / count,
               fmt::format("push along \"{}\"", direction.name));
      const Point push = size * subjects.maps.spread * direction.unit;
      findings.perturbed.push_back(subjects.pushed(direction, size, push));
      lengths.push_back(subjects.in_model(push).norm().item<double>());
    }
  }
  progress(1, "pushes that true latents do not see");
  findings.unseen =
      unseen_responses(subjects.model, subjects.maps, points_of(data.model.states.flatten(0, 1)),
                       findings.perturbed, lengths);
  return findings;
}

npd::AnalysisResult Perturbations::run(const npd::AnalysisData& data) {
  const auto findings = push_all(data);
  npd::AnalysisResult result;
  result.scores = scores_of(findings);
  show(findings, result);
  return result;
}

}  // namespace

NPD_ANALYSIS(Perturbations, "perturbations", "0.1.0",
             "Responses of model and truth to the same pushes, in closed and in open loop")
