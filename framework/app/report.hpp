#pragma once

#include <iosfwd>

namespace npd::app {

/// Writes "npd: error: ..." about the exception in flight. Anything but an npd::Error or what the
/// system refuses is our own bug and is reported as such: exceptions of plugins have become
/// npd::Errors before, see host/guard.hpp.
/// \return the exit code of that kind of exception, see exit_codes.hpp
int report_exception(std::ostream& out);

}  // namespace npd::app
