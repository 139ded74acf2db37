#include "host/guard.hpp"

#include "base/machine.hpp"
#include "base/out_of_memory.hpp"
#include "config/component_table.hpp"

#include <npd/error.hpp>

#include <c10/util/Exception.h>
#include <fmt/format.h>

#include <cstdint>
#include <exception>
#include <new>
#include <string>
#include <string_view>

namespace npd::host {
namespace {

constexpr std::string_view no_memory =
    "there is not enough memory for what its parameters and the data ask for; try smaller ones";

std::string too_much_memory(std::uint64_t bytes) {
  return fmt::format("asks for {:.4g} GB of memory at once, and this process can have {:.4g} GB",
                     static_cast<double>(bytes) / 1e9,
                     static_cast<double>(base::memory_limit()) / 1e9);
}

}  // namespace

std::string text(Kind kind, std::string_view id) {
  return fmt::format("{} \"{}\"", kind_name(kind), id);
}

std::string text(const PluginIdentity& identity) {
  return fmt::format("{} {} ({})", text(identity.kind, identity.id), identity.version,
                     identity.library.string());
}

void rethrow_as_error_of(const PluginIdentity& plugin, std::string_view call) {
  const auto message = [&](std::string_view what) {
    return fmt::format("{}, {}: {}", text(plugin), call, what);
  };
  try {
    throw;
  } catch (const Interrupted&) {
    throw;  // the user's wish, not a fault
  } catch (const config::LocatedError&) {
    throw;  // the host's own: about a component inside this one
  } catch (const ConfigError& error) {
    if (plugin.locate) throw plugin.locate(error.key(), message(error.what()));
    throw ConfigError(error.key(), message(error.what()));
  } catch (const DataError& error) {
    throw DataError(message(error.what()));
  } catch (const ShapeError& error) {
    throw ShapeError(message(error.what()));
  } catch (const NumericalError& error) {
    throw NumericalError(message(error.what()));
  } catch (const OutputError& error) {
    throw OutputError(message(error.what()));
  } catch (const std::bad_alloc&) {
    throw Error(message(no_memory));
  } catch (const c10::Error& error) {
    if (base::tells_of_no_memory(error.what())) {
      // What no machine of this size could give is asked for by mistake.
      const auto asked = base::bytes_asked(error.what()).value_or(0);
      if (asked > base::memory_limit()) throw PluginError(message(too_much_memory(asked)));
      throw Error(message(no_memory));
    }
    throw PluginError(message(error.what_without_backtrace()));
  } catch (const std::exception& error) {
    throw PluginError(message(error.what()));
  } catch (...) {
    throw PluginError(message("threw something that is not a std::exception"));
  }
}

}  // namespace npd::host
