#include "report/data_figures.hpp"

#include "report/data_statistics.hpp"
#include "report/figure_json.hpp"
#include "report/figure_parts.hpp"
#include "report/projections.hpp"

#include <npd/ops.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace npd::report {
namespace {

constexpr int most_lags = 50;
constexpr std::size_t most_printed = 8;
/// With fewer trials in a group on average, a group is not a condition but a trial of its own.
constexpr std::size_t least_trials = 2;

std::vector<double> count_up(std::size_t n, double step = 1) {
  std::vector<double> values;
  for (std::size_t i = 0; i < n; ++i) values.push_back(static_cast<double>(i) * step);
  return values;
}

bool repeats(const Grouping& grouping) {
  return grouping.of_trial.size() >= least_trials * grouping.values.size();
}

/// More than two groups.
bool is_scale(const Grouping& grouping) { return grouping.values.size() > 2; }

/// All trials as one condition, where nothing groups them; else the finest grouping.
Grouping finest(const DataFacts& facts) {
  Grouping all{
      "", {"all trials"}, std::vector<std::size_t>(static_cast<std::size_t>(facts.counts.size(0)))};
  for (const auto& grouping : facts.groupings) {
    if (repeats(grouping) && grouping.values.size() > all.values.size()) all = grouping;
  }
  return all;
}

std::string within(const Grouping& grouping) {
  return grouping.name.empty() ? "over all trials" : "within trials of equal " + grouping.name;
}

Figure rates_histogram(const DataFacts& facts) {
  auto rates = mean_counts(facts.counts);
  const bool per_s = facts.bin_s > 0 && !facts.real_valued;
  if (per_s) {
    for (double& rate : rates) rate /= facts.bin_s;
  }
  const auto histogram = histogram_of(rates);
  Figure figure = titled("mean_rates", "Mean firing rates of the neurons",
                         {"Mean rate", per_s ? "Hz" : "counts per bin"}, {"Neurons", ""});
  if (facts.real_valued) {
    figure.title = "Mean values of the neurons";
    figure.x = {"Mean", "as recorded"};
  }
  for (std::size_t i = 0; i < histogram.counts.size(); ++i) {
    const double low = histogram.first + histogram.width * static_cast<double>(i);
    figure.categories.push_back(fmt::format("{:g} to {:g}", low, low + histogram.width));
  }
  figure.series = {bars("neurons", histogram.counts)};
  const auto silent = std::count(rates.begin(), rates.end(), 0.0);
  if (!facts.real_valued) {
    figure.notes.push_back(fmt::format("{} of {} neurons never spike.", silent, rates.size()));
  }
  for (const auto& [first, second] : duplicates(facts.counts)) {
    figure.notes.push_back(fmt::format("Neuron {} is a copy of neuron {}.", second, first));
  }
  return figure;
}

Figure trials_figure(const Grouping& grouping) {
  Figure figure =
      titled("trials", "Trials of each " + grouping.name, {grouping.name, ""}, {"Trials", ""});
  figure.categories = grouping.values;
  std::vector<double> counts;
  for (std::size_t group = 0; group < grouping.values.size(); ++group) {
    counts.push_back(static_cast<double>(grouping.trials(group).size()));
  }
  figure.series = {bars("trials", counts)};
  return figure;
}

/// The mean of a fact in each group: of "decision" by stimulus it is the psychometric curve.
Figure fact_figure(const std::string& fact, const GroupMeans& means, const Grouping& grouping) {
  Figure figure = titled("facts", fmt::format("Mean {} by {}", fact, grouping.name),
                         {grouping.name, ""}, {"Mean " + fact, ""});
  figure.categories = grouping.values;
  Bars shown = bars("mean and standard error", means.mean);
  for (std::size_t i = 0; i < means.mean.size(); ++i) {
    shown.low.push_back(means.mean[i] - means.error[i]);
    shown.high.push_back(means.mean[i] + means.error[i]);
  }
  figure.series = {shown};
  return figure;
}

/// Whether a fact says anything that the grouping does not: it differs between trials of a group,
/// and is no number that each trial has of its own.
bool tells(const std::vector<double>& values, const GroupMeans& means) {
  std::set<double> different;
  bool whole = true;
  for (const double value : values) {
    if (!std::isfinite(value)) continue;
    different.insert(value);
    whole = whole && value == std::floor(value);
  }
  if (whole && different.size() == values.size()) return false;
  return std::any_of(means.error.begin(), means.error.end(),
                     [](double error) { return error > 0; });
}

/// Facts by the groupings that have more than two groups, if there are any, else by all.
FigureFamily fact_figures(const DataFacts& facts) {
  FigureFamily family{"facts", {}};
  const bool several = std::any_of(facts.groupings.begin(), facts.groupings.end(), is_scale);
  for (const auto& [fact, values] : facts.numbers) {
    for (const auto& grouping : facts.groupings) {
      if (!repeats(grouping) || (several && !is_scale(grouping))) continue;
      const auto means = group_means(values, grouping);
      if (!tells(values, means)) continue;
      family.members.emplace_back(fact + " by " + grouping.name,
                                  fact_figure(fact, means, grouping));
    }
  }
  return family;
}

Figure pca_figure(const Tensor& rows, const std::string& of, const Grouping& grouping) {
  const Tensor means = condition_means(rows, grouping);
  const auto bins = means.size(1), neurons = means.size(2);
  const Pca pca = principal_components(means.reshape({-1, neurons}), true);
  const Tensor scores = pca.scores.reshape({means.size(0), bins, -1});
  Figure figure = titled(
      "pca",
      fmt::format("Principal components of {}, mean over trials of equal {}", of, grouping.name),
      {"PC 1", ""}, {"PC 2", ""});
  figure.z = {"PC 3", ""};
  for (std::size_t group = 0; group < grouping.values.size(); ++group) {
    Path path;
    path.name = fmt::format("{} {}", grouping.name, grouping.values[group]);
    for (auto [coordinate, column] :
         {std::pair{&path.x, 0}, std::pair{&path.y, 1}, std::pair{&path.z, 2}}) {
      const Tensor values =
          column < neurons ? scores[static_cast<std::int64_t>(group)].select(1, column).contiguous()
                           : at::zeros({bins}, at::kDouble);
      coordinate->assign(values.data_ptr<double>(), values.data_ptr<double>() + bins);
    }
    figure.series.emplace_back(std::move(path));
  }
  std::vector<std::string> sums;
  for (std::size_t i = 0; i < std::min(most_printed, pca.cumulative.size()); ++i) {
    sums.push_back(fmt::format("{:.8f}", pca.cumulative[i]));
  }
  figure.notes.push_back(fmt::format("Explained variance of the first components, added up: {}.",
                                     fmt::join(sums, ", ")));
  return figure;
}

Figure fano_figure(const DataFacts& facts, const Grouping& grouping) {
  Figure figure = titled("fano", "Fano factor of each neuron; of a Poisson process it is 1",
                         {"Mean count of a trial", ""}, {"Variance / mean", ""});
  Points points;
  points.name = "neurons";
  points.x = mean_counts(facts.counts);
  points.y = fano_factors(facts.counts, grouping);
  for (std::size_t i = 0; i < points.x.size(); ++i) {
    points.x[i] *= static_cast<double>(facts.counts.size(1));
    points.labels.push_back(fmt::format("neuron {}", i));
  }
  figure.series = {points};
  figure.notes.push_back("Variance of whole trials " + within(grouping) + ".");
  return figure;
}

Figure autocorrelation_figure(const DataFacts& facts, const Grouping& grouping) {
  Figure figure = titled("autocorrelation", "Autocorrelation of counts, mean over neurons",
                         {"Lag", facts.bin_s > 0 ? "ms" : "bins"}, {"Correlation", ""});
  auto correlations = autocorrelation(facts.counts, grouping, most_lags);
  auto lags = count_up(correlations.size(), facts.bin_s > 0 ? 1000 * facts.bin_s : 1);
  // Lag 0 is 1 and would hide the others.
  correlations.erase(correlations.begin());
  lags.erase(lags.begin());
  figure.series = {line("mean over neurons", lags, correlations)};
  figure.notes.push_back("Counts less their mean in that bin " + within(grouping) + ".");
  return figure;
}

void add(std::vector<FigureFamily>& families, FigureFamily family) {
  if (!family.members.empty()) families.push_back(std::move(family));
}

}  // namespace

std::vector<FigureFamily> data_figures(const DataFacts& facts) {
  std::vector<FigureFamily> families;
  if (!facts.counts.defined()) return families;
  add(families, {"mean_rates", {{"", rates_histogram(facts)}}});
  FigureFamily trials{"trials", {}}, components{"pca", {}};
  const Tensor smooth = smoothed(facts.counts);
  for (const auto& grouping : facts.groupings) {
    trials.members.emplace_back("by " + grouping.name, trials_figure(grouping));
    if (!repeats(grouping)) continue;
    components.members.emplace_back("smoothed spikes by " + grouping.name,
                                    pca_figure(smooth, "smoothed spikes", grouping));
    if (facts.true_rates.defined()) {
      components.members.emplace_back("true rates by " + grouping.name,
                                      pca_figure(facts.true_rates, "true rates", grouping));
    }
  }
  add(families, std::move(trials));
  add(families, fact_figures(facts));
  add(families, std::move(components));
  const Grouping grouping = finest(facts);
  // Variance over mean says nothing of numbers that may be negative.
  if (!facts.real_valued) add(families, {"fano", {{"", fano_figure(facts, grouping)}}});
  add(families, {"autocorrelation", {{"", autocorrelation_figure(facts, grouping)}}});
  return families;
}

nlohmann::json json_of(const std::vector<FigureFamily>& families) {
  auto json = nlohmann::json::array();
  for (const auto& family : families) {
    auto members = nlohmann::json::array();
    for (const auto& [label, figure] : family.members) {
      members.push_back({{"label", label}, {"figure", json_of({figure})[0]}});
    }
    json.push_back({{"name", family.name}, {"members", members}});
  }
  return json;
}

}  // namespace npd::report
