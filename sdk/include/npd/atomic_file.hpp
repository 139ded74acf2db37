#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

/// \file atomic_file.hpp
/// Files that are there whole or not at all. Without LibTorch.
namespace npd {

/// What a writer does where there is a file of that name.
enum class IfExists {
  replace,  ///< the results of a run, which are npd's own
  refuse,   ///< files that the user names
};

/// A file under construction: a temporary beside its place, which gets the file's name when it is
/// complete and on the disk. If it is never committed, nothing is left of it. Only regular files
/// are replaced, and no link is followed but those of folders. One thread at a time.
class AtomicFile {
 public:
  /// \throws OutputError if there is something of that name that must not be replaced, or the
  ///         folder is not there or not writable
  explicit AtomicFile(std::filesystem::path path, IfExists if_exists = IfExists::replace);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  const std::filesystem::path& path() const { return path_; }

  /// For libraries that open files by themselves; it exists and is empty.
  const std::filesystem::path& temporary() const { return temporary_; }

  /// Appends bytes.
  /// \throws OutputError naming the file, the cause and, if the disk is full, the room on it
  void write(std::string_view bytes);

  /// Puts file and folder on the disk and gives the file its name. Once only.
  /// \throws OutputError; what had the name before is then as it was
  void commit();

 private:
  [[noreturn]] void fail(int error, std::uintmax_t needed_bytes = 0) const;
  void rename() const;

  std::filesystem::path path_, temporary_;
  IfExists if_exists_;
  int descriptor_ = -1;
};

/// Writes a text file, all or nothing.
/// \throws OutputError as AtomicFile
void write_text(const std::filesystem::path& path, std::string_view text,
                IfExists if_exists = IfExists::replace);

/// To be called before the work whose result will have that name.
/// \throws OutputError if there is anything of that name, a link without a target included
void refuse_existing(const std::filesystem::path& path);

/// Whether a file of that name is one that AtomicFile had begun and a killed process left behind.
bool is_unfinished(const std::filesystem::path& file);

/// Why bytes cannot be written, with the room that there is: "No space left on device: 1.3 MB are
/// needed and 4.0 kB are free". \param needed_bytes  0: not known
std::string write_failure_text(const std::filesystem::path& path, int error,
                               std::uintmax_t needed_bytes);

}  // namespace npd
