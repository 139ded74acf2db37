#pragma once

#include "config/component_table.hpp"
#include "config/section.hpp"

#include <npd/error.hpp>

namespace npd::runs {

/// Calls `make`; what it finds wrong with a key of a table gets its place in the file, unless it
/// has one.
template <class Make>
auto locating_errors(const config::Section& table, const Make& make) {
  try {
    return make();
  } catch (const config::LocatedError&) {
    throw;
  } catch (const ConfigError& error) {
    throw config::LocatedError(table.origin(error.key()),
                               table.where(error.key()) + ": " + error.what());
  }
}

}  // namespace npd::runs
