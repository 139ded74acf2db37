#pragma once

#include <npd/analysis.hpp>

#include <filesystem>
#include <string>
#include <vector>

/// \file analysis_files.hpp
/// What an analysis has found, as files of one folder, whose names begin with the analysis's:
///
///     NAME.h5          scores/SCORE, tables/TABLE/COLUMN and arrays/ARRAY, with "unit" and "doc"
///     NAME.csv         its first table, a heading "column (unit)"; NAME.TABLE.csv the others
///     NAME.json        its figures, see figures.hpp
namespace npd::results {

/// Which code it was.
struct AnalysisCode {
  std::string plugin, version;
};

/// Writes all of it, each file whole or not at all, the HDF5 file last; then files of the same
/// analysis that an earlier one had and this one does not have are removed.
/// \param folder  made if it is not there
/// \return the files, sorted
/// \throws OutputError
std::vector<std::filesystem::path> write_analysis(const std::filesystem::path& folder,
                                                  const std::string& name,
                                                  const AnalysisResult& result,
                                                  const AnalysisCode& code);

/// A table as a file: CSV with all digits, an empty cell for NaN.
std::string table_csv(const ResultTable& table);

}  // namespace npd::results
