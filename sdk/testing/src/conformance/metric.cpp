#include "conformance/recording.hpp"
#include "conformance/score_infos.hpp"
#include "conformance/tested.hpp"

#include <npd/contract.hpp>
#include <npd/metric.hpp>
#include <npd/ops.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

namespace npd::testing {
namespace {

constexpr double score_tolerance = 1e-6;  // of directions

using Scores = std::map<std::string, double>;

Scores scores_of(Metric& metric, const Evaluation& evaluation) {
  const auto infos = metric.scores();
  const auto given = metric.evaluate(evaluation);
  contract::check_scores(given, infos);
  Scores scores;
  for (const auto& score : given) {
    scores.emplace(score.name, score.value);
  }
  return scores;
}

void check_announced(Metric& metric, Findings& findings) {
  const auto infos = metric.scores();
  if (infos.empty()) findings.problem("announces no score");
  check_infos(infos, findings);
}

std::string names_of(const std::vector<Column>& columns) {
  std::string names;
  for (const auto& column : columns) names += (names.empty() ? "" : ", ") + column.name;
  return names;
}

/// What a metric of trial facts cannot know: which facts the recording of the tests has.
std::string nothing_defined(Metric& metric, const Evaluation& evaluation) {
  std::string text = "every score is NaN on a recording without gaps";
  for (const auto& score : metric.evaluate(evaluation)) {
    if (!score.reason.empty()) text += fmt::format("; {}: {}", score.name, score.reason);
  }
  return text + fmt::format(
                    "; the recording has conditions, behaviour, the trial facts {} and the neuron "
                    "facts {}: test with parameters that name what is there, npd_test_plugin(... "
                    "PARAMETERS KEY=VALUE)",
                    names_of(evaluation.trial_info), names_of(evaluation.neuron_info));
}

/// Every announced score is given where both of its sides are there, and lies in its range.
void check_given(Metric& metric, const Evaluation& evaluation, Findings& findings) {
  const Scores scores = scores_of(metric, evaluation);
  bool any = false;
  for (const auto& info : metric.scores()) {
    const auto found = scores.find(info.name);
    if (found == scores.end()) {
      findings.problem(fmt::format("announces the score \"{}\" and does not give it", info.name));
      continue;
    }
    any = any || !std::isnan(found->second);
    if (found->second < info.lowest || found->second > info.highest)
      findings.problem(fmt::format("the score \"{}\" is {}, outside its range {} to {}", info.name,
                                   found->second, info.lowest, info.highest));
  }
  if (!any) findings.problem(nothing_defined(metric, evaluation));
  check_reasons(metric.evaluate(evaluation), findings);
}

void check_perfect(Metric& metric, Findings& findings) {
  const Scores scores = scores_of(metric, perfect_evaluation());
  for (const auto& info : metric.scores()) {
    const auto found = scores.find(info.name);
    if (found == scores.end() || std::isnan(found->second) || !info.perfect) continue;
    if (!equal_scores(found->second, *info.perfect))
      findings.problem(
          fmt::format("the score \"{}\" is {} where the estimates are the truth; announced is {}",
                      info.name, found->second, *info.perfect));
  }
}

void check_direction(Metric& metric, Findings& findings) {
  const Scores right = scores_of(metric, perfect_evaluation());
  Scores noisy = scores_of(metric, noisy_evaluation());
  for (const auto& info : metric.scores()) {
    if (!right.contains(info.name) || !noisy.contains(info.name)) continue;
    const double before = right.at(info.name), after = noisy.at(info.name);
    const bool higher = info.direction == Direction::higher_is_better;
    if (higher ? after > before + score_tolerance : after < before - score_tolerance)
      findings.problem(fmt::format(
          "the score \"{}\" ({} is better) is {} where the estimates are the truth and {} where "
          "they are as much noise as truth",
          info.name, higher ? "higher" : "lower", before, after));
  }
}

void compare(const Scores& found, const Scores& expected, const char* change, Findings& findings) {
  for (const auto& [name, value] : expected) {
    const auto other = found.find(name);
    if (other != found.end() && equal_scores(other->second, value)) continue;
    findings.problem(
        fmt::format("the score \"{}\" is {}; {} it is {}", name, value, change,
                    other == found.end() ? "absent" : fmt::format("{}", other->second)));
  }
}

void check_order(Metric& metric, Findings& findings) {
  const Scores expected = scores_of(metric, noisy_evaluation());
  compare(scores_of(metric, permuted(noisy_evaluation())), expected,
          "with the trials in another order", findings);
}

void check_repeatable(const Tested& tested, Metric& metric, Findings& findings) {
  const Evaluation evaluation = noisy_evaluation(), untouched = noisy_evaluation();
  const Scores first = scores_of(metric, evaluation);
  const auto before = trial_arrays_of(untouched);
  for (const auto& [name, array] : trial_arrays_of(evaluation)) {
    if (!at::equal(*array, *before.at(name)))
      findings.problem(fmt::format("writes into {}; other metrics read it, too", name));
  }
  compare(scores_of(metric, evaluation), first, "called again", findings);
  compare(scores_of(*tested.make<Metric>(), evaluation), first, "from another object", findings);
}

/// What a data set or a model may not have, and the subject that then has no score.
struct Absence {
  const char* name;
  Subject subject;
  void (*remove)(Evaluation&);
};
constexpr Absence absences[] = {
    {"truth.rates", Subject::rates, [](Evaluation& e) { e.truth.rates.reset(); }},
    {"truth.latents", Subject::latents, [](Evaluation& e) { e.truth.latents.reset(); }},
    {"truth.inputs", Subject::inputs, [](Evaluation& e) { e.truth.inputs.reset(); }},
    {"estimates.inputs", Subject::inputs, [](Evaluation& e) { e.estimates.inputs.reset(); }},
    {"conditions", Subject::conditions, [](Evaluation& e) { e.conditions = {}; }},
    {"behaviour", Subject::behaviour, [](Evaluation& e) { e.behaviour = {}; }},
};

void check_absent(Metric& metric, const Absence& absence, Findings& findings) {
  Evaluation evaluation = noisy_evaluation();
  Scores others = scores_of(metric, evaluation);
  absence.remove(evaluation);
  Scores left;
  try {
    left = scores_of(metric, evaluation);
  } catch (...) {
    return findings.problem(fmt::format("threw without {}: {}; leave its scores out instead",
                                        absence.name, exception_text()));
  }
  for (const auto& info : metric.scores()) {
    if (info.subject != absence.subject) continue;
    others.erase(info.name);
    if (left.contains(info.name))
      findings.problem(
          fmt::format("gives the score \"{}\" without {}; leave it out, or announce "
                      "the subject that it is about",
                      info.name, absence.name));
  }
  // Whatever else needs it says so: it is then not defined.
  std::erase_if(others, [&](const auto& score) {
    const auto found = left.find(score.first);
    return found != left.end() && std::isnan(found->second);
  });
  compare(left, others, fmt::format("without {}", absence.name).c_str(), findings);
}

const char* name_of(Region region) {
  switch (region) {
    case Region::everything:
      break;
    case Region::seen:
      return "what the model has seen";
    case Region::held_out_neurons:
      return "the held-out neurons";
    case Region::predicted_bins:
      return "the predicted bins";
  }
  return "everything";
}

/// A score changes with the rates and spikes of its region and with no others.
void check_regions(Metric& metric, Findings& findings) {
  const Scores expected = scores_of(metric, noisy_evaluation());
  for (const Region spoilt : {Region::seen, Region::held_out_neurons, Region::predicted_bins}) {
    const Scores found = scores_of(metric, spoilt_in(noisy_evaluation(), spoilt));
    for (const auto& info : metric.scores()) {
      if (info.region == Region::everything || !expected.contains(info.name) ||
          !found.contains(info.name) || std::isnan(expected.at(info.name)))
        continue;
      const bool changed = !equal_scores(found.at(info.name), expected.at(info.name));
      if (changed == (info.region == spoilt)) continue;
      findings.problem(
          fmt::format("the score \"{}\", announced to look at {}, {} rates and spikes of {} change",
                      info.name, name_of(info.region),
                      changed ? "changes where" : "does not change where", name_of(spoilt)));
    }
  }
}

/// What was not recorded changes no score, and takes none away.
void check_gaps(Metric& metric, Findings& findings) {
  const Scores whole = scores_of(metric, noisy_evaluation());
  const Evaluation gaps = with_gaps(noisy_evaluation());
  Scores expected;
  try {
    expected = scores_of(metric, gaps);
  } catch (...) {
    return findings.problem(fmt::format(
        "threw where some bins were not recorded, truth and spikes being NaN there: {}; leave "
        "those bins out (npd::known_bins)",
        exception_text()));
  }
  for (const auto& [name, value] : whole) {
    const auto found = expected.find(name);
    if (std::isnan(value) || (found != expected.end() && !std::isnan(found->second))) continue;
    findings.problem(
        fmt::format("the score \"{}\" is {} where some bins were not recorded, truth and spikes "
                    "being NaN there; leave those bins out (npd::known_bins)",
                    name, found == expected.end() ? "absent" : "NaN"));
  }
  compare(scores_of(metric, spoilt_in_gaps(gaps)), expected,
          "with other estimates where nothing was recorded", findings);
}

void check_metric(const Tested& tested, Checks& checks) {
  const std::shared_ptr<Metric> metric = tested.make<Metric>();
  checks.run("announces its scores",
             [&](Findings& findings) { check_announced(*metric, findings); });
  checks.run("gives what it announces",
             [&](Findings& findings) { check_given(*metric, noisy_evaluation(), findings); });
  checks.run("perfect where the estimates are the truth",
             [&](Findings& findings) { check_perfect(*metric, findings); });
  checks.run("noise makes no score better",
             [&](Findings& findings) { check_direction(*metric, findings); });
  checks.run("the order of trials does not matter",
             [&](Findings& findings) { check_order(*metric, findings); });
  checks.run("equal arguments, equal scores",
             [&](Findings& findings) { check_repeatable(tested, *metric, findings); });
  checks.run("looks where it announces",
             [&](Findings& findings) { check_regions(*metric, findings); });
  checks.run("what was not recorded is left out",
             [&](Findings& findings) { check_gaps(*metric, findings); });
  checks.run("absent truth is left out", [&](Findings& findings) {
    for (const auto& absence : absences) check_absent(*metric, absence, findings);
  });
}

/// One score that is always perfect.
class StandInMetric final : public Metric {
 public:
  std::vector<ScoreInfo> scores() const override {
    ScoreInfo info;
    info.name = "stand_in";
    info.doc = "Always 1";
    info.lowest = info.highest = 1;
    return {info};
  }
  std::vector<Score> evaluate(const Evaluation&) override { return {{"stand_in", 1, "all"}}; }
};

}  // namespace

KindTests metric_tests() {
  return {check_metric,
          [](const Tested& tested, const ParamValues& values) {
            testing::create<Metric>(tested.component(), values);
          },
          []() -> AnySlot {
            return MetricSlot("stand_in",
                              [](NoShape) { return std::make_shared<StandInMetric>(); });
          },
          host_keys_of<Metric>()};
}

}  // namespace npd::testing
