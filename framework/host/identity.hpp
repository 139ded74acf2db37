#pragma once

#include "config/component_source.hpp"

#include <npd/plugin.hpp>

#include <filesystem>
#include <string>

namespace npd::host {

/// Which component of which library a call, a message or a record of a run is about.
struct PluginIdentity {
  Kind kind{};
  std::string id;
  std::string version;
  std::filesystem::path library;
  std::string sha256;       ///< of the library as it was loaded
  config::Locate locate{};  ///< for the parameters of one object of it; empty: they are in no file
};

/// `generator "gru"`.
std::string text(Kind kind, std::string_view id);

/// `generator "gru" 0.1.0 (plugins/gru.so)`.
std::string text(const PluginIdentity& identity);

}  // namespace npd::host
