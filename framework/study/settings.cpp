#include "study/settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace npd::study {
namespace {

/// Keys that the study itself sets, or that would not make another experiment.
void check_searchable(const config::Section& study, const Settings& settings) {
  for (const auto& key : settings.search) {
    const auto fail = [&](const std::string& why) {
      study.error(key.origin, "search", key.key + ": " + why);
    };
    if (key.key == "name") fail("cannot be searched: it names the experiment");
    if (key.key == "threads") fail("cannot be searched; set study.threads");
    if (key.key == "study" || key.key.starts_with("study.")) {
      fail("cannot be searched: it is of the study, not of the experiment");
    }
    if (key.key == "seed" && settings.repeats > 1) {
      fail("cannot be searched beside study.repeats, which trains with seeds of its own");
    }
  }
}

/// Keys that population based training sets by itself.
constexpr std::string_view set_by_population[] = {"seed",
                                                  "training.max_epochs",
                                                  "training.early_stopping_patience",
                                                  "training.early_stopping_from",
                                                  "training.lr_decay",
                                                  "training.scored_epoch"};

void check_population(const config::Section& study, const Settings& settings) {
  for (const auto& key : settings.search) {
    const auto fail = [&](const std::string& why) {
      study.error(key.origin, "search", key.key + ": " + why);
    };
    const auto& own = set_by_population;
    if (std::find(std::begin(own), std::end(own), key.key) != std::end(own)) {
      fail("cannot be searched: sampler = \"pbt\" sets it by itself");
    }
    if (!key.perturbation || std::holds_alternative<Choice>(key.distribution)) continue;
    if (std::holds_alternative<Integers>(key.distribution)) {
      fail("perturb: is for numbers that need not be whole");
    }
    for (const auto& value : extreme_values(key)) {
      const auto* number = std::get_if<double>(&value.value);
      const auto* whole = std::get_if<std::int64_t>(&value.value);
      if (!number && !whole) {
        fail("perturb: is for numbers");
      } else if (!key.limits && (number ? *number < 0 : *whole < 0)) {
        fail("perturb: changes numbers of at least 0, unless limits say otherwise");
      }
    }
  }
  if (settings.repeats > 1) study.error("repeats", "must be 1 for sampler = \"pbt\"");
  if (settings.trials == 1) {
    study.error("trials",
                "must be at least 2 for sampler = \"pbt\": the workers of the population");
  }
  if (settings.objective_is_score()) {
    study.error("objective",
                "must be a column of metrics.csv for sampler = \"pbt\", which compares "
                "before there are scores");
  }
  if (settings.objective_epoch == "best") {
    study.error("objective_epoch",
                "must be \"last\" for sampler = \"pbt\", which compares workers at the end of a "
                "generation");
  }
}

void check_sampler(const config::Section& study, const Settings& settings) {
  const bool grid = settings.sampler == "grid", pbt = settings.sampler == "pbt";
  bool has_axis = false;
  for (const auto& key : settings.search) {
    const bool axis = std::holds_alternative<Axis>(key.distribution);
    has_axis |= axis;
    const auto fail = [&](const std::string& why) {
      study.error(key.origin, "search", key.key + ": " + why);
    };
    if (axis && !grid) fail("grid: is for sampler = \"grid\"; write choice to draw one of these");
    if (key.perturbation && !pbt) fail("perturb: is for sampler = \"pbt\"");
    if (pbt && !key.perturbation && !std::holds_alternative<Fixed>(key.distribution)) {
      fail("perturb is missing: population based training changes what it draws; or write fixed");
    }
    if (key.perturbation && std::holds_alternative<Choice>(key.distribution)) {
      fail("perturb: is for numbers; a choice has no neighbours");
    }
  }
  if (grid && !has_axis && !settings.search.empty()) {
    study.error("sampler", "\"grid\" needs a key with grid = [...] below [[study.search]]");
  }
  if (settings.sampler == "list") {
    if (settings.list.empty()) study.error("list", "must name the CSV file of the draws");
    if (!settings.search.empty()) {
      study.error("search", "the file of study.list says which keys; leave [[study.search]] out");
    }
  } else {
    if (!settings.list.empty()) study.error("list", "is for sampler = \"list\"");
    if (!study.value("search")) {
      study.error("search", "says nothing to search; write tables [[study.search]]");
    }
  }
  if (pbt) check_population(study, settings);
  if (study.table("pbt").present() && !pbt) {
    study.table("pbt").error("", "is for sampler = \"pbt\"");
  }
}

}  // namespace

void PbtSettings::visit(npd::Params& p) {
  p("first_generation", first_generation,
    "Epochs before workers are compared for the first time: the ramps and a generation",
    at_least(1), "epochs");
  p("generation", generation, "Epochs between comparisons", at_least(1), "epochs");
  p("max_generations", max_generations, "Comparisons, at most", at_least(1));
  p("stop_patience", stop_patience, "Generations over which the best score must improve",
    at_least(2));
  p("stop_improvement", stop_improvement,
    "Least improvement over them, relative to the mean of the best scores", at_least(0));
}

void Settings::visit(npd::Params& p) {
  p("sampler", sampler,
    "Where draws come from: independent draws, a grid, a file, or a population that is trained "
    "together",
    one_of({"random", "grid", "list", "pbt"}));
  p("trials", trials,
    "Draws, or workers of the population; 0: 20, or the whole grid, or the whole list",
    at_least(0));
  p("seed", seed, "Seed of the draws, apart from that of the trainings", at_least(0));
  p("repeats", repeats, "Trainings of each draw, with seeds seed, seed + 1, ...", at_least(1));
  p("list", list, "CSV file with a column a key and a row a draw, for sampler = \"list\"");
  p("objective", objective,
    "What makes a trial good: a column of metrics.csv, or score/NAME of scores.csv");
  p("direction", direction, "Whether a small or a large objective is good", one_of({"min", "max"}));
  p("objective_epoch", objective_epoch,
    "The epoch of a column of metrics.csv: that of the weights that are scored, or the last; of a "
    "population always the last",
    one_of({"best", "last"}));
  p("jobs", jobs, "Trials at a time; 0: one for each core", at_least(0));
  p("threads", threads, "Threads of each trial", at_least(1));
  p("retries", retries, "How often a trial whose process died is gone on with", at_least(0));
  p("memory_mb", memory_mb, "Memory that a trial takes; 0: as much as the largest so far",
    at_least(0), "MB");
}

Settings read_settings(const config::Section& root) {
  const config::Section study = root.table("study");
  Settings settings;
  const auto* sampler = study.value("sampler");
  const auto* word = sampler ? std::get_if<std::string>(&sampler->value) : nullptr;
  if (word && *word == "pbt") settings.objective_epoch = "last";  // the default there
  study.read([&](npd::Params& p) { settings.visit(p); });
  if (study.table("pbt").present()) {
    study.table("pbt").read([&](npd::Params& p) { settings.pbt.visit(p); });
  }
  if (study.table("slurm").present()) {
    study.table("slurm").read([&](npd::Params& p) { settings.slurm.visit(p); });
  }
  settings.search = read_search(study);
  check_searchable(study, settings);
  check_sampler(study, settings);
  if (settings.trials == 0 && (settings.sampler == "random" || settings.sampler == "pbt")) {
    settings.trials = 20;
  }
  return settings;
}

}  // namespace npd::study
