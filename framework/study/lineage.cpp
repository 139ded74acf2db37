#include "study/lineage.hpp"

#include "base/csv.hpp"
#include "config/parse.hpp"
#include "study/trial_text.hpp"

#include <algorithm>
#include <cassert>
#include <limits>

namespace npd::study {
namespace {

/// A cell that the study's check has seen to be a number.
double number_of(const std::string& cell) {
  const auto value = config::parse_value(cell, {});
  assert(value);
  if (const auto* integer = std::get_if<std::int64_t>(&*value)) {
    return static_cast<double>(*integer);
  }
  return std::get<double>(*value);
}

std::vector<std::string> with_keys(std::vector<std::string> cells, const Settings& settings) {
  for (const auto& parameter : hyperparameters_of(settings)) cells.push_back(parameter.key);
  return cells;
}

std::vector<std::string> with_values(std::vector<std::string> cells,
                                     const std::vector<double>& values) {
  for (const double value : values) cells.push_back(number_cell(value));
  return cells;
}

}  // namespace

std::vector<Hyperparameter> hyperparameters_of(const Settings& settings) {
  constexpr Limits none{0, std::numeric_limits<double>::infinity()};
  std::vector<Hyperparameter> parameters;
  for (const auto& key : settings.search) {
    if (key.perturbation) {
      parameters.push_back({key.key, *key.perturbation, key.limits.value_or(none)});
    }
  }
  return parameters;
}

std::vector<double> first_values(const Settings& settings, const Draws& draws, std::size_t worker) {
  std::vector<double> values;
  for (std::size_t i = 0; i < settings.search.size(); ++i) {
    if (settings.search[i].perturbation) values.push_back(number_of(draws.rows[worker][i]));
  }
  return values;
}

std::vector<std::string> overrides_of(const Settings& settings, const Draws& draws,
                                      std::size_t worker, const std::vector<double>& values) {
  std::vector<std::string> words;
  auto value = values.begin();
  for (std::size_t i = 0; i < settings.search.size(); ++i) {
    const auto& key = settings.search[i];
    words.push_back(key.key + "=" +
                    (key.perturbation ? number_cell(*value++) : draws.rows[worker][i]));
  }
  return words;
}

std::vector<std::size_t> ancestors(const std::vector<Generation>& generations, std::size_t worker) {
  std::vector<std::size_t> line;
  for (auto generation = generations.rbegin(); generation != generations.rend(); ++generation) {
    // What was decided at its end counts for the generation behind it.
    if (!line.empty()) worker = generation->tournament.fates[worker].weights_from;
    line.push_back(worker);
  }
  std::reverse(line.begin(), line.end());
  return line;
}

std::vector<Stretch> schedule_of(const Settings& settings,
                                 const std::vector<Generation>& generations, std::size_t worker) {
  std::vector<Stretch> schedule;
  const auto line = ancestors(generations, worker);
  for (std::size_t i = 0; i < line.size(); ++i) {
    const auto& generation = generations[i];
    schedule.push_back(
        {generation.number, line[i],
         training_seed(static_cast<std::uint64_t>(settings.seed), line[i], generation.number),
         generation.workers[line[i]].values, generation.epochs});
  }
  return schedule;
}

std::string generations_csv(const Settings& settings, const std::vector<Generation>& generations) {
  auto text = base::csv_line({"generation", "epochs", "worker", "objective", "lost", "role",
                              "opponent", "next_weights_from"});
  for (const auto& generation : generations) {
    for (std::size_t i = 0; i < generation.workers.size(); ++i) {
      const auto& fate = generation.tournament.fates[i];
      const double loss = generation.workers[i].loss;
      text += base::csv_line(
          {std::to_string(generation.number), std::to_string(generation.epochs), std::to_string(i),
           base::csv_number(settings.minimises() ? loss : -loss),
           generation.workers[i].lost ? "1" : "0", role_name(fate.role),
           fate.opponent ? std::to_string(*fate.opponent) : "", std::to_string(fate.weights_from)});
    }
  }
  return text;
}

std::string hyperparameters_csv(const Settings& settings, const Draws& draws,
                                const std::vector<Generation>& generations) {
  auto text = base::csv_line(with_keys({"generation", "worker"}, settings));
  const auto add = [&](std::size_t generation, std::size_t worker,
                       const std::vector<double>& values) {
    text +=
        base::csv_line(with_values({std::to_string(generation), std::to_string(worker)}, values));
  };
  for (const auto& generation : generations) {
    for (std::size_t i = 0; i < generation.workers.size(); ++i) {
      add(generation.number, i, generation.workers[i].values);
    }
  }
  if (!generations.empty() && generations.back().last) return text;
  for (std::size_t i = 0; i < draws.rows.size(); ++i) {
    add(generations.size() + 1, i,
        generations.empty() ? first_values(settings, draws, i) : generations.back().next_values(i));
  }
  return text;
}

std::string lineage_csv(const std::vector<Generation>& generations) {
  std::vector<std::string> cells{"worker"};
  for (const auto& generation : generations) {
    cells.push_back(StudyFolder::generation_name(generation.number));
  }
  auto text = base::csv_line(cells);
  const auto workers = generations.empty() ? 0 : generations.front().workers.size();
  for (std::size_t worker = 0; worker < workers; ++worker) {
    cells = {std::to_string(worker)};
    for (const auto ancestor : ancestors(generations, worker)) {
      cells.push_back(std::to_string(ancestor));
    }
    text += base::csv_line(cells);
  }
  return text;
}

std::string schedule_csv(const Settings& settings, const std::vector<Stretch>& schedule) {
  auto text = base::csv_line(with_keys({"generation", "worker", "until_epoch", "seed"}, settings));
  for (const auto& stretch : schedule) {
    text += base::csv_line(
        with_values({std::to_string(stretch.generation), std::to_string(stretch.worker),
                     std::to_string(stretch.until), std::to_string(stretch.seed)},
                    stretch.values));
  }
  return text;
}

}  // namespace npd::study
