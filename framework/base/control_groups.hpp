#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

/// \file control_groups.hpp
/// What the kernel's control groups grant this process: batch systems, containers and systemd limit
/// it by them, and the usual questions about the machine do not see it.
namespace npd::base {

class ControlGroups {
 public:
  /// \param membership  the groups of a process, as /proc tells them; versions 1 and 2
  /// \param mount       where their files are
  explicit ControlGroups(std::filesystem::path membership = "/proc/self/cgroup",
                         std::filesystem::path mount = "/sys/fs/cgroup");

  /// CPUs' worth of time: the least quota of the group and those around it; nothing: no limit.
  std::optional<double> cpus() const;

  /// Bytes of memory, likewise.
  std::optional<std::uint64_t> memory() const;

  /// Bytes that are left of them.
  std::optional<std::uint64_t> memory_left() const;

 private:
  std::filesystem::path membership_;
  std::filesystem::path mount_;
};

}  // namespace npd::base
