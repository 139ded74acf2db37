#pragma once

/// \file quick_ends.hpp
/// `_exit` ends a process before anything of it could say why; here it asks first. A plugin that
/// calls it must not end a run as if it were done.
namespace npd::app {

/// From now on `_exit` and `_Exit`, called by whatever library, end the process with the exit code
/// that this function makes of theirs.
void ask_before_quick_ends(int (*code_of_end)(int code));

}  // namespace npd::app
