#pragma once

#include <npd/atomic_file.hpp>
#include <npd/dataset.hpp>
#include <npd/lfads_layout.hpp>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace npd::data {

/// What the program says about itself in every file that it writes: "schema", the version of the
/// layout with its attributes, and "software".
std::map<std::string, hdf5::Attribute> file_attributes(const Trials& trials);

/// The table of trials beside a data file: data_trial_info.csv.
std::filesystem::path trial_table_of(std::filesystem::path data);

/// Writes a data set in the layout of lfads-torch (npd/lfads_layout.hpp) and, if it knows facts
/// about its trials, a table of them beside it: data.h5 and data_trial_info.csv.
/// \throws OutputError
void write_lfads_hdf5(const Trials& trials, const std::filesystem::path& path,
                      IfExists if_exists = IfExists::replace);

}  // namespace npd::data
