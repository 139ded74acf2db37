#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// \file event_file.hpp
/// Scalars as TensorBoard reads them: its event files, each a sequence of framed messages.
namespace npd::runs {

/// Values by the names under which TensorBoard shows them.
using Scalars = std::vector<std::pair<std::string, double>>;

/// A record of an event file: length (u64), its checksum (u32), the message, its checksum (u32),
/// all little-endian. A checksum is CRC-32C, turned right by 15 bits, plus 0xa282ead8.
std::string framed(std::string_view message);

/// The events of one process. Each is in the file before `add` returns.
class EventFile {
 public:
  /// Makes events.out.tfevents.<seconds since 1970>.<host>.<process> in a folder.
  /// \param first_step  what readers have seen from here on, of a process that was killed, does not
  ///                    count; 0: nothing came before
  /// \throws OutputError
  EventFile(const std::filesystem::path& folder, std::int64_t first_step);

  /// One event with all scalars that are not NaN. \throws OutputError if the disk is full
  void add(std::int64_t step, const Scalars& scalars);

 private:
  void write(const std::string& message);

  std::filesystem::path path_;
  std::ofstream file_;
};

}  // namespace npd::runs
