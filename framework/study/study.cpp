#include "study/study.hpp"

#include "config/parse.hpp"
#include "study/trial_text.hpp"

#include <npd/error.hpp>
#include <npd/names.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
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
      : experiment_(experiment), reader_(reader) {}

  void check(Settings& settings) {
    for (auto& key : settings.search) {
      if (auto* choice = std::get_if<Choice>(&key.distribution)) check(key, choice->values);
      if (auto* axis = std::get_if<Axis>(&key.distribution)) check(key, axis->values);
      for (const Node& value : extreme_values(key)) check(key, value);
      if (std::holds_alternative<Normal>(key.distribution) && !key.limits) check_unlimited(key);
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

  /// A normal number may be as far away as you like.
  void check_unlimited(const SearchKey& key) {
    for (const double far : {-1e300, 1e300}) {
      Document document = experiment_.with(key.key, {{}, key.origin, key.origin, far});
      try {
        reader_.read(document);
      } catch (const ConfigError&) {
        return mistakes_.add(config::located(
            key.origin, {"study", "search"},
            key.key + ": normal: the parameter has bounds; give limits = [lowest, highest]"));
      }
    }
  }

  const Document& experiment_;
  const ExperimentReader& reader_;
  Mistakes mistakes_;
};

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
  if (study.settings.sampler == "pbt") {
    throw ConfigError(table.where("sampler") +
                      ": \"pbt\" is understood, but this version of npd cannot run it; use "
                      "\"random\", \"grid\" or \"list\"");
  }
  if (const auto seed = resolved_value(plain, "seed")) {
    if (const auto* number = std::get_if<std::int64_t>(&*seed)) study.training_seed = *number;
  }
  study.text = document.resolved();
  return study;
}

}  // namespace npd::study
