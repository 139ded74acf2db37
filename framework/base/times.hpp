#pragma once

#include <string>

namespace npd::base {

/// "2026-11-23T21-05-09Z": a time of day that can name a folder.
std::string utc_time_text();

/// "45 s", "3 min 20 s", "1 h 5 min".
std::string duration_text(double seconds);

}  // namespace npd::base
