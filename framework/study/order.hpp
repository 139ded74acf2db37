#pragma once

#include "study/launch.hpp"
#include "study/study_folder.hpp"
#include "study/study_table.hpp"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

/// \file order.hpp
/// What a trial has to do next.
namespace npd::study {

/// The run of an independent trial; of a worker that up to the end of the generation in work or,
/// when the last one is settled, that which is sampled and scored.
RunOrder order_of(const StudyFolder& folder, const StudyState& state, std::size_t number);

/// Whether a trial has something to do: it has neither failed nor finished, nor come to the end of
/// the generation in work.
bool has_work(const StudyFolder& folder, const StudyState& state, std::size_t number);

/// What population based training sets, whatever the experiment says: it stops by its own rule, has
/// no schedule of the learning rate, and its results are those of the last epoch.
/// \return keys and their values as TOML
std::vector<std::pair<std::string, std::string>> population_values(const PbtSettings& settings);

}  // namespace npd::study
