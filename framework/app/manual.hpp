#pragma once

#include <string>
#include <vector>

namespace npd::app {

struct ManPage {
  std::string file;  ///< "man1/npd-run.1"
  std::string text;  ///< roff
};

/// npd.1, a page for each command (npd-plugins-list.1) and one for each topic (npd-runs.7).
std::vector<ManPage> man_pages();

}  // namespace npd::app
