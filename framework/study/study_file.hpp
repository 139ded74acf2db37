#pragma once

#include "study/study.hpp"
#include "study/study_folder.hpp"
#include "study/study_table.hpp"

/// \file study_file.hpp
/// A study's own files: study.toml, experiment.toml, draws.csv.
namespace npd::study {

/// Writes what a study starts with; study.toml comes last, and makes the folder that of a study.
void write_study(const StudyFolder& folder, const Study& study);

/// Gives a study more trials.
/// \param before  the draws that it has
/// \throws DataError if the study would draw others today
void extend_study(const StudyFolder& folder, const Draws& before, const Study& study);

/// Settings and draws of a study, without its trials. Of the draws, draws.csv is believed.
/// \throws DataError, ConfigError if the files are damaged
StudyState read_study_file(const StudyFolder& folder);

}  // namespace npd::study
