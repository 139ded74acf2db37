#pragma once

#include "report/run_source.hpp"

#include <string>
#include <vector>

namespace npd::report {

/// Something that a reader of the figures must know, in plain words.
struct Warning {
  std::string title;
  std::string text;
};

/// Known flaws of metrics and known failures of training, where this run shows them.
std::vector<Warning> warnings_of(const RunSource& source);

}  // namespace npd::report
