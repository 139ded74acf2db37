#pragma once

#include "study/search_keys.hpp"

#include <optional>

namespace npd::study {

/// Reads one table of [[study.search]]; nothing if it has mistakes, which are kept for
/// Document::finish.
/// \param study  the table [study]
std::optional<SearchKey> read_entry(const config::Section& study, const config::Node& entry);

}  // namespace npd::study
