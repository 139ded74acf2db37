#include "runs/original_names.hpp"

#include "base/csv.hpp"

#include <algorithm>
#include <sstream>
#include <variant>

namespace npd::runs {
namespace {

bool is_for(const OriginalGenerator& row, const std::string& id,
            const GeneratorParameters& parameters) {
  if (row.generator != id) return false;
  if (row.parameter.empty()) return true;
  const auto found = parameters.find(row.parameter);  // somebody else's of this id may lack it
  if (found == parameters.end()) return false;
  const auto* text = std::get_if<std::string>(&found->second);
  return text != nullptr && *text == row.value;
}

}  // namespace

std::vector<OriginalGenerator> read_original_generators(const std::filesystem::path& file) {
  const auto table = base::read_csv(file);
  std::vector<OriginalGenerator> generators;
  for (const auto& row : table.rows) {
    const auto cell = [&](const char* column) { return row[table.column(column)]; };
    generators.push_back({cell("generator"), cell("parameter"), cell("value"), cell("name"), {}});
    std::istringstream words(cell("gen_cell"));
    for (std::string word; words >> word;) generators.back().gen_cell.push_back(word);
  }
  return generators;
}

OriginalGenerator original_generator(const std::vector<OriginalGenerator>& table,
                                     const GeneratorParameters& parameters) {
  const auto& id = std::get<std::string>(parameters.at("plugin"));
  const auto found = std::find_if(table.begin(), table.end(),
                                  [&](const auto& row) { return is_for(row, id, parameters); });
  return found == table.end() ? OriginalGenerator{id, "", "", id, {}} : *found;
}

}  // namespace npd::runs
