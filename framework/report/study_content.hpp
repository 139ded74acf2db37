#pragma once

#include "report/array_store.hpp"
#include "report/study_source.hpp"
#include "results/published.hpp"

#include <nlohmann/json.hpp>

#include <filesystem>

namespace npd::report {

/// All that the page shows of a study, as page/study_page.js reads it; its arrays go into the
/// store.
/// \param page_folder  where the page will stand: links lead from there to reports of trials
nlohmann::json study_content(const StudySource& study, const results::Published& published,
                             ArrayStore& store, const std::filesystem::path& page_folder);

}  // namespace npd::report
