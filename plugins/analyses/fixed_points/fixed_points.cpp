/// \file fixed_points.cpp
/// Fixed points, slow points and spectra of the fitted model and of the truth, and whether they
/// agree [Sussillo2013].
#include "constant_inputs.hpp"
#include "dynamics/comparison.hpp"
#include "findings.hpp"

#include <npd/analysis.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace npd::dynamics;

class FixedPoints final : public npd::Analysis {
 public:
  struct Config {
    InputConfig inputs;
    SideOptions search;
    double slow_s = 0, match = 0.25, near = 0.5;

    void visit(npd::Params& p) {
      inputs.visit(p);
      p("starts", search.starts, "Starts of the search under each input", npd::at_least(1.0));
      p("noise", search.noise, "Noise on three of four starts, in spreads of the states",
        npd::at_least(0.0));
      p("same_point", search.same_point, "Points nearer than that, in spreads, are one",
        npd::above(0.0));
      p("slow", search.slow, "Look for slow points, too");
      p("slow_s", slow_s,
        "A point is slow if it takes that long to cross one spread; 0: as long as a trial",
        npd::at_least(0.0), "s");
      p("match", match,
        "Points of truth and model that are as far apart or farther, in spreads of "
        "true latents, do not match",
        npd::above(0.0));
      p("near", near, "Points that are farther from all true latents, in spreads, are not compared",
        npd::above(0.0));
    }
  };

  explicit FixedPoints(const Config& config) : config_(config) {}

  std::vector<npd::Need> needs() const override { return {}; }

  std::vector<npd::ScoreInfo> scores() const override;
  npd::AnalysisResult run(const npd::AnalysisData& data) override;

 private:
  Findings search(const npd::AnalysisData& data, const std::vector<ConstantInput>& inputs);
  std::vector<npd::Score> scores_of(const npd::AnalysisData& data, const Findings& findings,
                                    const std::vector<ConstantInput>& inputs) const;

  Config config_;
};

npd::ScoreInfo share(const char* name, const char* doc, bool headline = false) {
  npd::ScoreInfo info;
  info.name = name;
  info.doc = doc;
  info.lowest = 0;
  info.highest = 1;
  info.headline = headline;
  return info;
}

npd::ScoreInfo distance(const char* name, const char* doc) {
  npd::ScoreInfo info;
  info.name = name;
  info.doc = doc;
  info.direction = npd::Direction::lower_is_better;
  info.lowest = 0;
  info.perfect = 0;
  return info;
}

std::vector<npd::ScoreInfo> FixedPoints::scores() const {
  auto flow = share("flow_r2", "R2 of the truth's displacement in a bin, from the model's", true);
  flow.lowest = -std::numeric_limits<double>::infinity();
  auto cosine = share("flow_cos", "Mean cosine of the two displacements");
  cosine.lowest = -1;
  return {share("fp_recall", "Share of the true fixed points that the model has"),
          share("fp_precision", "Share of the model's fixed points that are true"),
          share("fp_f1", "2 matched / (true + model) fixed points", true),
          distance("fp_distance", "Mean distance of matched points, in spreads of true latents"),
          share("fp_stability_agreement", "Share of matches with as many unstable directions"),
          distance("fp_spectrum_distance", "Mean relative distance of the rates of their modes"),
          flow,
          cosine};
}

Findings FixedPoints::search(const npd::AnalysisData& data,
                             const std::vector<ConstantInput>& inputs) {
  Findings findings;
  findings.bin_s = data.evaluation.bin_s;
  findings.near = config_.near;
  findings.maps = latent_maps(data);
  const auto model = model_side(data), truth = true_side(data);
  auto options = config_.search;
  const auto bins = static_cast<double>(data.evaluation.spikes.size(1));
  options.slow_s = config_.slow_s > 0 ? config_.slow_s : bins * data.evaluation.bin_s;
  double done = 0;
  const auto look = [&](const Side& side, const std::string& name, const Point& input) {
    const auto what = "fixed points of the " + side.name + ", input " + name;
    const auto between = [&] { progress(done / (2 * static_cast<double>(inputs.size())), what); };
    findings.searched.push_back(search_side(
        side, name, input, options,
        npd::RandomStream(data.evaluation.seed, "analysis/fixed_points/" + side.name), between));
  };
  for (const auto& input : inputs) {
    if (truth && input.truth) look(*truth, input.name, *input.truth);
    ++done;
    if (model && input.model) look(*model, input.name, *input.model);
    ++done;
  }
  if (model) {
    findings.model_states = model->states;
    findings.model_spread = model->spread;
  }
  if (truth) {
    findings.true_states = truth->states;
    findings.true_spread = truth->spread;
  }
  return findings;
}

const Searched* found_of(const Findings& findings, const std::string& side,
                         const std::string& input) {
  const auto found =
      std::find_if(findings.searched.begin(), findings.searched.end(),
                   [&](const Searched& one) { return one.side == side && one.input == input; });
  return found == findings.searched.end() ? nullptr : &*found;
}

/// Why fixed points cannot be compared; empty: they can.
std::string obstacle(const npd::AnalysisData& data, const Findings& findings,
                     const std::vector<ConstantInput>& inputs) {
  if (data.model.system == nullptr) return "there is no model";
  if (data.truth.recorded.system == nullptr) return "the data set knows no true system";
  if (!findings.maps) return "the data set has no true latents";
  const bool any = std::any_of(inputs.begin(), inputs.end(),
                               [](const ConstantInput& input) { return input.is_common(); });
  return any ? "" : "no input is known of both, the model and the truth";
}

npd::Score score(const char* name, double value, const char* reason, const std::string& note) {
  if (std::isnan(value)) return npd::undefined_score(name, "all", reason);
  npd::Score score{name, value, "all"};
  score.note = note;
  return score;
}

std::vector<npd::Score> undefined(const std::vector<npd::ScoreInfo>& infos,
                                  const std::string& reason, bool with_flow) {
  std::vector<npd::Score> scores;
  for (const auto& info : infos) {
    if (info.name.starts_with("flow") && !with_flow) continue;
    scores.push_back(npd::undefined_score(info.name, "all", reason));
  }
  return scores;
}

std::vector<npd::Score> comparison_scores(const Agreement& found, const std::string& note) {
  const char *no_match = "no fixed points match", *no_points = "there are no fixed points";
  return {score("fp_recall", found.recall(), no_points, note),
          score("fp_precision", found.precision(), no_points, note),
          score("fp_f1", found.f1(), no_points, note),
          score("fp_distance", found.distance(), no_match, note),
          score("fp_stability_agreement", found.stability_agreement(), no_match, note),
          score("fp_spectrum_distance", found.spectrum_distance(), no_match, note)};
}

std::vector<npd::Score> FixedPoints::scores_of(const npd::AnalysisData& data,
                                               const Findings& findings,
                                               const std::vector<ConstantInput>& inputs) const {
  if (!findings.maps) return undefined(scores(), obstacle(data, findings, inputs), true);
  const auto& maps = *findings.maps;
  std::string note;
  if (maps.to_truth.r2 < 0.8) {
    note = fmt::format("the map between latents explains no more than {:.2f} of the true ones",
                       maps.to_truth.r2);
  }
  std::vector<npd::Score> all;
  const auto reason = obstacle(data, findings, inputs);
  if (reason.empty()) {
    std::vector<Condition> conditions;
    for (const auto& input : inputs) {
      if (!input.is_common()) continue;
      conditions.push_back(
          {placed_points(*found_of(findings, "truth", input.name), *data.truth.recorded.system,
                         findings),
           placed_points(*found_of(findings, "model", input.name), *data.model.system, findings)});
    }
    all = comparison_scores(compare(conditions, maps.spread, config_.match, data.evaluation.bin_s),
                            note);
  } else {
    all = undefined(scores(), reason, false);
  }
  const auto flow =
      compare_flow(*data.model.system, true_moves(data), maps.to_model, maps.states_to_truth);
  all.push_back(score("flow_r2", flow.r2, "the true latents do not move", note));
  all.push_back(score("flow_cos", flow.cosine, "the true latents do not move", note));
  return all;
}

npd::AnalysisResult FixedPoints::run(const npd::AnalysisData& data) {
  const auto inputs = constant_inputs(config_.inputs, data);
  const auto findings = search(data, inputs);
  npd::AnalysisResult result;
  result.scores = scores_of(data, findings, inputs);
  show(findings, result);
  for (const auto& one : findings.searched) {
    if (!one.search.is_incomplete()) continue;
    reporter().warn("fixed points of the " + one.side + " are missing at input " + one.input +
                    ": the indices do not add up to 1; try more starts");
  }
  return result;
}

}  // namespace

NPD_ANALYSIS(FixedPoints, "fixed_points", "0.1.0",
             "Fixed points, slow points and spectra of model and truth, compared")
