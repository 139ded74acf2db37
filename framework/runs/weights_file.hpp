#pragma once

#include <npd/hdf5.hpp>
#include <npd/module.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace npd::runs {

/// The block in front of every checkpoint that says what the other bytes are (see base/seal.hpp).
hdf5::UserBlock seal();

/// Writes weights under their names, with the epoch as an attribute.
/// \param values  in the order of the module's weights
/// \return what base::check_seal says of the file
/// \throws OutputError if the file cannot be written
std::string save_weights(const std::filesystem::path& file, const Module& module,
                         const std::vector<Tensor>& values, std::int64_t epoch);

/// One weight of a file. \param group  "weights"
/// \throws DataError if it has another shape
Tensor read_weight(const hdf5::File& file, const std::string& group, const Weight& weight);

/// Gives a module the weights that a file holds.
/// \throws DataError if the file is damaged or belongs to another model
void load_weights(const std::filesystem::path& file, const Module& module);

}  // namespace npd::runs
