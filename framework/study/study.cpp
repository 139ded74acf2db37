#include "study/study.hpp"

#include "config/parse.hpp"
#include "study/order.hpp"
#include "study/trial_text.hpp"

#include <npd/error.hpp>
#include <npd/names.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <initializer_list>
#include <memory>
#include <optional>
#include <set>
#include <utility>

namespace npd::study {
namespace {

using config::Document;
using config::Node;

/// Messages of several configurations, each once.
class Mistakes {
 public:
  /// Runs a check that throws its mistakes. \return whether there were none
  template <class Check>
  bool none_in(const Check& check) {
    try {
      check();
      return true;
    } catch (const ConfigError& error) {
      add(error.what());
      return false;
    }
  }

  void add(const std::string& text) {
    if (seen_.insert(text).second) text_ += (text_.empty() ? "" : "\n") + text;
  }

  void throw_if_any() const {
    if (!text_.empty()) throw ConfigError(text_);
  }

 private:
  std::set<std::string> seen_;
  std::string text_;
};

std::optional<config::Value> resolved_value(const Document& document, const std::string& key) {
  for (const auto& value : document.flat()) {
    if (value.key == key) return value.value;
  }
  return std::nullopt;
}

std::string text_of(const Document& document, const std::string& key) {
  const auto value = resolved_value(document, key);
  const auto* text = value ? std::get_if<std::string>(&*value) : nullptr;
  return text ? *text : "";
}

class Checker {
 public:
  Checker(const Document& experiment, const ExperimentReader& reader)
      : experiment_(experiment), with_fixed_(experiment), reader_(reader) {}

  void check(Settings& settings) {
    for (const auto& key : settings.search) {
      const auto* fixed = std::get_if<Fixed>(&key.distribution);
      if (fixed && !key.perturbation) with_fixed_ = with_fixed_.with(key.key, fixed->value);
    }
    for (auto& key : settings.search) {
      if (auto* choice = std::get_if<Choice>(&key.distribution)) check(key, choice->values);
      if (auto* axis = std::get_if<Axis>(&key.distribution)) check(key, axis->values);
      for (const Node& value : extreme_values(key)) check(key, value);
      if (std::holds_alternative<Normal>(key.distribution) && !key.limits) {
        check_unlimited(key, "normal", {-far, far});
      }
      if (key.perturbation) check_perturbation(key);
    }
  }

  /// Each row of a list, as a whole.
  void check(const Draws& draws, const std::filesystem::path& file) {
    const auto source = std::make_shared<config::Source>(
        config::Source{file.string(), std::filesystem::absolute(file).parent_path()});
    for (std::size_t row = 0; row < draws.rows.size(); ++row) {
      const config::Origin origin{source, static_cast<std::uint32_t>(draws.lines[row]), 1};
      Document document = experiment_;
      for (std::size_t i = 0; i < draws.keys.size(); ++i) {
        const auto& cell = draws.rows[row][i];
        auto value = config::parse_value(cell, origin).value_or(cell);
        document = document.with(draws.keys[i], {{}, origin, origin, std::move(value)});
      }
      mistakes_.none_in([&] { reader_.read(document); });
    }
  }

  Mistakes& mistakes() { return mistakes_; }

 private:
  /// Paths become absolute here: a trial does not start in the folder of the study's file.
  void check(const SearchKey& key, std::vector<Node>& values) {
    for (Node& value : values) {
      const Document document = check(key, value);
      if (!std::holds_alternative<std::string>(value.value)) continue;
      if (auto resolved = resolved_value(document, key.key)) value.value = std::move(*resolved);
    }
  }

  Document check(const SearchKey& key, const Node& value) {
    Document document = experiment_.with(key.key, value);
    mistakes_.none_in([&] { reader_.read(document); });
    return document;
  }

  void add(const SearchKey& key, const std::string& what) {
    mistakes_.add(config::located(key.origin, {"study", "search"}, key.key + ": " + what));
  }

  /// Some numbers may be as far away as you like.
  void check_unlimited(const SearchKey& key, const char* what,
                       std::initializer_list<double> far_values) {
    for (const double value : far_values) {
      Document document = experiment_.with(key.key, {{}, key.origin, key.origin, value});
      try {
        reader_.read(document);
      } catch (const ConfigError&) {
        return add(key, fmt::format("{}: the parameter has bounds; give limits = [lowest, highest]",
                                    what));
      }
    }
  }

  /// What a population changes must be something that may change, and that matters.
  void check_perturbation(const SearchKey& key) {
    const auto values = extreme_values(key);
    Document document = with_fixed_.with(key.key, values.front());
    try {
      reader_.read(document);
    } catch (const ConfigError&) {
      return;  // told before
    }
    for (const auto& flat : document.flat()) {
      if (flat.key != key.key) continue;
      if (!flat.may_change_while_training) {
        return add(key,
                   "perturb: cannot change while a model is trained; write fixed, or search it "
                   "with sampler = \"random\"");
      }
      if (!std::holds_alternative<double>(flat.value)) {
        return add(key, "perturb: is for numbers that need not be whole");
      }
    }
    if (!key.limits) check_unlimited(key, "perturb", {far});
    Document fresh = with_fixed_.with(key.key, values.front());
    const auto reason = reader_.without_effect(fresh, key.key);
    if (!reason.empty()) add(key, "has no effect: " + reason + "; leave it out");
  }

  static constexpr double far = 1e300;

  const Document& experiment_;
  Document with_fixed_;  ///< the experiment with what no trial varies
  const ExperimentReader& reader_;
  Mistakes mistakes_;
};

/// The experiment with what population based training sets in it.
Document of_population(const Document& experiment, const PbtSettings& settings) {
  const config::Origin origin{std::make_shared<config::Source>()};
  Document document = experiment;
  for (const auto& [key, text] : population_values(settings)) {
    document = document.with(key, {{}, origin, origin, config::parse_value(text, origin).value()});
  }
  return document;
}

void check_objective(const Settings& settings, const std::vector<std::string>& known,
                     const std::string& where) {
  if (std::find(known.begin(), known.end(), settings.objective) != known.end()) return;
  const auto hint = did_you_mean(settings.objective, known);
  throw ConfigError(fmt::format(
      "{}: \"{}\" is nothing that a run of this experiment tells{}", where, settings.objective,
      hint.empty() ? fmt::format("; must be one of {}", fmt::join(known, ", ")) : hint));
}

}  // namespace

Study read_study(Document& document, const std::string& name, const ExperimentReader& reader) {
  const Document experiment = document.keeping([](const auto& key) { return key != "study"; });
  const auto table = document.root().table("study");
  if (!table.present()) {
    throw ConfigError(
        fmt::format("{}: has no table [study], so it is an experiment; train it with: npd run",
                    document.root().where()));
  }
  Study study;
  study.settings = read_settings(document.root());
  reader.read(document);

  study.name = text_of(document, "name");
  Document plain = experiment;
  if (study.name.empty()) {  // a trial must not be named after the file experiment.toml
    study.name = name;
    const config::Origin origin{std::make_shared<config::Source>()};
    plain = experiment.with("name", {{}, origin, origin, name});
  }
  if (study.settings.is_population()) plain = of_population(plain, study.settings.pbt);
  const auto objectives = reader.objectives(plain);
  study.experiment = plain.resolved();
  Checker checker(experiment, reader);
  checker.mistakes().none_in(
      [&] { check_objective(study.settings, objectives, table.where("objective")); });
  checker.check(study.settings);
  checker.mistakes().throw_if_any();
  study.draws = make_draws(study.settings, study.settings.trials);
  if (study.settings.sampler == "list") {
    checker.check(study.draws, study.settings.list);
    checker.mistakes().throw_if_any();
  }
  if (const auto seed = resolved_value(plain, "seed")) {
    if (const auto* number = std::get_if<std::int64_t>(&*seed)) study.training_seed = *number;
  }
  study.text = document.resolved();
  return study;
}

}  // namespace npd::study
