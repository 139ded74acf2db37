#pragma once

#include "report/study_source.hpp"

#include <nlohmann/json.hpp>

namespace npd::report {

/// All that the page shows of a study, as page/study_page.js reads it.
nlohmann::json study_content(const StudySource& study);

}  // namespace npd::report
