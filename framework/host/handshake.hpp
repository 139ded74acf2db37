#pragma once

#include <npd/abi.h>

#include <string>
#include <vector>

/// \file handshake.hpp
/// Whether a library was built for the same binary interface as this host.
namespace npd::host {

/// One field in which two stamps differ.
struct StampDifference {
  std::string field;   ///< "sdk", "compiler", "stdlib", "torch", "struct", "headers"
  std::string plugin;  ///< "0.0"
  std::string host;    ///< "0.1"
};

/// All fields in which the stamps differ; empty: C++ objects may cross.
std::vector<StampDifference> compare(const npd_stamp& plugin, const npd_stamp& host);

}  // namespace npd::host
