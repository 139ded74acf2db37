#pragma once

#include "report/array_store.hpp"
#include "report/run_source.hpp"
#include "results/published.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <vector>

namespace npd::report {

/// All that the page shows of one run or output file, as page/run_page.js reads it; its arrays go
/// into the store.
nlohmann::json run_content(const RunSource& source, const results::Published& published,
                           ArrayStore& store);

/// The true, mapped and raw inputs of some trials, and what their axes need. The mapping is over
/// all trials. \param source  with arrays
nlohmann::json inputs_content(const RunSource& source, const std::vector<std::int64_t>& trials,
                              ArrayStore& store);

}  // namespace npd::report
