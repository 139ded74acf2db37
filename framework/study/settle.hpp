#pragma once

#include "study/study_folder.hpp"
#include "study/study_table.hpp"

#include <string>

/// \file settle.hpp
/// The end of a generation.
namespace npd::study {

/// Compares the workers, all of which have ended the generation or were lost in it, decides who
/// goes on with what, and writes that down: the generation is settled with one file that gets its
/// name when it is complete. Then the tables follow, and the checkpoints of the generation before
/// go, to which nothing refers any more. If no worker has a number to compare, all of them are
/// written down as failed.
/// \param state  of the folder; afterwards as the folder is then
/// \return a line for people
/// \throws OutputError
std::string settle(const StudyFolder& folder, StudyState& state);

/// Whether no process has anything left to do before the generation can be settled.
bool can_settle(const StudyFolder& folder, const StudyState& state);

/// Writes study.csv and, for a population, the tables of its generations, all from the state.
/// \throws OutputError
void write_tables(const StudyFolder& folder, const StudyState& state);

/// Removes the checkpoints of generations to which nothing refers any more.
void remove_old_checkpoints(const StudyFolder& folder, const StudyState& state);

}  // namespace npd::study
