#pragma once

#include "app/command.hpp"

#include <cstdint>
#include <string>

namespace npd::app {

/// A whole number, at least 0, that an option gives, or `otherwise`.
/// \throws ConfigError "COMMAND: --OPTION: ..." if it is anything else
std::int64_t number_option(const Command& command, const std::string& option,
                           std::int64_t otherwise);

}  // namespace npd::app
