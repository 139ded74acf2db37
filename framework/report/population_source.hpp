#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace npd::report {

/// A worker of a population in one generation.
struct PopulationWorker {
  double objective;           ///< at its end; NaN: none
  bool lost = false;          ///< it had no weights to go on from
  std::string role;           ///< "winner", "loser", "bye"
  std::string opponent;       ///< the number of the worker that it met, or nothing
  std::size_t next_from = 0;  ///< whose weights it goes on with
};

/// What the settled generations of a population were, as the tables in its study's folder say.
struct PopulationSource {
  std::vector<std::string> keys;                       ///< that were changed
  std::vector<double> epochs;                          ///< (generation), done at its end
  std::vector<std::vector<PopulationWorker>> workers;  ///< (generation, worker)
  /// (key, generation, worker), with what they trained; the generation in work may be behind the
  /// settled ones. NaN: not known.
  std::vector<std::vector<std::vector<double>>> values;
  std::vector<std::size_t> ancestry;  ///< (generation), who trained the best worker's weights
};

/// \param study  its folder
/// \return nothing if it is not the study of a population, or no generation is settled
/// \throws DataError if a table is damaged
std::optional<PopulationSource> read_population(const std::filesystem::path& study);

}  // namespace npd::report
