#include "data/describe.hpp"

#include "base/text_table.hpp"
#include "data/summary.hpp"

#include <npd/tensor.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <vector>

namespace npd::data {
namespace {

using OrderedJson = nlohmann::ordered_json;

std::string arrays_text(const Summary& summary) {
  base::TextTable table;
  for (const auto& array : summary.arrays) {
    table.add_row({"  " + array.key, shape_text(array.shape), array.type});
  }
  return table.text() + "\n";
}

std::string trials_text(const Summary& summary) {
  std::vector<std::string> sizes;
  for (const auto& [name, trials] : summary.parts) {
    sizes.push_back(fmt::format("{} {}", trials, name));
  }
  auto text = fmt::format("trials   {} ({}), {} bins of {} s, {} neurons\n", summary.trials(),
                          fmt::join(sizes, ", "), summary.bins, summary.bin_s, summary.neurons);
  if (const auto hidden = summary.neurons - summary.seen_neurons; hidden > 0) {
    text += fmt::format("hidden   {} neurons: the model sees the first {}\n", hidden,
                        summary.seen_neurons);
  }
  if (const auto hidden = summary.bins - summary.seen_bins; hidden > 0) {
    text += fmt::format("hidden   {} bins at the end of each trial: the model sees the first {}\n",
                        hidden, summary.seen_bins);
  }
  if (summary.missing > 0) {
    text += fmt::format("missing  {} of {} counts (NaN): needs dataset.allow_missing = true\n",
                        summary.missing, summary.trials() * summary.bins * summary.neurons);
  }
  return text;
}

std::string values_text(const Summary& summary) {
  if (!summary.counts) {
    return fmt::format(
        "values   real numbers, mean {:.4g}, min {:.4g}, max {:.4g}: need dataset.real_valued = "
        "true, model.output = \"gaussian\"\n",
        summary.values.mean, summary.values.min, summary.values.max);
  }
  auto text = fmt::format("spikes   {}\n", summary.spikes);
  if (!summary.rates_hz) return text;
  const auto& rates = *summary.rates_hz;
  text +=
      fmt::format("rates    mean {:.3f} Hz, over neurons: min {:.3f}, median {:.3f}, max {:.3f}\n",
                  rates.mean, rates.min, rates.median, rates.max);
  return text + fmt::format("silent   {} of {} neurons\n", summary.silent_neurons, summary.neurons);
}

std::string truth_text(const Summary& summary) {
  std::vector<std::string> known;
  for (const auto& [name, key] : summary.truths) known.push_back(fmt::format("{} ({})", name, key));
  return fmt::format("truth    {}\n",
                     known.empty() ? "none" : fmt::format("{}", fmt::join(known, ", ")));
}

OrderedJson rates_json(const Summary& summary) {
  if (!summary.rates_hz) return nullptr;
  const auto& rates = *summary.rates_hz;
  return {{"mean", rates.mean}, {"min", rates.min}, {"median", rates.median}, {"max", rates.max}};
}

}  // namespace

std::string describe(const std::filesystem::path& path, double bin_s) {
  const auto summary = summary_of(path, bin_s);
  return fmt::format("{}\n{}\n{}{}{}", path.string(), arrays_text(summary), trials_text(summary),
                     values_text(summary), truth_text(summary));
}

std::string describe_json(const std::filesystem::path& path, double bin_s) {
  const auto summary = summary_of(path, bin_s);
  OrderedJson json = {{"file", path.string()}, {"arrays", OrderedJson::array()}};
  for (const auto& array : summary.arrays) {
    json["arrays"].push_back({{"key", array.key}, {"shape", array.shape}, {"type", array.type}});
  }
  for (const auto& [name, trials] : summary.parts) json["trials"][name] = trials;
  json["bins"] = summary.bins;
  json["bin_s"] = summary.bin_s;
  json["neurons"] = summary.neurons;
  json["seen_bins"] = summary.seen_bins;
  json["seen_neurons"] = summary.seen_neurons;
  json["missing"] = summary.missing;
  json["counts"] = summary.counts;
  json["spikes"] = summary.counts ? OrderedJson(summary.spikes) : OrderedJson(nullptr);
  json["rates_hz"] = rates_json(summary);
  json["silent_neurons"] =
      summary.counts ? OrderedJson(summary.silent_neurons) : OrderedJson(nullptr);
  json["truth"] = OrderedJson::object();
  for (const auto& [name, key] : summary.truths) json["truth"][name] = key;
  return json.dump(2) + '\n';
}

}  // namespace npd::data
