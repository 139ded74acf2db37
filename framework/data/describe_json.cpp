#include "data/describe.hpp"
#include "data/summary.hpp"

#include <nlohmann/json.hpp>

namespace npd::data {
namespace {

using OrderedJson = nlohmann::ordered_json;

/// The value of something that only counts have.
template <class Value>
OrderedJson of_counts(const TrialSummary& summary, const Value& value) {
  return summary.counts ? OrderedJson(value) : OrderedJson(nullptr);
}

OrderedJson rates_json(const TrialSummary& summary) {
  if (!summary.rates_hz) return nullptr;
  const auto& rates = *summary.rates_hz;
  return {{"mean", rates.mean}, {"min", rates.min}, {"median", rates.median}, {"max", rates.max}};
}

void add_values(const TrialSummary& summary, OrderedJson& json) {
  json["missing"] = summary.missing;
  json["counts"] = summary.counts;
  json["spikes"] = of_counts(summary, summary.spikes);
  json["rates_hz"] = rates_json(summary);
  json["silent_neurons"] = of_counts(summary, summary.silent.neurons);
  json["silent_trials"] = of_counts(summary, summary.silent.trials);
  json["truth"] = OrderedJson::object();
  for (const auto& [name, key] : summary.truths) json["truth"][name] = key;
}

void add_facts(const TrialSummary& summary, OrderedJson& json) {
  json["ext_input"] = summary.given ? OrderedJson(*summary.given) : OrderedJson(nullptr);
  json["conditions"] = summary.conditions;
  json["without_condition"] = summary.without_condition;
  json["behaviour"] = {{"columns", summary.behaviour_dims},
                       {"names", summary.behaviour_names},
                       {"units", summary.behaviour_units}};
  json["areas"] = summary.areas;
  json["trial_info"] = summary.trial_info;
  json["neuron_info"] = summary.neuron_info;
  json["warnings"] = summary.doubts;
}

void add_trials(const TrialSummary& summary, OrderedJson& json) {
  for (const auto& [name, trials] : summary.parts) json["trials"][name] = trials;
  json["numbers"] = nullptr;
  if (!summary.numbers.empty()) {
    json["numbers"] = {{"first", summary.numbers.front()}, {"last", summary.numbers.back()}};
  }
  json["bins"] = summary.bins;
  json["bin_s"] = summary.bin_s;
  json["neurons"] = summary.neurons;
  json["seen_bins"] = summary.seen_bins;
  json["seen_neurons"] = summary.seen_neurons;
  add_values(summary, json);
  add_facts(summary, json);
}

}  // namespace

Description describe_json(const std::filesystem::path& path, std::optional<double> bin_s) {
  const auto summary = summary_of(path, bin_s);
  OrderedJson json = {{"file", path.string()},
                      {"layout", summary.layout.id},
                      {"advice", nullptr},
                      {"problem", nullptr},
                      {"arrays", OrderedJson::array()}};
  if (!summary.layout.advice.empty()) json["advice"] = summary.layout.advice;
  if (summary.problem) json["problem"] = *summary.problem;
  for (const auto& array : summary.arrays) {
    json["arrays"].push_back({{"key", array.key}, {"shape", array.shape}, {"type", array.type}});
  }
  if (summary.trials) add_trials(*summary.trials, json);
  return {json.dump(2, ' ', false, OrderedJson::error_handler_t::replace) + '\n', summary.problem};
}

}  // namespace npd::data
