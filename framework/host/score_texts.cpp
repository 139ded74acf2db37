#include "host/score_texts.hpp"

#include "base/text_table.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>

namespace npd::host {
namespace {

std::string range_text(const ScoreInfo& info) {
  const auto end = [](double value) {
    return std::isfinite(value) ? fmt::format("{}", value) : value < 0 ? "-inf" : "inf";
  };
  return fmt::format("{} to {}", end(info.lowest), end(info.highest));
}

const char* better(const ScoreInfo& info) {
  return info.direction == Direction::higher_is_better ? "higher" : "lower";
}

}  // namespace

std::string scores_text(const std::optional<std::vector<ScoreInfo>>& infos, std::size_t width) {
  if (!infos) return "Scores\ndepend on its parameters, which have no complete defaults";
  if (infos->empty()) return "Scores\nnone";
  base::TextTable table;
  table.add_row({"name", "better", "range", "perfect", "meaning"});
  for (const auto& info : *infos) {
    table.add_row({info.name, better(info), range_text(info),
                   info.perfect ? fmt::format("{}", *info.perfect) : "-", info.doc});
  }
  return "Scores\n" + table.text(width);
}

nlohmann::ordered_json scores_json(const std::optional<std::vector<ScoreInfo>>& infos) {
  if (!infos) return nullptr;
  const auto number = [](std::optional<double> value) {
    return value && std::isfinite(*value) ? nlohmann::ordered_json(*value)
                                          : nlohmann::ordered_json();
  };
  auto json = nlohmann::ordered_json::array();
  for (const auto& info : *infos) {
    json.push_back({{"name", info.name},
                    {"better", better(info)},
                    {"lowest", number(info.lowest)},
                    {"highest", number(info.highest)},
                    {"perfect", number(info.perfect)},
                    {"headline", info.headline},
                    {"doc", info.doc}});
  }
  return json;
}

}  // namespace npd::host
