#pragma once

#include "study/settings.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

/// \file draws.hpp
/// All values of all trials, fixed before the first one runs.
namespace npd::study {

/// A row a draw. A cell is what stands behind `key=` on a command line.
struct Draws {
  std::vector<std::string> keys;
  std::vector<std::vector<std::string>> rows;
  std::vector<int> lines;  ///< of the rows in the file that they were read from, for messages

  /// `key=value` of a draw, for the command line.
  std::vector<std::string> overrides(std::size_t draw) const;
};

/// Draws in the order of trials and, in each, of the keys, from NumPy's PCG64(SeedSequence(seed)).
/// They depend on nothing else: more trials only add rows. With study seed 0, the published search
/// space gives the published search.
/// \param trials  how many; 0: the whole grid or list
/// \throws DataError if the file of sampler "list" cannot be read or has too few rows
Draws make_draws(const Settings& settings, std::int64_t trials);

/// The file draws.csv: `trial`, counted from 0, and the keys.
std::string draws_csv(const Draws& draws);

/// Reads what draws_csv gave, or a table of the user's.
/// \throws DataError if it is no such table
Draws read_draws(const std::filesystem::path& file);

}  // namespace npd::study
