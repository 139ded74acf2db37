#include "app/report.hpp"

#include "app/exit_codes.hpp"
#include "base/out_of_memory.hpp"

#include <npd/error.hpp>

#include <c10/util/Exception.h>

#include <filesystem>
#include <new>
#include <ostream>
#include <string_view>
#include <system_error>

namespace npd::app {
namespace {

int report(std::ostream& out, ExitCode code, std::string_view what) {
  out << "npd: error: " << what << std::endl;
  return code;
}

int report_no_memory(std::ostream& out) {
  return report(out, exit_system,
                "there is not enough memory; try a smaller data set, model or batch, or fewer "
                "threads");
}

int report_bug(std::ostream& out, std::string_view what) {
  report(out, exit_bug, what);
  out << "This is a bug in npd, not in your input. Please report it with the command line and the "
         "configuration."
      << std::endl;
  return exit_bug;
}

}  // namespace

int report_exception(std::ostream& out) {
  try {
    throw;
  } catch (const ConfigError& error) {
    return report(out, exit_config, error.what());
  } catch (const PluginError& error) {
    return report(out, exit_plugin, error.what());
  } catch (const ShapeError& error) {
    return report(out, exit_plugin, error.what());
  } catch (const DataError& error) {
    return report(out, exit_data, error.what());
  } catch (const NumericalError& error) {
    return report(out, exit_numerical, error.what());
  } catch (const OutputError& error) {
    return report(out, exit_output, error.what());
  } catch (const Error& error) {
    return report(out, exit_system, error.what());
  } catch (const std::bad_alloc&) {
    return report_no_memory(out);
  } catch (const std::filesystem::filesystem_error& error) {
    return report(out, exit_output, error.what());
  } catch (const std::system_error& error) {
    return report(out, exit_system, error.what());
  } catch (const c10::Error& error) {
    if (base::tells_of_no_memory(error.what())) return report_no_memory(out);
    return report_bug(out, error.what_without_backtrace());
  } catch (const std::exception& error) {
    return report_bug(out, error.what());
  } catch (...) {
    return report_bug(out, "an exception of unknown type");
  }
}

}  // namespace npd::app
