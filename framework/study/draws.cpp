#include "study/draws.hpp"

#include "base/csv.hpp"
#include "study/trial_text.hpp"

#include <npd/error.hpp>
#include <npd/pcg64.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace npd::study {
namespace {

/// The cells of one trial after another.
class Sampler {
 public:
  explicit Sampler(const Settings& settings)
      : settings_(settings), random_(static_cast<std::uint64_t>(settings.seed)) {}

  /// Points of the grid; 1 without one.
  std::size_t grid_size() const {
    std::size_t size = 1;
    for (const auto& key : settings_.search) {
      if (const auto* axis = std::get_if<Axis>(&key.distribution)) size *= axis->values.size();
    }
    return size;
  }

  std::vector<std::string> next(std::size_t trial) {
    std::vector<std::string> row;
    std::size_t point = trial % grid_size();  // the first axis is the fastest
    for (const auto& key : settings_.search) row.push_back(cell(key, point));
    return row;
  }

 private:
  std::string cell(const SearchKey& key, std::size_t& point) {
    if (const auto* axis = std::get_if<Axis>(&key.distribution)) {
      const std::size_t index = point % axis->values.size();
      point /= axis->values.size();
      return value_cell(axis->values[index].value);
    }
    if (const auto* choice = std::get_if<Choice>(&key.distribution)) {
      const auto last = static_cast<std::uint32_t>(choice->values.size() - 1);
      return value_cell(choice->values[random_.at_most(last)].value);
    }
    if (const auto* fixed = std::get_if<Fixed>(&key.distribution)) {
      return value_cell(fixed->value.value);
    }
    return number_cell(draw_number(key.distribution, key.limits, random_));
  }

  const Settings& settings_;
  Pcg64 random_;
};

Draws listed(const Settings& settings, std::int64_t trials) {
  Draws draws = read_draws(settings.list);
  if (trials == 0) return draws;
  const auto wanted = static_cast<std::size_t>(trials);
  if (draws.rows.size() < wanted) {
    throw DataError(
        fmt::format("{}: has {} rows, and {} trials are asked for; add rows, or leave "
                    "study.trials out",
                    settings.list.string(), draws.rows.size(), trials));
  }
  draws.rows.resize(wanted);
  return draws;
}

}  // namespace

std::vector<std::string> Draws::overrides(std::size_t draw) const {
  std::vector<std::string> words;
  for (std::size_t i = 0; i < keys.size(); ++i) words.push_back(keys[i] + "=" + rows[draw][i]);
  return words;
}

Draws make_draws(const Settings& settings, std::int64_t trials) {
  if (settings.sampler == "list") return listed(settings, trials);
  Sampler sampler(settings);
  const auto count = trials > 0 ? static_cast<std::size_t>(trials) : sampler.grid_size();
  Draws draws;
  for (const auto& key : settings.search) draws.keys.push_back(key.key);
  for (std::size_t trial = 0; trial < count; ++trial) draws.rows.push_back(sampler.next(trial));
  return draws;
}

std::string draws_csv(const Draws& draws) {
  std::vector<std::string> cells{"trial"};
  cells.insert(cells.end(), draws.keys.begin(), draws.keys.end());
  std::string text = base::csv_line(cells);
  for (std::size_t trial = 0; trial < draws.rows.size(); ++trial) {
    cells = {std::to_string(trial)};
    cells.insert(cells.end(), draws.rows[trial].begin(), draws.rows[trial].end());
    text += base::csv_line(cells);
  }
  return text;
}

Draws read_draws(const std::filesystem::path& file) {
  auto table = base::read_csv(file);
  Draws draws{std::move(table.columns), std::move(table.rows), std::move(table.lines)};
  if (!draws.keys.empty() && draws.keys.front() == "trial") {
    draws.keys.erase(draws.keys.begin());
    for (auto& row : draws.rows) row.erase(row.begin());
  }
  if (draws.keys.empty()) {
    throw DataError(file.string() + ": has no column but trial; give a column a key");
  }
  for (std::size_t i = 0; i < draws.rows.size(); ++i) {
    const auto empty = std::find(draws.rows[i].begin(), draws.rows[i].end(), "");
    if (empty == draws.rows[i].end()) continue;
    throw DataError(
        fmt::format("{}:{}: {}: is empty; write a value", file.string(), draws.lines[i],
                    draws.keys[static_cast<std::size_t>(empty - draws.rows[i].begin())]));
  }
  if (draws.rows.empty()) throw DataError(file.string() + ": has no rows");
  return draws;
}

}  // namespace npd::study
