#pragma once

#include "evaluation/posterior.hpp"

#include <npd/dataset.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace npd::runs {

/// Writes lfads_output_sess0.h5 as lfads-torch names it: the arrays of the data file, and for each
/// part of the split {train,valid,test}_{output_params, factors, ic_mean, ic_std, co_means,
/// co_stds, con_states, gen_states, gen_inputs, gen_init} and the generator's further outputs,
/// float32. output_params are expected counts per bin, or the means of a Gaussian output, whose
/// output_variances are there, too. Outputs start after the bins that only the initial condition's
/// encoder sees. What each array is stands in its attributes, bin width, seed, schema and software
/// in those of the file.
/// \param seed  of the run
/// \throws OutputError if the file cannot be written; it is then not there at all
void write_output_file(const std::filesystem::path& path, const Trials& trials,
                       const evaluation::PosteriorAverages& averages, std::uint64_t seed);

/// What write_output_file wrote of the model, as it was.
/// \param further  the names of the generator's further outputs
/// \throws DataError
evaluation::PosteriorAverages read_averages(const std::filesystem::path& path,
                                            const std::vector<std::string>& further);

/// To be called before the work whose results are written.
/// \param plugin  that gave the trials, for the message
/// \throws DataError if the trials bring an array of a name that the outputs will have
void check_output_names(const Trials& trials, const std::string& plugin);

}  // namespace npd::runs
