#include <npd/atomic_file.hpp>
#include <npd/error.hpp>

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <array>
#include <cassert>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

namespace npd {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view mark = ".npd-", ending = ".tmp";

fs::path folder_of(const fs::path& path) {
  return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

/// What stands at `path` itself, links not followed.
fs::file_type type_of(const fs::path& path) {
  std::error_code ignored;
  return fs::symlink_status(path, ignored).type();
}

const char* type_text(fs::file_type type) {
  switch (type) {
    case fs::file_type::directory:
      return "a folder";
    case fs::file_type::symlink:
      return "a symbolic link";
    case fs::file_type::block:
    case fs::file_type::character:
      return "a device";
    case fs::file_type::fifo:
      return "a pipe";
    case fs::file_type::socket:
      return "a socket";
    default:
      return "no regular file";
  }
}

/// "1.3 MB"
std::string size_text(std::uintmax_t bytes) {
  constexpr std::array units{"B", "kB", "MB", "GB", "TB"};
  auto size = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; size >= 1000 && unit + 1 < units.size(); ++unit) size /= 1000;
  return unit == 0 ? fmt::format("{} B", bytes) : fmt::format("{:.1f} {}", size, units[unit]);
}

bool is_lack_of_room(int error) { return error == ENOSPC || error == EDQUOT || error == EFBIG; }

/// A temporary is hidden, and short enough whatever it becomes: names end at 255 bytes.
fs::path temporary_name(const fs::path& path, int attempt) {
  const std::string name = path.filename().string().substr(0, 200);
  return folder_of(path) / fmt::format(".{}{}{}-{}{}", name, mark, getpid(), attempt, ending);
}

/// Not every file system can.
bool is_unable_to_sync(int error) { return error == EINVAL || error == ENOTSUP; }

}  // namespace

std::string write_failure_text(const fs::path& path, int error, std::uintmax_t needed_bytes) {
  std::string text = std::strerror(error);
  if (!is_lack_of_room(error)) return text;
  if (rlimit limit{}; error == EFBIG && ::getrlimit(RLIMIT_FSIZE, &limit) == 0) {
    if (needed_bytes > 0) text += fmt::format(": {} are needed and", size_text(needed_bytes));
    return text + fmt::format("{} files may have {} here (ulimit -f)", needed_bytes > 0 ? "" : ":",
                              size_text(limit.rlim_cur));
  }
  struct statvfs disk {};
  if (::statvfs(folder_of(path).c_str(), &disk) != 0) return text;
  const auto free = static_cast<std::uintmax_t>(disk.f_bavail) * disk.f_frsize;
  if (needed_bytes > 0) text += fmt::format(": {} are needed and", size_text(needed_bytes));
  return text + fmt::format("{} {} are free", needed_bytes > 0 ? "" : ":", size_text(free));
}

void refuse_existing(const fs::path& path) {
  const auto type = type_of(path);
  if (type == fs::file_type::not_found || type == fs::file_type::none) return;
  throw OutputError(
      fmt::format("{}: exists already and is not overwritten; choose another name or remove it",
                  path.string()));
}

bool is_unfinished(const fs::path& file) {
  const std::string name = file.filename().string();
  const auto at = name.rfind(mark);
  if (name.empty() || name.front() != '.' || at == std::string::npos) return false;
  int pid = 0, attempt = 0, length = 0;
  const std::string rest = name.substr(at + mark.size());
  return std::sscanf(rest.c_str(), "%d-%d.tmp%n", &pid, &attempt, &length) == 2 &&
         length == static_cast<int>(rest.size());
}

AtomicFile::AtomicFile(fs::path path, IfExists if_exists)
    : path_(std::move(path)), if_exists_(if_exists) {
  if (if_exists == IfExists::refuse) refuse_existing(path_);
  const auto type = type_of(path_);
  if (type != fs::file_type::not_found && type != fs::file_type::none &&
      type != fs::file_type::regular) {
    throw OutputError(fmt::format("{}: is {}, and only files are written; choose another name",
                                  path_.string(), type_text(type)));
  }
  for (int attempt = 0; descriptor_ < 0; ++attempt) {
    temporary_ = temporary_name(path_, attempt);
    descriptor_ =
        ::open(temporary_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (descriptor_ < 0 && errno != EEXIST) fail(errno);
  }
}

AtomicFile::~AtomicFile() {
  if (descriptor_ < 0) return;
  ::close(descriptor_);
  ::unlink(temporary_.c_str());
}

void AtomicFile::write(std::string_view bytes) {
  const auto all = bytes.size();
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      fail(errno, all);
    }
  }
}

void AtomicFile::commit() {
  assert(descriptor_ >= 0 && "a file is committed once");
  if (::fsync(descriptor_) != 0 && !is_unable_to_sync(errno)) fail(errno);
  rename();
  ::close(std::exchange(descriptor_, -1));
  // The name is on the disk when its folder is. The file is complete whatever comes of this.
  const int folder = ::open(folder_of(path_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return;
  ::fsync(folder);
  ::close(folder);
}

void AtomicFile::rename() const {
  if (if_exists_ == IfExists::replace) {
    if (std::rename(temporary_.c_str(), path_.c_str()) != 0) fail(errno);
    return;
  }
  // A second name fails where the first one has been taken meanwhile; a renaming would not.
  if (::link(temporary_.c_str(), path_.c_str()) == 0) {
    ::unlink(temporary_.c_str());
    return;
  }
  if (errno == EEXIST) refuse_existing(path_);
  // Some file systems have no second names.
  if (std::rename(temporary_.c_str(), path_.c_str()) != 0) fail(errno);
}

void AtomicFile::fail(int error, std::uintmax_t needed_bytes) const {
  std::string what = write_failure_text(path_, error, needed_bytes);
  if (error == ENOENT) what = fmt::format("there is no folder {}", folder_of(path_).string());
  const bool existed = type_of(path_) == fs::file_type::regular;
  throw OutputError(fmt::format("{}: cannot be written: {}{}", path_.string(), what,
                                existed ? "; the file is as it was before" : ""));
}

void write_text(const fs::path& path, std::string_view text, IfExists if_exists) {
  AtomicFile file(path, if_exists);
  file.write(text);
  file.commit();
}

}  // namespace npd
