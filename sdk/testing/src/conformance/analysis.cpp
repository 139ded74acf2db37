#include "conformance/dynamics_case.hpp"
#include "conformance/recording.hpp"
#include "conformance/score_infos.hpp"
#include "conformance/tested.hpp"

#include <npd/analysis.hpp>
#include <npd/contract.hpp>
#include <npd/error.hpp>
#include <npd/ops.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace npd::testing {
namespace {

/// Ends an analysis when it tells how far it is for the first time.
class Stopping final : public Reporter {
 public:
  void log(std::string_view) override {}
  void warn(std::string_view) override {}
  void progress(double, std::string_view) override { asked_ = true; }
  bool stopping() const override { return true; }

  bool asked() const { return asked_; }

 private:
  bool asked_ = false;
};

AnalysisResult result_of(Analysis& analysis, const AnalysisData& data) {
  auto result = analysis.run(data);
  contract::check_analysis(result, analysis.scores());
  return result;
}

void check_result(Analysis& analysis, Findings& findings) {
  const auto result = result_of(analysis, other_dynamics());
  check_reasons(result.scores, findings);
  if (!result.scores.empty() &&
      std::all_of(result.scores.begin(), result.scores.end(),
                  [](const Score& score) { return std::isnan(score.value); })) {
    findings.problem("every score is NaN on data of which everything is known: " +
                     result.scores.front().reason);
  }
  if (result.scores.empty() && result.tables.empty() && result.arrays.empty() &&
      result.figures.empty()) {
    findings.problem("finds nothing: no score, table, array or figure");
  }
}

void check_truth_against_itself(Analysis& analysis, Findings& findings) {
  const auto result = result_of(analysis, matching_dynamics());
  for (const auto& info : analysis.scores()) {
    const auto score = std::find_if(result.scores.begin(), result.scores.end(),
                                    [&](const Score& one) { return one.name == info.name; });
    if (!info.perfect || std::isnan(score->value) || equal_scores(score->value, *info.perfect)) {
      continue;
    }
    findings.problem(
        fmt::format("the score \"{}\" is {} where the model is the true system; announced is {}",
                    info.name, score->value, *info.perfect));
  }
}

bool same_cells(const Column& a, const Column& b) {
  const auto *x = a.numbers(), *y = b.numbers();
  if (x == nullptr || y == nullptr) return a == b;
  return std::equal(x->begin(), x->end(), y->begin(), y->end(), equal_scores);
}

void compare(const AnalysisResult& found, const AnalysisResult& expected, const char* change,
             Findings& findings) {
  const auto differs = [&](const std::string& what) {
    findings.problem(fmt::format("{} is not the same {}", what, change));
  };
  for (std::size_t i = 0; i < expected.scores.size(); ++i) {
    const bool is = i < found.scores.size() && found.scores[i].name == expected.scores[i].name &&
                    equal_scores(found.scores[i].value, expected.scores[i].value);
    if (!is) differs(fmt::format("the score \"{}\"", expected.scores[i].name));
  }
  if (found.tables.size() != expected.tables.size()) return differs("the number of tables");
  for (std::size_t i = 0; i < expected.tables.size(); ++i) {
    const auto &one = found.tables[i].columns, &other = expected.tables[i].columns;
    const bool is =
        std::equal(one.begin(), one.end(), other.begin(), other.end(),
                   [](const TableColumn& a, const TableColumn& b) {
                     return a.cells.name == b.cells.name && same_cells(a.cells, b.cells);
                   });
    if (!is) differs(fmt::format("the table \"{}\"", expected.tables[i].name));
  }
  if (found.arrays.size() != expected.arrays.size()) return differs("the number of arrays");
  for (std::size_t i = 0; i < expected.arrays.size(); ++i) {
    const auto &one = found.arrays[i].values, &other = expected.arrays[i].values;
    const bool is = one.sizes() == other.sizes() && one.scalar_type() == other.scalar_type() &&
                    at::allclose(one, other, 1e-6, 1e-9, /*equal_nan=*/true);
    if (!is) differs(fmt::format("the array \"{}\"", expected.arrays[i].name));
  }
}

std::map<std::string, Tensor> arrays_of(const AnalysisData& data) {
  std::map<std::string, Tensor> arrays{{"model.inputs", data.model.inputs},
                                       {"model.states", data.model.states},
                                       {"model.starts", data.model.starts},
                                       {"truth.recorded.drive", data.truth.recorded.drive},
                                       {"truth.recorded.starts", data.truth.recorded.starts}};
  for (const auto& [name, array] : trial_arrays_of(data.evaluation)) arrays[name] = *array;
  return arrays;
}

void check_repeatable(const Tested& tested, Analysis& analysis, Findings& findings) {
  const auto data = other_dynamics();
  const auto first = result_of(analysis, data);
  const auto untouched = arrays_of(other_dynamics());
  for (const auto& [name, array] : arrays_of(data)) {
    if (!at::equal(array, untouched.at(name)))
      findings.problem(fmt::format("writes into {}; other analyses read it, too", name));
  }
  compare(result_of(analysis, data), first, "when called again", findings);
  compare(result_of(*tested.make<Analysis>(), data), first, "from another object", findings);
}

/// What a data set or a model may not have.
struct MissingPart {
  const char* name;
  std::optional<Need> need;  ///< by which an analysis says that it cannot do without
  void (*remove)(AnalysisData&);
};
const MissingPart missing_parts[] = {
    {"a model", Need::model,
     [](AnalysisData& d) {
       d.model = {};
       d.evaluation.estimates = {};
     }},
    {"a true system", Need::true_system, [](AnalysisData& d) { d.truth = {}; }},
    {"the drive of the true system", std::nullopt,
     [](AnalysisData& d) {
       for (auto* driven : {&d.truth.recorded, &d.truth.whole}) {
         driven->drive.reset();
         driven->starts.reset();
       }
     }},
    {"true latents", Need::true_latents,
     [](AnalysisData& d) { d.evaluation.truth.latents.reset(); }},
    {"true rates and inputs", std::nullopt,
     [](AnalysisData& d) {
       d.evaluation.truth.rates.reset();
       d.evaluation.truth.inputs.reset();
     }},
    {"conditions", Need::conditions, [](AnalysisData& d) { d.evaluation.conditions = {}; }},
    {"behaviour", Need::behaviour, [](AnalysisData& d) { d.evaluation.behaviour = {}; }},
};

void check_absent(Analysis& analysis, const MissingPart& absence, Findings& findings) {
  const auto needs = analysis.needs();
  if (absence.need && std::find(needs.begin(), needs.end(), *absence.need) != needs.end()) return;
  auto data = other_dynamics();
  absence.remove(data);
  try {
    check_reasons(result_of(analysis, data).scores, findings);
  } catch (...) {
    findings.problem(fmt::format(
        "failed without {}: {}; {}", absence.name, exception_text(),
        absence.need ? "name it in needs(), or do without" : "leave out what needs it"));
  }
}

void check_stops(const Tested& tested, Findings& findings) {
  const auto analysis = tested.make<Analysis>();
  const auto reporter = std::make_shared<Stopping>();
  analysis->report_to(reporter);
  try {
    analysis->run(other_dynamics());
  } catch (const Interrupted&) {
    return;
  }
  if (reporter->asked()) {
    findings.problem("goes on after progress() wanted to end it; let npd::Interrupted through");
  } else {
    findings.note("never calls progress(): users see nothing and cannot interrupt it");
  }
}

void check_analysis(const Tested& tested, Checks& checks) {
  const auto analysis = tested.make<Analysis>();
  checks.run("announces its scores",
             [&](Findings& findings) { check_infos(analysis->scores(), findings); });
  checks.run("gives what it announces",
             [&](Findings& findings) { check_result(*analysis, findings); });
  checks.run("perfect where the model is the truth",
             [&](Findings& findings) { check_truth_against_itself(*analysis, findings); });
  checks.run("equal arguments, equal results",
             [&](Findings& findings) { check_repeatable(tested, *analysis, findings); });
  checks.run("does without what it does not need", [&](Findings& findings) {
    for (const auto& absence : missing_parts) check_absent(*analysis, absence, findings);
  });
  checks.run("can be interrupted", [&](Findings& findings) { check_stops(tested, findings); });
}

/// One score that is always perfect.
class StandInAnalysis final : public Analysis {
 public:
  std::vector<ScoreInfo> scores() const override {
    ScoreInfo info;
    info.name = "stand_in_analysis";
    info.doc = "Always 1";
    info.lowest = info.highest = 1;
    return {info};
  }
  AnalysisResult run(const AnalysisData&) override {
    return {.scores = {{"stand_in_analysis", 1, "all"}}};
  }
};

}  // namespace

KindTests analysis_tests() {
  return {check_analysis,
          [](const Tested& tested, const ParamValues& values) {
            testing::create<Analysis>(tested.component(), values);
          },
          []() -> AnySlot {
            return AnalysisSlot("stand_in",
                                [](NoShape) { return std::make_shared<StandInAnalysis>(); });
          },
          host_keys_of<Analysis>()};
}

}  // namespace npd::testing
