#pragma once

#include <npd/params.hpp>

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace npd::runs {

/// A table of an experiment whose keys are the host's own.
struct HostTable {
  std::string toml;     ///< its name in the file, "model.generator"; empty: outside of all tables
  std::string summary;  ///< one line
  std::function<void(Params&)> visit;  ///< shows the defaults
};

/// \param name  one of config::host_table_names
HostTable host_table(std::string_view name);

/// The table for people: its parameters and TOML to copy, as `npd plugins describe` has them.
/// \param width  of the lines of tables
std::string host_table_text(std::string_view name, std::size_t width);

/// The same for programs: an object with name, summary, table, parameters (see
/// host::ParameterJson) and toml.
std::string host_table_json(std::string_view name);

}  // namespace npd::runs
