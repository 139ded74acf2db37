#include "data/describe.hpp"

#include "base/text_table.hpp"
#include "data/summary.hpp"

#include <npd/tensor.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <vector>

namespace npd::data {
namespace {

std::string arrays_text(const Summary& summary) {
  base::TextTable table;
  for (const auto& array : summary.arrays) {
    table.add_row({"  " + array.key, shape_text(array.shape), array.type});
  }
  return table.text() + "\n";
}

std::string layout_text(const hdf5::Layout& layout) {
  const auto text = fmt::format("layout   {}\n", layout.name);
  return layout.advice.empty() ? text : text + fmt::format("to do    {}\n", layout.advice);
}

std::string trials_text(const TrialSummary& summary) {
  std::vector<std::string> sizes;
  for (const auto& [name, trials] : summary.parts) {
    sizes.push_back(fmt::format("{} {}", trials, name));
  }
  auto text = fmt::format("trials   {} ({}), {} bins of {} s, {} neurons\n", summary.trials(),
                          fmt::join(sizes, ", "), summary.bins, summary.bin_s, summary.neurons);
  if (const auto& numbers = summary.numbers; !numbers.empty()) {
    const bool gaps = numbers.back() - numbers.front() >= summary.trials();
    text += fmt::format("numbers  {} to {} of the recording's trials{}\n", numbers.front(),
                        numbers.back(), gaps ? ", with gaps" : "");
  }
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

std::string values_text(const TrialSummary& summary) {
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
  return text + fmt::format("silent   {} of {} neurons, {} of {} trials\n", summary.silent.neurons,
                            summary.neurons, summary.silent.trials, summary.trials());
}

std::string truth_text(const TrialSummary& summary) {
  std::vector<std::string> known;
  for (const auto& [name, key] : summary.truths) known.push_back(fmt::format("{} ({})", name, key));
  return fmt::format("truth    {}\n",
                     known.empty() ? "none" : fmt::format("{}", fmt::join(known, ", ")));
}

/// "left 12, right 10"
std::string counted(const std::map<std::string, std::int64_t>& counts) {
  std::vector<std::string> texts;
  for (const auto& [name, count] : counts) texts.push_back(fmt::format("{} {}", name, count));
  return fmt::format("{}", fmt::join(texts, ", "));
}

std::string behaviour_text(const TrialSummary& summary) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < summary.behaviour_names.size(); ++i) {
    const bool has_unit = i < summary.behaviour_units.size() && !summary.behaviour_units[i].empty();
    texts.push_back(summary.behaviour_names[i] +
                    (has_unit ? " (" + summary.behaviour_units[i] + ")" : ""));
  }
  return fmt::format("behavior {} columns{}{}\n", summary.behaviour_dims, texts.empty() ? "" : ": ",
                     fmt::join(texts, ", "));
}

std::string facts_text(const TrialSummary& summary) {
  std::string text;
  if (summary.given) {
    text += fmt::format(
        "given    {} columns of ext_input: dataset.use_ext_input = true gives them "
        "to the model\n",
        *summary.given);
  }
  if (!summary.conditions.empty()) {
    text += fmt::format("labels   trials of {} conditions: {}{}\n", summary.conditions.size(),
                        counted(summary.conditions),
                        summary.without_condition == 0
                            ? ""
                            : fmt::format("; of none: {}", summary.without_condition));
  }
  if (summary.behaviour_dims > 0) text += behaviour_text(summary);
  if (!summary.areas.empty()) text += fmt::format("areas    {}\n", counted(summary.areas));
  if (!summary.trial_info.empty()) {
    text += fmt::format("facts    of trials: {}\n", fmt::join(summary.trial_info, ", "));
  }
  if (!summary.neuron_info.empty()) {
    text += fmt::format("facts    of neurons: {}\n", fmt::join(summary.neuron_info, ", "));
  }
  for (const auto& doubt : summary.doubts) text += fmt::format("warning  {}\n", doubt);
  return text;
}

}  // namespace

Description describe(const std::filesystem::path& path, std::optional<double> bin_s) {
  const auto summary = summary_of(path, bin_s);
  auto text =
      fmt::format("{}\n{}\n{}", path.string(), arrays_text(summary), layout_text(summary.layout));
  if (const auto& trials = summary.trials) {
    text += trials_text(*trials) + values_text(*trials) + truth_text(*trials) + facts_text(*trials);
  }
  return {text, summary.problem};
}

}  // namespace npd::data
