#pragma once

#include "host/library.hpp"

#include <npd/abi.h>

#include <span>
#include <string>
#include <variant>

/// \file exported.hpp
/// What a library exports, looked at before it is used: it may be no plugin, or a broken one, and a
/// pointer that leads nowhere must not end the process.
namespace npd::host {

/// What is wrong with it, and what to do.
struct ExportFault {
  std::string reason, remedy;
};

/// The library's `npd_plugin`, seen to be data of the library in which a stamp can be read.
/// \param library  as the dynamic loader calls it
std::variant<const npd_plugin_v1*, ExportFault> exported_table(void* library);

/// The components behind a stamp that equals the host's: their texts can be read and their
/// functions may be called.
std::variant<std::span<const Component>, ExportFault> exported_components(
    const npd_plugin_v1& table);

}  // namespace npd::host
