#pragma once

#include "study/study_folder.hpp"
#include "study/study_table.hpp"

#include <string>

/// \file report.hpp
/// A study for people, within 80 columns, and for programs.
namespace npd::study {

/// How far it is, its best trials (or draws, where they are repeated), and what failed.
std::string status_text(const StudyFolder& folder, const StudyState& state);

/// The same as one object of JSON, with all trials.
std::string status_json(const StudyFolder& folder, const StudyState& state);

/// The best run's folder, then its objective and what was drawn for it.
/// \throws DataError if no trial has an objective yet
std::string best_text(const StudyFolder& folder, const StudyState& state);

/// A key without the tables above it, as long as it is the only one of that name: "co_dim".
std::vector<std::string> short_names(const std::vector<std::string>& keys);

}  // namespace npd::study
