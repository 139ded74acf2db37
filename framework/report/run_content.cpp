#include "report/run_content.hpp"

#include "report/data_figures.hpp"
#include "report/figure_json.hpp"
#include "report/posterior_figures.hpp"
#include "report/projections.hpp"
#include "report/published_json.hpp"
#include "report/sentence.hpp"
#include "report/warnings.hpp"

#include <npd/ops.hpp>

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <set>

namespace npd::report {
namespace {

using Json = nlohmann::json;
using Trials = std::vector<std::int64_t>;

constexpr int steps = 160;  // of a channel, in 8 bits: finer than a screen shows a line
/// True latents of more dimensions are shown as their components.
constexpr std::int64_t most_true_latents = 4;
/// A column of facts with at most so many different cells groups trials.
constexpr std::size_t most_conditions = 16;

Json epochs_of(const RunSource& source) {
  Json columns = Json::object();
  if (!source.metrics) return columns;
  for (const auto& name : source.metrics->columns) columns[name] = source.metric(name);
  return columns;
}

Json ramp(const RunSource& source, const std::string& name) {
  const auto start = source.number("model." + name + "_start_epoch");
  const auto length = source.number("model." + name + "_increase_epoch");
  if (!start || !length) return nullptr;
  return *start + *length;
}

Json scores_of(const RunSource& source, const results::Published& published) {
  results::FinishedRun run;
  for (const auto& [key, value] : source.parameters.items()) run.parameters[key] = source.text(key);
  const auto cell = published.cell_of(run);
  Json scores = Json::array();
  for (const auto& score : source.scores) {
    Json row{{"name", score.name},           {"value", score.value}, {"split", score.split},
             {"direction", score.direction}, {"doc", score.doc},     {"perfect", nullptr}};
    if (!score.note.empty() && std::isfinite(score.value)) row["note"] = score.note;
    if (std::isfinite(score.perfect)) row["perfect"] = score.perfect;
    if (const auto* found = published.score(cell, score.name)) {
      row["published"] = published_json(*found);
    }
    scores.push_back(row);
  }
  return scores;
}

/// The columns of facts that group trials, as one label for each trial of the sample.
Json conditions_of(const RunSource& source, const Trials& sample) {
  Json groupings = Json::array();
  if (!source.trial_info) return groupings;
  const auto& table = *source.trial_info;
  for (std::size_t column = 0; column < table.columns.size(); ++column) {
    std::set<std::string> values;
    for (const auto& row : table.rows) values.insert(row[column]);
    if (values.size() < 2 || values.size() > most_conditions) continue;
    Json labels = Json::array();
    for (const auto trial : sample)
      labels.push_back(table.rows[static_cast<std::size_t>(trial)][column]);
    groupings.push_back({{"name", table.columns[column]}, {"labels", labels}});
  }
  return groupings;
}

Json parts_of(const Split& split, const Trials& sample) {
  std::map<std::int64_t, const char*> parts;
  for (const auto trial : split.train) parts[trial] = "train";
  for (const auto trial : split.valid) parts[trial] = "valid";
  for (const auto trial : split.test) parts[trial] = "test";
  Json names = Json::array();
  for (const auto trial : sample) names.push_back(parts[trial]);
  return names;
}

/// Latents as three components at most; of the model also mapped on the true ones.
void add_latents(const RunArrays& arrays, const Trials& sample, Json& content, ArrayStore& store) {
  auto& places = content["arrays"];
  for (const auto& [name, latents] :
       {std::pair{"latents", arrays.latents}, std::pair{"true_latents", arrays.true_latents}}) {
    if (!latents.defined()) continue;
    const auto width = latents.size(2);
    const Pca pca = principal_components(latents.reshape({-1, width}), false);
    const auto shown = std::min<std::int64_t>(3, width);
    const Tensor scores =
        pca.scores.slice(1, 0, shown).reshape({arrays.trials, arrays.bins, shown});
    content["explained"][name] = pca.cumulative;
    // Few true latents travel as they are.
    if (name == std::string("true_latents") && width <= most_true_latents) continue;
    store.add(places, std::string(name) + "_pca", "", scores, sample, steps);
  }
  if (!arrays.true_latents.defined() || arrays.true_latents.size(2) > most_true_latents) return;
  store.add(places, "true_latents", "", arrays.true_latents, sample, steps);
  if (!arrays.latents.defined()) return;
  store.add(places, "mapped_latents", "", mapped_on(arrays.latents, arrays.true_latents), sample,
            steps);
}

void add_inputs(const RunArrays& arrays, const Trials& sample, Json& places, ArrayStore& store) {
  store.add(places, "inputs", "", arrays.inputs, sample, steps);
  store.add(places, "true_inputs", "", arrays.true_inputs, sample, steps);
  if (!arrays.inputs.defined() || !arrays.true_inputs.defined()) return;
  store.add(places, "mapped_inputs", "", mapped_on(arrays.inputs, arrays.true_inputs), sample,
            steps);
}

Json trials_of(const RunSource& source, ArrayStore& store) {
  const auto& arrays = *source.arrays;
  const auto of_a_trial = arrays.bins * (3 * arrays.neurons + 12);
  const Trials sample = store.sample(arrays.trials, of_a_trial);
  const double bin_s = source.bin_s().value_or(0);
  const bool has_time = bin_s > 0 && !arrays.real_valued;
  const double per_s = has_time ? 1 / bin_s : 1;
  const std::string unit = arrays.real_valued ? "as recorded" : has_time ? "Hz" : "counts per bin";
  Json content{{"trials", arrays.trials},
               {"bins", arrays.bins},
               {"neurons", arrays.neurons},
               {"seenNeurons", arrays.seen_neurons},
               {"seenBins", arrays.seen_bins},
               {"firstBin", arrays.first_bin},
               {"bin_ms", bin_s > 0 ? Json(1000 * bin_s) : Json()},
               {"rateUnit", unit},
               {"realValued", arrays.real_valued},
               {"sample", sample},
               {"parts", parts_of(arrays.split, sample)},
               {"groupings", conditions_of(source, sample)},
               {"explained", Json::object()},
               {"arrays", Json::object()}};
  auto& places = content["arrays"];
  store.add(places, "counts", "", arrays.counts, sample, steps);
  if (arrays.rates.defined()) store.add(places, "rates", unit, arrays.rates * per_s, sample, steps);
  if (arrays.true_rates.defined()) {
    store.add(places, "true_rates", unit, arrays.true_rates * per_s, sample, steps);
  }
  add_latents(arrays, sample, content, store);
  add_inputs(arrays, sample, places, store);
  return content;
}

/// What metrics and analyses declared, each group under its name.
Json declared_of(const RunSource& source) {
  Json groups = Json::array();
  for (const auto& [name, figures] : source.figures) {
    groups.push_back({{"name", name}, {"figures", json_of(figures)}});
  }
  return groups;
}

Json warnings_json(const RunSource& source) {
  Json warnings = Json::array();
  for (const auto& warning : warnings_of(source)) {
    warnings.push_back({{"title", warning.title}, {"text", warning.text}});
  }
  return warnings;
}

}  // namespace

Json inputs_content(const RunSource& source, const Trials& trials, ArrayStore& store) {
  const auto& arrays = *source.arrays;
  const auto bin_s = source.bin_s();
  Json content{{"sample", trials},
               {"bins", arrays.bins},
               {"firstBin", arrays.first_bin},
               {"bin_ms", bin_s ? Json(1000 * *bin_s) : Json()},
               {"arrays", Json::object()}};
  add_inputs(arrays, trials, content["arrays"], store);
  return content;
}

Json run_content(const RunSource& source, const results::Published& published, ArrayStore& store) {
  Json content{{"name", source.name},
               {"experiment", source.record.value("experiment", Json())},
               {"isRun", source.is_run()},
               {"isOutput", source.is_run() || source.arrays->is_output},
               {"outcome", source.outcome()},
               {"sentence", sentence_of(source)},
               {"warnings", warnings_json(source)},
               {"epochs", epochs_of(source)},
               {"bestEpoch", source.record.value("best_epoch", Json())},
               {"ramps", {{"KL", ramp(source, "kl")}, {"L2", ramp(source, "l2")}}},
               {"scores", scores_of(source, published)},
               {"record", source.record},
               {"parameters", source.parameters},
               {"config", source.config},
               {"log", source.log},
               {"absent", source.absent},
               {"data", nullptr},
               {"posterior", Json::array()},
               {"dataFigures", Json::array()},
               {"declared", declared_of(source)}};
  if (!source.arrays) return content;
  content["data"] = trials_of(source, store);
  content["posterior"] = json_of(posterior_figures(source));
  content["dataFigures"] = json_of(data_figures(data_facts(source)));
  return content;
}

}  // namespace npd::report
