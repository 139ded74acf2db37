#pragma once

/// \file exit_codes.hpp
/// What the exit code of `npd` says. `npd --help` prints this list.
namespace npd::app {

enum ExitCode : int {
  exit_ok = 0,
  exit_bug = 1,
  exit_usage = 2,
  exit_config = 3,
  exit_plugin = 4,
  exit_data = 5,
  exit_numerical = 6,
  exit_output = 7,
  exit_study = 8,
  exit_system = 9,
  exit_hung_up = 129,
  exit_interrupted = 130,
  exit_preempted = 138,
  exit_terminated = 143,
};

/// What a process that a signal ended says, as shells have it.
constexpr int exit_of_signal(int signal) { return 128 + signal; }

struct ExitMeaning {
  ExitCode code;
  const char* text;
};

inline constexpr ExitMeaning exit_meanings[] = {
    {exit_ok, "done"},
    {exit_bug, "a bug in npd, or a broken installation"},
    {exit_usage, "the command line is wrong"},
    {exit_config, "the configuration asks for something impossible"},
    {exit_plugin, "a plugin cannot be found, loaded or trusted, or broke its contract"},
    {exit_data, "a data file is missing or malformed"},
    {exit_numerical, "a computation left the finite numbers"},
    {exit_output, "a result cannot be written"},
    {exit_study, "a study ended, and some of its trials failed"},
    {exit_system, "the system has too little memory, or no thread or process left"},
    {exit_hung_up, "the terminal went away (SIGHUP); a run can be resumed"},
    {exit_interrupted, "stopped by Ctrl-C (SIGINT); a run can be resumed"},
    {exit_preempted, "stopped by SIGUSR1, as batch systems send it; a run can be resumed"},
    {exit_terminated, "stopped by SIGTERM; a run can be resumed"},
};

}  // namespace npd::app
