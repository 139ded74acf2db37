#pragma once

#include <array>

namespace npd::config {

/// What `npd config describe` calls the tables of an experiment whose keys are the host's own; what
/// stands in them is in runs/host_tables.cpp. Without LibTorch, for the command line.
inline constexpr std::array host_table_names{"general", "model", "generator", "training",
                                             "sampling"};

}  // namespace npd::config
