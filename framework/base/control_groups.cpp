#include "base/control_groups.hpp"

#include <algorithm>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

namespace npd::base {
namespace {

namespace fs = std::filesystem;

/// Folders whose files tell about one controller: the process's group, and those around it.
struct Hierarchy {
  std::vector<fs::path> groups;
  bool version_2 = false;
};

/// A container may see its own group as the top, though /proc tells the path outside of it: a
/// folder that is not there says nothing, and the top is always asked.
std::vector<fs::path> upwards(const fs::path& mount, const std::string& group) {
  std::vector<fs::path> folders;
  for (fs::path path = fs::path(group).relative_path(); !path.empty(); path = path.parent_path()) {
    folders.push_back(mount / path);
  }
  folders.push_back(mount);
  return folders;
}

/// A line is "NUMBER:CONTROLLERS:PATH"; version 2 has no controllers there.
std::vector<Hierarchy> hierarchies(const fs::path& membership, const fs::path& mount,
                                   const std::string& controller) {
  std::vector<Hierarchy> found;
  std::ifstream lines(membership);
  for (std::string line; std::getline(lines, line);) {
    const auto first = line.find(':'), second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    const std::string group = line.substr(second + 1);
    if (controllers.empty()) {
      found.push_back({upwards(mount, group), true});
    } else if (("," + controllers + ",").find("," + controller + ",") != std::string::npos) {
      const auto folder = fs::exists(mount / controllers) ? controllers : controller;
      found.push_back({upwards(mount / folder, group), false});
    }
  }
  return found;
}

/// The first word of a file as a number; nothing: no such file, or "max".
std::optional<double> number_in(const fs::path& file) {
  std::ifstream in(file);
  double value = 0;
  if (!(in >> value)) return std::nullopt;
  return value;
}

std::optional<double> cpus_of(const fs::path& group, bool version_2) {
  double quota = 0, period = 0;
  if (version_2) {
    std::ifstream in(group / "cpu.max");
    if (!(in >> quota >> period)) return std::nullopt;  // "max" is not a number
  } else {
    quota = number_in(group / "cpu.cfs_quota_us").value_or(-1);  // -1 stands for no limit
    period = number_in(group / "cpu.cfs_period_us").value_or(0);
  }
  if (quota <= 0 || period <= 0) return std::nullopt;
  return quota / period;
}

template <class Number>
void take_least(std::optional<Number>& least, std::optional<Number> other) {
  if (other && (!least || *other < *least)) least = other;
}

std::optional<std::uint64_t> bytes_in(const fs::path& file) {
  constexpr double most = 0x1p62;  // version 1 writes "no limit" as the largest number of pages
  const auto bytes = number_in(file);
  if (!bytes || *bytes < 0 || *bytes >= most) return std::nullopt;
  return static_cast<std::uint64_t>(*bytes);
}

std::optional<std::uint64_t> limit_of(const fs::path& group, bool version_2) {
  return bytes_in(group / (version_2 ? "memory.max" : "memory.limit_in_bytes"));
}

/// Of what is counted as used: files that were read long ago and are only kept as there is room.
std::uint64_t given_back_when_asked(const fs::path& group, bool version_2) {
  std::ifstream in(group / "memory.stat");
  const std::string wanted = version_2 ? "inactive_file" : "total_inactive_file";
  std::uint64_t bytes = 0;
  for (std::string name; in >> name >> bytes;) {
    if (name == wanted) return bytes;
  }
  return 0;
}

std::optional<std::uint64_t> left_of(const fs::path& group, bool version_2) {
  const auto limit = limit_of(group, version_2);
  const auto used = bytes_in(group / (version_2 ? "memory.current" : "memory.usage_in_bytes"));
  if (!limit || !used) return limit;
  const auto taken = *used - std::min(*used, given_back_when_asked(group, version_2));
  return *limit - std::min(*limit, taken);
}

/// The least that a function of (group, version 2) gives.
template <class Ask>
auto least(const std::vector<Hierarchy>& hierarchies, const Ask& ask) {
  decltype(ask(fs::path(), true)) least;
  for (const auto& hierarchy : hierarchies) {
    for (const auto& group : hierarchy.groups) take_least(least, ask(group, hierarchy.version_2));
  }
  return least;
}

}  // namespace

ControlGroups::ControlGroups(fs::path membership, fs::path mount)
    : membership_(std::move(membership)), mount_(std::move(mount)) {}

std::optional<double> ControlGroups::cpus() const {
  return least(hierarchies(membership_, mount_, "cpu"), cpus_of);
}

std::optional<std::uint64_t> ControlGroups::memory() const {
  return least(hierarchies(membership_, mount_, "memory"), limit_of);
}

std::optional<std::uint64_t> ControlGroups::memory_left() const {
  return least(hierarchies(membership_, mount_, "memory"), left_of);
}

}  // namespace npd::base
