#pragma once

#include "report/array_store.hpp"
#include "report/run_source.hpp"
#include "results/published.hpp"

#include <nlohmann/json.hpp>

namespace npd::report {

/// All that the page shows of one run or output file, as page/run_page.js reads it; its arrays go
/// into the store.
nlohmann::json run_content(const RunSource& source, const results::Published& published,
                           ArrayStore& store);

}  // namespace npd::report
