#include "runs/atomic_file.hpp"

#include <npd/error.hpp>

#include <fmt/format.h>

#include <fcntl.h>
#include <unistd.h>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>
#include <system_error>

namespace npd::run {

namespace {

[[noreturn]] void fail(const std::filesystem::path& path) {
  throw OutputError(fmt::format(
      "{}: cannot write: {}; the file is as it was before. Check that the folder exists, "
      "is writable and has room",
      path.string(), std::strerror(errno)));
}

/// A file that is removed again unless it has been renamed.
class TemporaryFile {
 public:
  /// \param final_path  what it will be called; messages name this
  explicit TemporaryFile(const std::filesystem::path& final_path)
      : final_path_(final_path),
        path_(fmt::format("{}.{}.tmp", final_path.string(), getpid())),
        descriptor_(open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)) {
    if (descriptor_ < 0) fail(final_path_);
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() {
    if (descriptor_ >= 0) close(descriptor_);
    if (!renamed_) unlink(path_.c_str());
  }

  void write(std::string_view text) {
    while (!text.empty()) {
      const ssize_t written = ::write(descriptor_, text.data(), text.size());
      if (written >= 0) {
        text.remove_prefix(static_cast<std::size_t>(written));
      } else if (errno != EINTR) {
        fail(final_path_);
      }
    }
  }

  void commit() {
    if (fsync(descriptor_) != 0) fail(final_path_);
    const int closed = close(descriptor_);
    descriptor_ = -1;
    if (closed != 0 || std::rename(path_.c_str(), final_path_.c_str()) != 0) fail(final_path_);
    renamed_ = true;
  }

 private:
  std::filesystem::path final_path_;
  std::string path_;
  int descriptor_;
  bool renamed_ = false;
};

}  // namespace

void write_text(const std::filesystem::path& path, std::string_view text) {
  TemporaryFile file(path);
  file.write(text);
  file.commit();
}

void refuse_existing(const std::filesystem::path& path) {
  std::error_code ignored;
  if (std::filesystem::exists(std::filesystem::symlink_status(path, ignored))) {
    throw OutputError(
        fmt::format("{}: exists already and is not overwritten; choose another name or remove it",
                    path.string()));
  }
}

}  // namespace npd::run
