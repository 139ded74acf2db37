#pragma once

#include <chrono>
#include <functional>
#include <string>

/// \file child_process.hpp
/// Code that may crash, hang or end the process, run where it can do no harm.
namespace npd::base {

/// Tells the parent what comes next, so that it can say where the work ended.
using TellStage = std::function<void(const std::string& stage)>;

/// What became of the work.
struct ChildReport {
  enum class End { returned, crashed, exited, timed_out };
  End end = End::returned;
  std::string result;  ///< what the work returned
  std::string stage;   ///< the last that was told; empty: none
  int number = 0;      ///< the signal if it crashed, the exit code if it exited
  std::string output;  ///< the last line that it printed, whether to stdout or stderr
};

/// What must not take longer than the limit: all of the work, or each of its stages.
enum class LimitOf { work, stage };

/// Forks, runs `work` in the child and waits. A child that takes longer than `limit` is killed,
/// with all that it has started, and so is one whose parent goes. Not for a process with threads at
/// work. \throws Error if the system gives no process
ChildReport run_in_child(const std::function<std::string(const TellStage&)>& work,
                         std::chrono::milliseconds limit, LimitOf limit_of = LimitOf::work);

}  // namespace npd::base
