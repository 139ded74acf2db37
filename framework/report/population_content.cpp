#include "report/population_content.hpp"

namespace npd::report {
namespace {

using Json = nlohmann::json;

Json worker_json(const PopulationWorker& worker) {
  return {{"objective", worker.objective},
          {"lost", worker.lost},
          {"role", worker.role},
          {"opponent", worker.opponent},
          {"nextFrom", worker.next_from}};
}

}  // namespace

Json population_content(const std::optional<PopulationSource>& population) {
  if (!population) return nullptr;
  Json generations = Json::array();
  for (const auto& generation : population->workers) {
    Json workers = Json::array();
    for (const auto& worker : generation) workers.push_back(worker_json(worker));
    generations.push_back(workers);
  }
  return {{"keys", population->keys},
          {"epochs", population->epochs},
          {"generations", generations},
          {"values", population->values},
          {"ancestry", population->ancestry}};
}

}  // namespace npd::report
