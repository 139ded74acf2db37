#pragma once

#include "config/document.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

/// \file original_names.hpp
/// What the original analysis calls the generators of a run; data,
/// configs/published/generators.csv.
namespace npd::runs {

/// The parameters of a generator by name, `plugin` among them.
using GeneratorParameters = std::map<std::string, config::Value>;

/// A row of the table: which generators it is for, and what they are called.
struct OriginalGenerator {
  std::string generator;              ///< its id
  std::string parameter, value;       ///< that it must have; empty: any
  std::string name;                   ///< "odin"
  std::vector<std::string> gen_cell;  ///< parameters that the original has as model.gen_cell.NAME
};

/// \throws DataError if the table is not there or malformed
std::vector<OriginalGenerator> read_original_generators(const std::filesystem::path& file);

/// The row for a generator; one without a row keeps its id as its name.
OriginalGenerator original_generator(const std::vector<OriginalGenerator>& table,
                                     const GeneratorParameters& parameters);

}  // namespace npd::runs
