#pragma once

#include <cstdio>
#include <string_view>

/// \file terminal.hpp
/// What people read while npd works. Whatever becomes of the one who reads, the work goes on.
namespace npd::base {

/// Writes text if that is possible now: one who is gone, full or does not read misses it. A reader
/// who is slow is waited for a moment.
/// \param stream  null: nobody is told
void tell(std::FILE* stream, std::string_view text);

/// Opens the standard streams that are closed, so that no file that is opened later gets their
/// numbers and a stray message into it. What is written to them still fails. To be called first.
void occupy_standard_streams();

}  // namespace npd::base
