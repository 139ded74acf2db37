#pragma once

#include <npd/metric.hpp>

#include <filesystem>

namespace npd::results {

/// Reads what metrics look at from an output file in the layout of lfads-torch (see
/// output_file.hpp), whoever wrote it: estimates, spikes, and the truth as far as the file has it.
/// Trials are in the order that {train,valid,test}_inds give, if they are there. True inputs are
/// `inputs` or, without those, eff_pfc_inputs. Without a controller (no co_means, or of no
/// dimension) there are no estimated inputs. Where the outputs have fewer bins than the data, the
/// first bins of the data are left out: only the initial condition's encoder saw them. The output
/// is Gaussian if there are output_variances, or data or outputs that no Poisson distribution has.
/// \throws DataError if the file holds no estimates, or its arrays contradict each other
Evaluation read_evaluation(const std::filesystem::path& file);

/// The same of a data file, which holds no estimates; of an output file these, too.
Evaluation read_recording(const std::filesystem::path& file);

}  // namespace npd::results
