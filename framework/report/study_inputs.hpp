#pragma once

#include "report/array_store.hpp"
#include "report/study_source.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace npd::report {

/// Inputs of a bad, a middling and a good trial of a study, see select_inputs, as the page draws
/// them; an empty list where no trial has inputs that are scored.
/// \param absent  is told what could not be read
nlohmann::json study_inputs(const StudySource& study, ArrayStore& store,
                            std::vector<std::string>& absent);

}  // namespace npd::report
