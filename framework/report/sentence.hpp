#pragma once

#include "report/run_source.hpp"

#include <string>

namespace npd::report {

/// What was fitted to what and how it ended, for someone who opens the page.
std::string sentence_of(const RunSource& source);

}  // namespace npd::report
