#include "report/population_source.hpp"

#include "base/csv.hpp"
#include "report/file_text.hpp"

#include <npd/error.hpp>

#include <fmt/format.h>

#include <cmath>
#include <limits>

namespace npd::report {
namespace {

namespace fs = std::filesystem;

/// More of them are no population, but a damaged table.
constexpr std::size_t most_places = 100000;

/// A cell that counts something. \param from  the least that it may be
std::size_t count_in(const base::CsvTable& table, std::size_t row, const char* column,
                     std::size_t from) {
  const auto& cell = table.rows[row][table.column(column)];
  const double value = number_in(cell);
  if (value >= static_cast<double>(from) && value < static_cast<double>(most_places) &&
      value == std::floor(value)) {
    return static_cast<std::size_t>(value);
  }
  throw DataError(fmt::format("{}:{}: {}: expected a number from {} on, found \"{}\"",
                              table.file.string(), table.lines[row], column, from, cell));
}

void read_workers(const fs::path& file, PopulationSource& population) {
  const auto table = base::read_csv(file);
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const auto cell = [&](const char* name) { return table.rows[row][table.column(name)]; };
    const auto generation = count_in(table, row, "generation", 1);
    const auto worker = count_in(table, row, "worker", 0);
    auto& all = population.workers;
    // Rows come generation by generation, worker by worker.
    if (generation == all.size() + 1) {
      all.emplace_back();
      population.epochs.push_back(number_in(cell("epochs")));
    }
    if (generation != all.size() || worker != all.back().size()) {
      throw DataError(fmt::format("{}:{}: generation {}, worker {} is not in its place",
                                  file.string(), table.lines[row], generation, worker));
    }
    all.back().push_back({number_in(cell("objective")), cell("lost") == "1", cell("role"),
                          cell("opponent"), count_in(table, row, "next_weights_from", 0)});
  }
}

void check_origins(const fs::path& file, const PopulationSource& population) {
  const auto count = population.workers.front().size();
  for (const auto& generation : population.workers) {
    bool right = generation.size() == count;
    for (const auto& worker : generation) right = right && worker.next_from < count;
    if (right) continue;
    throw DataError(fmt::format("{}: a generation has other workers than the first, {} of them",
                                file.string(), count));
  }
}

void read_values(const fs::path& file, PopulationSource& population) {
  if (!fs::exists(file)) return;
  const auto table = base::read_csv(file);
  const auto workers = population.workers.front().size(),
             most_generations = population.workers.size() + 1;
  std::vector<std::size_t> columns;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (table.columns[i] == "generation" || table.columns[i] == "worker") continue;
    columns.push_back(i);
    population.keys.push_back(table.columns[i]);
  }
  population.values.assign(columns.size(), {});
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const auto generation = count_in(table, row, "generation", 1);
    const auto worker = count_in(table, row, "worker", 0);
    if (generation > most_generations || worker >= workers) continue;
    for (std::size_t key = 0; key < columns.size(); ++key) {
      auto& values = population.values[key];
      while (values.size() < generation) {
        values.emplace_back(workers, std::numeric_limits<double>::quiet_NaN());
      }
      values[generation - 1][worker] = number_in(table.rows[row][columns[key]]);
    }
  }
}

void read_ancestry(const fs::path& file, PopulationSource& population) {
  if (!fs::exists(file)) return;
  const auto table = base::read_csv(file);
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const auto worker = count_in(table, row, "worker", 0);
    if (worker >= population.workers.front().size()) {
      throw DataError(
          fmt::format("{}:{}: there is no worker {}", file.string(), table.lines[row], worker));
    }
    population.ancestry.push_back(worker);
  }
  if (population.ancestry.size() > population.workers.size()) {
    throw DataError(fmt::format("{}: has more generations than are settled", file.string()));
  }
}

}  // namespace

std::optional<PopulationSource> read_population(const fs::path& study) {
  const auto table = study / "generations.csv";
  if (!fs::exists(table)) return {};
  PopulationSource population;
  read_workers(table, population);
  if (population.workers.empty()) return {};
  check_origins(table, population);
  read_values(study / "hyperparameters.csv", population);
  read_ancestry(study / "schedule.csv", population);
  return population;
}

}  // namespace npd::report
