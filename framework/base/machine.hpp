#pragma once

#include <cstdint>
#include <optional>
#include <string>

/// \file machine.hpp
/// What this process may use of the machine it runs on.
namespace npd::base {

/// Processors: those that it is allowed to run on (taskset, Slurm), and no more than its control
/// groups give time for (containers, systemd), rounded up. At least 1.
int usable_cores();

/// Bytes of memory that this process can have at all: those of the machine, of its control groups
/// and of its own limits (ulimit -v and -d), whichever is least.
std::uint64_t memory_limit();

/// Bytes that new processes can have now.
std::uint64_t available_memory();

/// For messages of threads and processes that could not be started: "; ulimit -u allows this user
/// 20 processes and threads", or nothing.
std::string process_limit_text();

/// A limit of this process (man setrlimit) within which nothing can be computed: which one, how
/// high it must be, and how it is raised. Nothing: all are high enough.
std::optional<std::string> limit_that_is_too_low();

}  // namespace npd::base
