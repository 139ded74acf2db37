#pragma once

#include "study/population.hpp"
#include "study/study_folder.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// \file generation.hpp
/// What was decided at the end of a generation, on disk: the one transaction that settles it.
namespace npd::study {

/// A generation that is settled.
struct Generation {
  std::size_t number = 1;
  std::int64_t epochs = 0;            ///< that are done, in all
  std::vector<Contestant> workers;    ///< as they ended it, with the values that trained them
  std::optional<double> improvement;  ///< see at_rest
  bool last = false;                  ///< the study ends with it: nobody took over anything
  Tournament tournament;

  /// The values with which a worker goes on.
  const std::vector<double>& next_values(std::size_t worker) const {
    return tournament.fates[worker].values;
  }
};

/// "winner", "loser", "bye"
const char* role_name(Fate::Role role);

/// Writes it, all or nothing.
/// \throws OutputError
void write_generation(const StudyFolder& folder, const Generation& generation);

/// All that are settled, in their order.
/// \throws DataError if a file is damaged
std::vector<Generation> read_generations(const StudyFolder& folder);

}  // namespace npd::study
