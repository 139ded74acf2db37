#include "runs/parameters_file.hpp"

#include <npd/atomic_file.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <variant>

namespace npd::runs {
namespace {

using Json = nlohmann::ordered_json;

Json value_json(const config::Value& value) {
  if (const auto* list = std::get_if<config::List>(&value)) {
    Json array = Json::array();
    for (const auto& item : list->items) array.push_back(value_json(item.value));
    return array;
  }
  if (const auto* truth = std::get_if<bool>(&value)) return *truth;
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return *integer;
  if (const auto* number = std::get_if<double>(&value)) return *number;
  return std::get<std::string>(value);
}

/// The parameters of the generator that computes: where one wraps another as its `inner`, those of
/// the innermost.
GeneratorParameters generator_parameters(const std::vector<config::FlatValue>& parameters) {
  std::string table = "model.generator.";
  const auto is_there = [&](const std::string& key) {
    return std::any_of(parameters.begin(), parameters.end(),
                       [&](const auto& parameter) { return parameter.key == key; });
  };
  while (is_there(table + "inner.plugin")) table += "inner.";
  GeneratorParameters found;
  for (const auto& parameter : parameters) {
    if (!parameter.key.starts_with(table)) continue;
    found[parameter.key.substr(table.size())] = parameter.value;
  }
  return found;
}

/// What the original analysis calls a model: its generator and the prior of its controller.
std::string original_model_name(const Experiment& experiment, const OriginalGenerator& generator) {
  const bool autoregressive = experiment.model.co_dim > 0 && experiment.model.co_prior == "ar";
  return generator.name + (autoregressive ? "_arprior" : "_mvnprior");
}

}  // namespace

void write_params_json(const std::filesystem::path& path, const Experiment& experiment,
                       std::int64_t external_dim, const std::vector<config::FlatValue>& parameters,
                       const std::vector<OriginalGenerator>& originals) {
  const auto generator = generator_parameters(parameters);
  const auto original = original_generator(originals, generator);
  Json json;
  json["datamodule"] = experiment.dataset.component().id;
  json["model"] = original_model_name(experiment, original);
  json["model.gen_dim"] = experiment.state_dim;
  json["model.fac_dim"] = model::factor_dim(experiment.model, experiment.state_dim);
  json["model.ext_input_dim"] = external_dim;
  for (const auto& name : original.gen_cell) {
    const auto value = generator.find(name);
    if (value == generator.end()) continue;
    json["model.gen_cell." + name] = value_json(value->second);
  }
  for (const auto& parameter : parameters) {
    // Scripts join on a column "name", which is that of the run's folder.
    if (parameter.key != "name") json[parameter.key] = value_json(parameter.value);
  }
  if (experiment.model.co_dim == 0) {  // sizes of what is not there
    json["model.ci_enc_dim"] = 0;
    json["model.con_dim"] = 0;
  }
  write_text(path, json.dump(2) + "\n");
}

}  // namespace npd::runs
