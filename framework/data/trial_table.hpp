#pragma once

#include <npd/atomic_file.hpp>
#include <npd/dataset.hpp>

#include <filesystem>
#include <vector>

namespace npd::data {

/// Writes facts about trials as CSV: a line of names, then a line a trial; an empty cell where
/// nothing is known.
/// The file is complete or not there.
/// \throws OutputError if it cannot be written
void write_trial_table(const std::vector<Column>& columns, const std::filesystem::path& path,
                       IfExists if_exists = IfExists::refuse);

}  // namespace npd::data
