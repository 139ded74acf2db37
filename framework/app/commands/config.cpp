#include "app/commands/commands.hpp"
#include "app/commands/options.hpp"
#include "app/exit_codes.hpp"
#include "runs/experiment.hpp"
#include "runs/host_tables.hpp"
#include "runs/preparation.hpp"

#include <npd/error.hpp>

#include <nlohmann/json.hpp>

#include <iostream>
#include <sstream>
#include <string>
#include <variant>
#include <vector>

namespace npd::app {
namespace {

using OrderedJson = nlohmann::ordered_json;

config::Document checked_document(const Command& command, host::Registry& registry) {
  auto document = config::Document::load(command.arguments.front(), command.overrides, registry);
  npd::runs::read_experiment(document, command.arguments.front());
  return document;
}

struct JsonValue {
  OrderedJson operator()(const auto& value) const { return value; }
  OrderedJson operator()(const config::List& list) const {
    auto json = OrderedJson::array();
    for (const auto& item : list.items) json.push_back(std::visit(*this, item.value));
    return json;
  }
  OrderedJson operator()(const config::Table&) const { return OrderedJson::object(); }
  OrderedJson operator()(const config::DateTime&) const { return nullptr; }
};

std::string json(const config::Document& document) {
  auto json = OrderedJson::object();
  for (const auto& flat : document.flat()) json[flat.key] = std::visit(JsonValue{}, flat.value);
  return json.dump(2) + '\n';
}

/// \param messages  a mistake a line, whose further lines are indented; where plugins were searched
///                  stands behind all
std::string mistakes_json(const std::string& messages) {
  auto mistakes = std::vector<std::string>();
  std::string explanation;
  std::istringstream in(messages);
  for (std::string line; std::getline(in, line);) {
    if (!explanation.empty() || line.starts_with("searched:")) {
      explanation += (explanation.empty() ? "" : "\n") + line;
    } else if (line.starts_with(' ') && !mistakes.empty()) {
      mistakes.back() += '\n' + line;
    } else {
      mistakes.push_back(line);
    }
  }
  return OrderedJson{{"mistakes", mistakes}, {"explanation", explanation}}.dump(2) + '\n';
}

/// All that a run does before it makes its folder: some mistakes only the data, or the constructor
/// of a plugin, can tell.
void check_all(const Command& command, host::Registry& registry) {
  auto document = config::Document::load(command.arguments.front(), command.overrides, registry);
  const npd::runs::Preparation prepared(
      npd::runs::read_experiment(document, command.arguments.front()));
}

}  // namespace

int config_show(const Command& command) {
  auto registry = load_plugins(command);
  const auto document = checked_document(command, registry);
  std::cout << (command.has("json") ? json(document) : document.show());
  return exit_ok;
}

int config_describe(const Command& command) {
  const auto& table = command.arguments.front();
  std::cout << (command.has("json") ? npd::runs::host_table_json(table)
                                    : npd::runs::host_table_text(table, line_width()));
  return exit_ok;
}

int config_check(const Command& command) {
  auto registry = load_plugins(command);
  if (!command.has("json")) {
    check_all(command, registry);
    std::cout << command.arguments.front() << ": no mistakes\n";
    return exit_ok;
  }
  try {
    check_all(command, registry);
  } catch (const ConfigError& error) {
    std::cout << mistakes_json(error.what());
    return exit_config;
  } catch (const PluginError& error) {
    std::cout << mistakes_json(error.what());
    return exit_plugin;
  } catch (const DataError& error) {
    std::cout << mistakes_json(error.what());
    return exit_data;
  }
  std::cout << mistakes_json("");
  return exit_ok;
}

}  // namespace npd::app
