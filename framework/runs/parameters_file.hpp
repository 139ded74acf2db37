#pragma once

#include "runs/experiment.hpp"
#include "runs/original_names.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace npd::runs {

/// Writes params.json: the configuration as one flat object, under the names of the original
/// analysis where it has one ("datamodule", "model", "model.co_dim", "model.gen_dim",
/// "model.gen_cell.rank", ...) and under its full name for every parameter but `name`. As there,
/// the sizes of a controller that is not there are 0.
/// \param external_dim  of the input that the data set gives to the model
/// \param originals     what the original analysis calls generators
void write_params_json(const std::filesystem::path& path, const Experiment& experiment,
                       std::int64_t external_dim, const std::vector<config::FlatValue>& parameters,
                       const std::vector<OriginalGenerator>& originals);

}  // namespace npd::runs
