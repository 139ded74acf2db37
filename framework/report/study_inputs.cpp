#include "report/study_inputs.hpp"

#include "report/inputs_selection.hpp"
#include "report/run_content.hpp"
#include "report/run_source.hpp"

#include <npd/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace npd::report {
namespace {

using Json = nlohmann::json;

constexpr std::int64_t shown_trials = 4;  // the first ones, as in the published figures

Json example_of(const StudySource& study, const char* word, std::size_t number, ArrayStore& store) {
  const auto source = read_run_source(study.trials[number].run);
  if (!source.arrays || !source.arrays->inputs.defined()) {
    throw DataError("there are no inferred inputs in its output file");
  }
  std::vector<std::int64_t> shown(
      static_cast<std::size_t>(std::min(shown_trials, source.arrays->trials)));
  std::iota(shown.begin(), shown.end(), 0);
  const auto score = [&](const char* name) { return study.numbers_of_score(name)[number]; };
  return {{"word", word},
          {"trial", study.trials[number].name},
          {"title", inputs_title(score("rate_r2"), score("fwd_input_r2"), score("bwd_input_r2"),
                                 score("input_procrustes_rot"))},
          {"data", inputs_content(source, shown, store)}};
}

}  // namespace

Json study_inputs(const StudySource& study, ArrayStore& store, std::vector<std::string>& absent) {
  Json examples = Json::array();
  const auto selection =
      select_inputs(study.numbers_of_score("rate_r2"), study.numbers_of_score("fwd_input_r2"));
  if (!selection) return examples;
  for (const auto& [word, number] :
       {std::pair{"bad", selection->bad}, {"ok", selection->ok}, {"good", selection->good}}) {
    try {
      examples.push_back(example_of(study, word, number, store));
    } catch (const DataError& error) {
      absent.push_back(fmt::format("Inputs of the {} trial, {}: {}.", word,
                                   study.trials[number].name, error.what()));
    }
  }
  return examples;
}

}  // namespace npd::report
