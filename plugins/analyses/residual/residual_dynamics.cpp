/// \file residual_dynamics.cpp
/// How perturbations within trials grow, decay and turn, from the trials' own variability
/// [Galgali2023]: of the recording, of the truth and of the model, beside the Jacobians of both.
#include "residual/findings.hpp"
#include "residual/groups.hpp"
#include "residual/layout.hpp"
#include "residual/pipeline.hpp"
#include "residual/settings.hpp"
#include "residual/sources.hpp"
#include "residual/truth.hpp"

#include <npd/analysis.hpp>
#include <npd/error.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace npd::residual;

class ResidualDynamics final : public npd::Analysis {
 public:
  using Config = Settings;

  explicit ResidualDynamics(const Config& config) : settings_(config) { settings_.check(); }

  /// Only what the one source needs; of several those are left out that are not there.
  std::vector<npd::Need> needs() const override {
    if (settings_.trials.sources.size() > 1) return {};
    const auto& source = settings_.trials.sources.front();
    if (source == "spikes") return {};
    return {source == "states" ? npd::Need::true_latents : npd::Need::model};
  }

  std::vector<npd::ScoreInfo> scores() const override { return score_infos(settings_); }
  npd::AnalysisResult run(const npd::AnalysisData& data) override;

 private:
  void fit_sources(const npd::AnalysisData& data, const Groups& groups, Findings& findings);
  void find_truths(const npd::AnalysisData& data, const Groups& groups, Findings& findings);
  void warn(const npd::AnalysisData& data, const Groups& groups, const Findings& findings);

  Settings settings_;
};

/// Evenly over all of them.
TrialList some_of(const TrialList& trials, std::size_t most) {
  TrialList some;
  const auto count = std::min(trials.size(), most);
  for (std::size_t i = 0; i < count; ++i) some.push_back(trials[i * trials.size() / count]);
  return some;
}

void ResidualDynamics::fit_sources(const npd::AnalysisData& data, const Groups& groups,
                                   Findings& findings) {
  const auto& names = settings_.trials.sources;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const double share = static_cast<double>(i) / static_cast<double>(names.size() + 1);
    progress(share, "residual dynamics of " + names[i]);
    auto source = source_of(names[i], settings_.trials, data);
    if (!source.values.defined()) {
      findings.absences[names[i]] = source.absence;
      continue;
    }
    findings.fits.push_back(fit_source(source, groups, settings_, data.evaluation.bin_s,
                                       data.evaluation.seed,
                                       [&](const std::string& what) { progress(share, what); }));
  }
  if (!findings.fits.empty()) return;
  std::set<std::string> reasons;
  for (const auto& [name, reason] : findings.absences) reasons.insert(reason);
  throw npd::DataError(fmt::format("nothing to fit to: {}", fmt::join(reasons, ", ")));
}

void ResidualDynamics::find_truths(const npd::AnalysisData& data, const Groups& groups,
                                   Findings& findings) {
  const auto most = static_cast<std::size_t>(settings_.result.jacobian_trials);
  if (most == 0) return;
  const auto last = static_cast<double>(settings_.trials.sources.size());
  for (const auto& known : known_systems(data)) {
    for (const auto& group : groups.coarse) {
      const auto between = [&] { progress(last / (last + 1), "Jacobians: " + known.name); };
      findings.truths.push_back(
          {known.name, group.name,
           true_modes(known, some_of(group.trials, most), findings.layout, between)});
    }
  }
}

void ResidualDynamics::warn(const npd::AnalysisData& data, const Groups& groups,
                            const Findings& findings) {
  for (const auto& warning : groups.warnings) reporter().warn(warning);
  for (const auto& fit : findings.fits) {
    for (const auto& warning : fit.warnings) reporter().warn(fit.name + ": " + warning);
  }
  if (data.truth.replayed.system != nullptr) {
    reporter().warn(
        "the recorded part hears another one: what is slow there shows as slow, or growing, "
        "residual dynamics here");
  }
}

npd::AnalysisResult ResidualDynamics::run(const npd::AnalysisData& data) {
  const auto groups = groups_of(settings_.trials, data.evaluation);
  Findings findings;
  findings.layout =
      layout_of(settings_.trials, data.evaluation.spikes.size(1), data.evaluation.bin_s);
  fit_sources(data, groups, findings);
  find_truths(data, groups, findings);
  warn(data, groups, findings);
  npd::AnalysisResult result;
  result.scores = scores_of(findings, settings_);
  result.tables = tables_of(findings);
  result.arrays = arrays_of(findings);
  result.figures = figures_of(findings);
  return result;
}

}  // namespace

NPD_ANALYSIS(ResidualDynamics, "residual_dynamics", "0.1.0",
             "Residual dynamics of recording and model, by two-stage least squares")
