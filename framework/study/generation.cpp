#include "study/generation.hpp"

#include <npd/atomic_file.hpp>
#include <npd/error.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <cmath>
#include <fstream>
#include <limits>
#include <utility>

namespace npd::study {
namespace {

using OrderedJson = nlohmann::ordered_json;

constexpr std::array<std::pair<Fate::Role, const char*>, 3> roles{
    {{Fate::Role::winner, "winner"}, {Fate::Role::loser, "loser"}, {Fate::Role::bye, "bye"}}};

/// JSON has no NaN.
OrderedJson number(double value) { return std::isnan(value) ? OrderedJson() : OrderedJson(value); }

double number(const OrderedJson& json) {
  return json.is_null() ? std::numeric_limits<double>::quiet_NaN() : json.get<double>();
}

OrderedJson worker_json(const Contestant& worker, const Fate& fate) {
  OrderedJson json{{"loss", number(worker.loss)}, {"lost", worker.lost}, {"values", worker.values}};
  json["role"] = role_name(fate.role);
  json["opponent"] = fate.opponent ? OrderedJson(*fate.opponent) : OrderedJson();
  json["next_weights_from"] = fate.weights_from;
  json["next_values"] = fate.values;
  return json;
}

OrderedJson attempt_json(const Attempt& attempt) {
  return {{"loser", attempt.loser},
          {"winner", attempt.winner},
          {"hyperparameter", attempt.hyperparameter},
          {"number", attempt.number},
          {"factor", attempt.factor},
          {"candidate", attempt.candidate},
          {"accepted", attempt.accepted}};
}

Fate fate_of(const OrderedJson& json) {
  Fate fate;
  for (const auto& [role, name] : roles) {
    if (json.at("role") == name) fate.role = role;
  }
  if (!json.at("opponent").is_null()) fate.opponent = json.at("opponent").get<std::size_t>();
  fate.weights_from = json.at("next_weights_from");
  fate.values = json.at("next_values").get<std::vector<double>>();
  return fate;
}

Attempt attempt_of(const OrderedJson& json) {
  return {json.at("loser"),  json.at("winner"),    json.at("hyperparameter"), json.at("number"),
          json.at("factor"), json.at("candidate"), json.at("accepted")};
}

Generation generation_of(const OrderedJson& json) {
  Generation generation;
  generation.number = json.at("generation");
  generation.epochs = json.at("epochs");
  generation.last = json.at("last");
  if (!json.at("improvement").is_null()) generation.improvement = json.at("improvement");
  generation.tournament.order = json.at("order").get<std::vector<std::size_t>>();
  for (const auto& worker : json.at("workers")) {
    generation.workers.push_back({number(worker.at("loss")),
                                  worker.at("values").get<std::vector<double>>(),
                                  worker.at("lost")});
    generation.tournament.fates.push_back(fate_of(worker));
  }
  for (const auto& attempt : json.at("attempts")) {
    generation.tournament.attempts.push_back(attempt_of(attempt));
  }
  return generation;
}

}  // namespace

const char* role_name(Fate::Role role) {
  for (const auto& [known, name] : roles) {
    if (known == role) return name;
  }
  return "";
}

void write_generation(const StudyFolder& folder, const Generation& generation) {
  const auto& tournament = generation.tournament;
  OrderedJson json{{"generation", generation.number}, {"epochs", generation.epochs}};
  json["last"] = generation.last;
  json["improvement"] =
      generation.improvement ? OrderedJson(*generation.improvement) : OrderedJson();
  json["order"] = tournament.order;
  json["workers"] = OrderedJson::array();
  for (std::size_t i = 0; i < generation.workers.size(); ++i) {
    json["workers"].push_back(worker_json(generation.workers[i], tournament.fates[i]));
  }
  json["attempts"] = OrderedJson::array();
  for (const auto& attempt : tournament.attempts) {
    json["attempts"].push_back(attempt_json(attempt));
  }
  write_text(folder.decisions(generation.number), json.dump(2) + "\n");
}

std::vector<Generation> read_generations(const StudyFolder& folder) {
  std::vector<Generation> generations;
  for (std::size_t number = 1;; ++number) {
    const auto file = folder.decisions(number);
    std::ifstream in(file);
    if (!in) return generations;
    try {
      generations.push_back(generation_of(OrderedJson::parse(in)));
    } catch (const OrderedJson::exception& error) {
      throw DataError(
          fmt::format("{}: is damaged: {}; take it from a copy of the study, or begin "
                      "the study again",
                      file.string(), error.what()));
    }
  }
}

}  // namespace npd::study
