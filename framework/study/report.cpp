#include "study/report.hpp"

#include "base/lock_file.hpp"
#include "base/text_table.hpp"
#include "study/slurm.hpp"

#include <npd/error.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace npd::study {
namespace {

using Json = nlohmann::json;

constexpr std::size_t most_rows = 10, table_width = 80;

std::string last_part(const std::string& key) { return key.substr(key.rfind('.') + 1); }

/// A number in few digits; any other cell as it is.
std::string short_cell(const std::string& cell) {
  double value = 0;
  const char* end = cell.data() + cell.size();
  const auto [rest, error] = std::from_chars(cell.data(), end, value);
  if (error == std::errc() && rest == end) return fmt::format("{:.4g}", value);
  return cell.size() <= 24 ? cell : cell.substr(0, 21) + "...";
}

/// Trials of one draw.
struct Group {
  std::size_t draw = 0;
  std::vector<double> objectives;

  double mean() const {
    double sum = 0;
    for (const double value : objectives) sum += value;
    return sum / static_cast<double>(objectives.size());
  }
};

/// Draws with an objective, the best first.
std::vector<Group> groups_of(const StudyState& state) {
  std::vector<Group> groups;
  for (const auto& trial : state.trials) {
    if (std::isnan(trial.objective)) continue;
    const auto draw = state.draw_of(trial.number);
    if (groups.empty() || groups.back().draw != draw) groups.push_back({draw, {}});
    groups.back().objectives.push_back(trial.objective);
  }
  std::stable_sort(groups.begin(), groups.end(), [&](const Group& a, const Group& b) {
    return state.settings.minimises() ? a.mean() < b.mean() : a.mean() > b.mean();
  });
  return groups;
}

std::string best_table(const StudyState& state) {
  const bool repeated = state.settings.repeats > 1;
  const auto groups = groups_of(state);
  const auto names = short_names(state.draws.keys);
  const auto make = [&](std::size_t keys) {
    base::TextTable table;
    std::vector<std::string> head{repeated ? "draw" : "trial", "objective"};
    if (repeated) head.insert(head.end(), {"seeds", "from", "to"});
    head.insert(head.end(), names.begin(), names.begin() + static_cast<std::ptrdiff_t>(keys));
    table.add_row(head);
    for (std::size_t i = 0; i < std::min(groups.size(), most_rows); ++i) {
      const auto& group = groups[i];
      std::vector<std::string> row{std::to_string(group.draw), fmt::format("{:.5g}", group.mean())};
      if (repeated) {
        const auto [low, high] =
            std::minmax_element(group.objectives.begin(), group.objectives.end());
        row.insert(row.end(), {std::to_string(group.objectives.size()), fmt::format("{:.5g}", *low),
                               fmt::format("{:.5g}", *high)});
      }
      for (std::size_t key = 0; key < keys; ++key) {
        row.push_back(short_cell(state.draws.rows[group.draw][key]));
      }
      table.add_row(row);
    }
    return table.text();
  };
  const auto width = [](const std::string& text) {
    std::size_t longest = 0;
    for (std::size_t begin = 0; begin < text.size();) {
      const auto end = std::min(text.find('\n', begin), text.size());
      longest = std::max(longest, end - begin);
      begin = end + 1;
    }
    return longest;
  };
  std::size_t keys = names.size();
  std::string text = make(keys);
  while (keys > 0 && width(text) > table_width) text = make(--keys);
  if (keys < names.size())
    text += fmt::format("\n({} more keys are in study.csv)", names.size() - keys);
  if (groups.size() > most_rows) text += fmt::format("\n({} more rows)", groups.size() - most_rows);
  return text;
}

std::string counts_text(const StudyState& state) {
  std::string text;
  for (const auto kind : {TrialState::finished, TrialState::failed, TrialState::running,
                          TrialState::stopped, TrialState::waiting}) {
    if (const auto count = state.count(kind); count > 0) {
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, state_name(kind));
    }
  }
  return text.empty() ? "no trials" : text;
}

std::size_t undefined(const StudyState& state) {
  return static_cast<std::size_t>(
      std::count_if(state.trials.begin(), state.trials.end(), [](const Trial& trial) {
        return trial.state == TrialState::finished && std::isnan(trial.objective);
      }));
}

/// How far a population is.
std::string generation_text(const StudyState& state) {
  const auto settled = state.generations.size();
  if (state.is_last_settled()) {
    return fmt::format("generation {}, the last one, is settled (epoch {})\n", settled,
                       state.generations.back().epochs);
  }
  return fmt::format("generation {} in work, to epoch {}; {} of at most {} settled\n", settled + 1,
                     state.settings.pbt.epochs(settled + 1), settled,
                     state.settings.pbt.max_generations);
}

Json number_json(double value) { return std::isnan(value) ? Json() : Json(value); }

Json trial_json(const StudyState& state, const Trial& trial) {
  Json json{{"trial", trial.number},          {"state", state_name(trial.state)},
            {"folder", trial.run.string()},   {"objective", number_json(trial.objective)},
            {"best_epoch", trial.best_epoch}, {"epochs", trial.epochs}};
  if (!trial.failure.empty()) json["failure"] = trial.failure;
  if (state.settings.repeats > 1) {
    json["draw"] = state.draw_of(trial.number);
    json["seed"] = state.seed_of(trial.number);
  }
  const auto& drawn = state.draws.rows[state.draw_of(trial.number)];
  for (std::size_t i = 0; i < drawn.size(); ++i) json["drawn"][state.draws.keys[i]] = drawn[i];
  return json;
}

}  // namespace

std::vector<std::string> short_names(const std::vector<std::string>& keys) {
  std::vector<std::string> names;
  for (const auto& key : keys) {
    const auto same = std::count_if(keys.begin(), keys.end(), [&](const std::string& other) {
      return last_part(other) == last_part(key);
    });
    names.push_back(same == 1 ? last_part(key) : key);
  }
  return names;
}

std::string status_text(const StudyFolder& folder, const StudyState& state) {
  const auto& settings = state.settings;
  std::string text = fmt::format("{} of {} trials: {}\n", settings.sampler, state.trials.size(),
                                 counts_text(state));
  if (settings.is_population()) text += generation_text(state);
  if (const auto holder = base::LockFile::holder(folder.lock())) {
    text += fmt::format("at work    {}\n", holder->text());
  } else if (const auto queue = queue_text(folder); !queue.empty()) {
    text += fmt::format("in Slurm's queue: {}\n", queue);
  } else if (state.count(TrialState::finished) + state.count(TrialState::failed) <
             state.trials.size()) {
    text += "go on with: npd study resume " + folder.path().string() + "\n";
  }
  text += fmt::format("objective  {}, {}, {} epoch\n", settings.objective,
                      settings.minimises() ? "the smallest" : "the largest",
                      settings.objective_is_score() ? "best" : settings.objective_epoch);
  if (const auto count = undefined(state); count > 0) {
    text += fmt::format("{} finished without a finite objective\n", count);
  }
  if (state.best()) text += fmt::format("\n{}\n", best_table(state));
  std::size_t told = 0;
  for (const auto& trial : state.trials) {
    if (trial.state != TrialState::failed) continue;
    if (++told == 1) text += "\n";
    if (told > most_rows) break;
    text += fmt::format("trial {} failed: {}\n", trial.number, trial.failure);
  }
  if (told > 0) {
    text += fmt::format("more in {}; try them again with: npd study retry\n",
                        folder.failures().string());
  }
  return text;
}

std::string status_json(const StudyFolder& folder, const StudyState& state) {
  Json json{{"study", folder.path().string()},
            {"sampler", state.settings.sampler},
            {"objective", state.settings.objective},
            {"direction", state.settings.direction}};
  for (const auto kind : {TrialState::finished, TrialState::failed, TrialState::running,
                          TrialState::stopped, TrialState::waiting}) {
    json[state_name(kind)] = state.count(kind);
  }
  if (state.settings.is_population()) {
    json["settled_generations"] = state.generations.size();
    json["last_generation_settled"] = state.is_last_settled();
  }
  const auto holder = base::LockFile::holder(folder.lock());
  json["at_work"] = holder ? Json(holder->text()) : Json();
  const auto* best = state.best();
  json["best"] = best ? Json(best->number) : Json();
  json["trials"] = Json::array();
  for (const auto& trial : state.trials) json["trials"].push_back(trial_json(state, trial));
  return json.dump(2) + "\n";
}

std::string best_text(const StudyFolder& folder, const StudyState& state) {
  const auto* best = state.best();
  if (!best) {
    throw DataError(folder.path().string() +
                    ": no trial has an objective yet; look at npd study status");
  }
  base::TextTable table;
  table.add_row({state.settings.objective, fmt::format("{}", best->objective)});
  if (state.settings.is_population()) {
    table.add_row({"at epoch", fmt::format("{}", best->best_epoch)});
  } else {
    table.add_row(
        {"at its best epoch", fmt::format("{} (epoch {})", best->at_best_epoch, best->best_epoch)});
    table.add_row(
        {"at its last epoch", fmt::format("{} (epoch {})", best->at_last_epoch, best->epochs - 1)});
  }
  const auto draw = state.draw_of(best->number);
  for (std::size_t i = 0; i < state.draws.keys.size(); ++i) {
    table.add_row({state.draws.keys[i], state.draws.rows[draw][i]});
  }
  if (state.settings.repeats > 1) {
    table.add_row({"seed", std::to_string(state.seed_of(best->number))});
    const auto groups = groups_of(state);
    table.add_row({"best mean over seeds",
                   fmt::format("draw {} ({:.5g})", groups.front().draw, groups.front().mean())});
  }
  return best->run.string() + "\n\n" + table.text() + "\n";
}

}  // namespace npd::study
