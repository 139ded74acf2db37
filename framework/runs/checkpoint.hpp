#pragma once

#include <npd/module.hpp>

#include <cstdint>
#include <filesystem>

namespace npd::runs {

/// Writes every weight of a module under its name, with the epoch as an attribute.
/// \throws OutputError if the file cannot be written
void save_weights(const std::filesystem::path& file, const Module& module, std::int64_t epoch);

/// Puts the weights of a file into a module of the same architecture.
/// \throws DataError if a weight is missing or has another shape
void load_weights(const std::filesystem::path& file, const Module& module);

}  // namespace npd::runs
