#pragma once

#include "config/document.hpp"

#include <filesystem>
#include <string>

namespace npd::runs {

/// Why a parameter changes nothing in an experiment, "model.co_dim is 0: there is no controller";
/// empty: it may.
/// \param document  not read yet
/// \throws ConfigError with every mistake of the configuration
std::string why_without_effect(config::Document& document, const std::filesystem::path& file,
                               const std::string& key);

}  // namespace npd::runs
