#include "residual/groups.hpp"

#include <npd/error.hpp>
#include <npd/names.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstddef>
#include <map>
#include <set>
#include <utility>

namespace npd::residual {
namespace {

constexpr const char* own_conditions = "conditions";

/// What trials are told apart by.
struct Factor {
  std::string name;
  Conditions conditions;
};

Conditions fact_of(const std::string& name, const char* key, const Evaluation& evaluation) {
  if (const auto* column = find_column(evaluation.trial_info, name)) return conditions_of(*column);
  std::vector<std::string> names{own_conditions};
  for (const auto& column : evaluation.trial_info) names.push_back(column.name);
  throw ConfigError(key, fmt::format("trials have no fact \"{}\"; there are: {}{}", name,
                                     fmt::join(names, ", "), did_you_mean(name, names)));
}

std::vector<Factor> factors_of(const std::vector<std::string>& names, const char* key,
                               const Evaluation& evaluation) {
  std::vector<Factor> factors;
  for (const auto& name : names) {
    if (name != own_conditions) {
      factors.push_back({name, fact_of(name, key, evaluation)});
    } else if (!evaluation.conditions.empty()) {
      factors.push_back({name, evaluation.conditions});
    }
  }
  return factors;
}

using Labels = std::vector<std::int64_t>;

/// Of each trial one label for each factor; empty: the trial is of no group.
std::vector<Labels> labels_of(const std::vector<Factor>& factors, std::size_t trials) {
  std::vector<Labels> all(trials);
  for (std::size_t trial = 0; trial < trials; ++trial) {
    Labels labels{0};
    bool is_known = true;
    for (const auto& factor : factors) {
      labels.push_back(factor.conditions.labels[trial]);
      is_known = is_known && labels.back() >= 0;
    }
    if (is_known) all[trial] = labels;
  }
  return all;
}

std::string name_of(const Labels& labels, const std::vector<Factor>& factors) {
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < factors.size(); ++i) {
    const auto& [name, conditions] = factors[i];
    const auto& value = conditions.names[static_cast<std::size_t>(labels[i + 1])];
    parts.push_back(name == own_conditions ? value : name + " " + value);
  }
  return parts.empty() ? "all trials" : fmt::format("{}", fmt::join(parts, ", "));
}

/// Whether trials of one condition differ in a factor.
bool differs_within(const Factor& factor, const Conditions& conditions) {
  std::map<std::int64_t, std::set<std::int64_t>> values;
  for (std::size_t trial = 0; trial < conditions.labels.size(); ++trial) {
    const auto value = factor.conditions.labels[trial];
    if (value >= 0) values[conditions.labels[trial]].insert(value);
  }
  for (const auto& [condition, of_condition] : values) {
    if (condition >= 0 && of_condition.size() > 1) return true;
  }
  return false;
}

void warn_of_outcomes(const std::vector<Factor>& factors, const Evaluation& evaluation,
                      std::vector<std::string>& warnings) {
  std::set<std::string> told;
  for (const auto& factor : factors) {
    if (evaluation.conditions.empty() || factor.name == own_conditions) continue;
    if (!told.insert(factor.name).second) continue;
    if (!differs_within(factor, evaluation.conditions)) continue;
    warnings.push_back(fmt::format(
        "trials of one condition differ in {0}: if residuals decide it, grouping by it cuts off "
        "those that decide otherwise, and eigenvalues before come out too small; compare with a "
        "fit without {0}",
        factor.name));
  }
}

/// Numbers the groups of trials that share a mean, but for those that are too small.
std::vector<std::int64_t> fine_of(const std::vector<Labels>& labels, std::int64_t min_trials,
                                  std::vector<std::string>& warnings) {
  std::map<Labels, std::int64_t> sizes;
  for (const auto& one : labels) {
    if (!one.empty()) ++sizes[one];
  }
  std::map<Labels, std::int64_t> numbers;
  std::int64_t small = 0, left_out = 0;
  for (const auto& [one, size] : sizes) {
    if (size >= min_trials) {
      numbers.emplace(one, static_cast<std::int64_t>(numbers.size()));
    } else {
      ++small;
      left_out += size;
    }
  }
  if (small > 0) {
    warnings.push_back(fmt::format(
        "{} groups that share a mean have fewer than {} trials; their {} trials are left out",
        small, min_trials, left_out));
  }
  std::vector<std::int64_t> fine;
  for (const auto& one : labels) {
    const auto found = numbers.find(one);
    fine.push_back(found == numbers.end() ? -1 : found->second);
  }
  return fine;
}

}  // namespace

Groups groups_of(const TrialSettings& settings, const Evaluation& evaluation) {
  const auto coarse = factors_of(settings.coarse, "coarse", evaluation);
  auto all = factors_of(settings.fine, "fine", evaluation);
  all.insert(all.end(), coarse.begin(), coarse.end());
  const auto trials = static_cast<std::size_t>(evaluation.spikes.size(0));
  Groups groups;
  groups.fine = fine_of(labels_of(all, trials), settings.min_trials, groups.warnings);
  warn_of_outcomes(all, evaluation, groups.warnings);
  const auto labels = labels_of(coarse, trials);
  std::map<Labels, TrialList> members;
  for (std::size_t trial = 0; trial < trials; ++trial) {
    if (groups.fine[trial] >= 0) members[labels[trial]].push_back(static_cast<Eigen::Index>(trial));
  }
  for (auto& [one, of_group] : members) {
    groups.coarse.push_back({name_of(one, coarse), std::move(of_group)});
  }
  if (!groups.coarse.empty()) return groups;
  throw DataError(
      fmt::format("no {} trials share a mean; lower `min_trials`, or group by fewer facts",
                  settings.min_trials));
}

}  // namespace npd::residual
