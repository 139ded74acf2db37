#pragma once

#include "results/published.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace npd::report {

/// The page of one or several runs, studies or files, as the text of an HTML file.
/// \throws DataError if one of them is neither
std::string report_page(const std::vector<std::filesystem::path>& paths,
                        const results::Published& published);

}  // namespace npd::report
