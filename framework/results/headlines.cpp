#include "results/headlines.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

namespace npd::results {
namespace {

/// The rows of one metric that it wants to be seen first, in its order.
using Turns = std::vector<std::size_t>;

/// For each metric in the order of their first rows.
std::vector<Turns> turns_of(const Scores& scores) {
  std::vector<std::string> metrics;
  std::vector<Turns> marked, all;
  for (std::size_t row = 0; row < scores.rows.size(); ++row) {
    const auto& [score, info, metric] = scores.rows[row];
    if (std::isnan(score.value)) continue;
    const auto found = std::find(metrics.begin(), metrics.end(), metric);
    const auto index = static_cast<std::size_t>(found - metrics.begin());
    if (found == metrics.end()) {
      metrics.push_back(metric);
      marked.emplace_back();
      all.emplace_back();
    }
    all[index].push_back(row);
    if (info.headline) marked[index].push_back(row);
  }
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    if (marked[i].empty()) marked[i] = {all[i].front()};
  }
  return marked;
}

nlohmann::ordered_json number_or_null(double value) {
  return std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json(nullptr);
}

}  // namespace

Scores headlines(const Scores& scores, std::size_t most) {
  const auto turns = turns_of(scores);
  std::set<std::size_t> chosen;
  bool any = true;
  for (std::size_t turn = 0; any; ++turn) {
    any = false;
    for (const auto& rows : turns) {
      if (turn >= rows.size()) continue;
      any = true;
      if (chosen.size() < most) chosen.insert(rows[turn]);
    }
  }
  Scores result;
  for (std::size_t row = 0; row < scores.rows.size(); ++row) {
    const bool undefined = std::isnan(scores.rows[row].score.value);
    if (undefined ? scores.rows[row].info.headline : chosen.count(row) != 0) {
      result.rows.push_back(scores.rows[row]);
    }
  }
  for (const auto& score : scores.skipped) {
    if (score.headline) result.skipped.push_back(score);
  }
  return result;
}

std::string score_table(const Scores& scores, bool all, const std::string& where,
                        std::size_t width) {
  if (all) return score_table(scores, width);
  const auto first = headlines(scores);
  const auto more =
      scores.rows.size() + scores.skipped.size() - first.rows.size() - first.skipped.size();
  auto text = score_table(first, width);
  if (more > 0) text += fmt::format("\n{} more scores: {}\n", more, where);
  return text;
}

std::string scores_json(const Scores& scores) {
  nlohmann::ordered_json json = {{"scores", nlohmann::ordered_json::array()},
                                 {"skipped", nlohmann::ordered_json::object()}};
  for (const auto& [score, info, metric] : scores.rows) {
    json["scores"].push_back(
        {{"name", score.name},
         {"value", number_or_null(score.value)},
         {"split", score.split},
         {"direction", info.direction == Direction::higher_is_better ? "higher" : "lower"},
         {"headline", info.headline},
         {"note", std::isnan(score.value) ? score.reason : score.note},
         {"doc", info.doc}});
  }
  for (const auto& score : scores.skipped) json["skipped"][score.name] = score.reason;
  return json.dump(2) + '\n';
}

}  // namespace npd::results
