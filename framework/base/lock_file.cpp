#include "base/lock_file.hpp"

#include "base/times.hpp"

#include <npd/atomic_file.hpp>
#include <npd/error.hpp>

#include <fmt/format.h>

#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fstream>
#include <iterator>
#include <sstream>
#include <utility>

namespace npd::base {
namespace {

namespace fs = std::filesystem;

std::string host_name() {
  utsname name{};
  return ::uname(&name) == 0 ? name.nodename : "unknown";
}

/// When a process started, in the system's own ticks: another process of the same number has
/// another start. 0: there is no such process.
unsigned long long start_ticks(long pid) {
  std::ifstream file(fmt::format("/proc/{}/stat", pid));
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const auto end_of_name = text.rfind(')');  // a name may hold spaces
  if (end_of_name == std::string::npos) return 0;
  std::istringstream rest(text.substr(end_of_name + 1));
  std::string field;
  for (int number = 3; number < 22; ++number) rest >> field;
  unsigned long long ticks = 0;
  rest >> ticks;
  return ticks;
}

std::string read(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string content_of(const LockHolder& holder) {
  return fmt::format("{} {} {} {}\n", holder.host, holder.pid, holder.since, holder.ticks);
}

std::optional<LockHolder> parse(const std::string& content) {
  std::istringstream in(content);
  LockHolder holder;
  if (in >> holder.host >> holder.pid >> holder.since >> holder.ticks) return holder;
  return std::nullopt;
}

std::optional<timespec> touched(const fs::path& file) {
  struct stat info {};
  if (::stat(file.c_str(), &info) != 0) return std::nullopt;
  return info.st_mtim;
}

bool process_is_gone(const LockHolder& holder) {
  if (::kill(static_cast<pid_t>(holder.pid), 0) != 0 && errno == ESRCH) return true;
  return holder.ticks != 0 && start_ticks(holder.pid) != holder.ticks;
}

/// \param now  by the clock of the file's server, which need not be ours
bool is_stale(const std::string& content, time_t last_touch, time_t now) {
  const auto holder = parse(content);
  if (holder && holder->host == host_name()) return process_is_gone(*holder);
  return now - last_touch > LockFile::stale_after.count();
}

/// A file beside the lock with its content, which becomes the lock by a second name: so that the
/// lock is never there without its content, on network file systems either.
class Candidate {
 public:
  Candidate(const fs::path& lock, const std::string& content)
      : path_(lock.string() + fmt::format(".{}.{}", host_name(), ::getpid())) {
    ::unlink(path_.c_str());  // of a process that had our number and was killed here
    const int descriptor =
        ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    const bool written = descriptor >= 0 && ::write(descriptor, content.data(), content.size()) ==
                                                static_cast<ssize_t>(content.size());
    const int error = errno;
    if (descriptor >= 0) ::close(descriptor);
    if (written) return;
    ::unlink(path_.c_str());
    throw OutputError(fmt::format("{}: the lock cannot be written: {}", lock.string(),
                                  write_failure_text(lock, error, 0)));
  }
  ~Candidate() { ::unlink(path_.c_str()); }
  Candidate(const Candidate&) = delete;
  Candidate& operator=(const Candidate&) = delete;

  /// \return whether the lock is ours
  bool becomes(const fs::path& lock, const std::string& content) const {
    if (::link(path_.c_str(), lock.c_str()) == 0) return true;
    if (errno == EEXIST) return false;
    // A file system without second names.
    const int descriptor =
        ::open(lock.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (descriptor < 0) return false;
    const bool written =
        ::write(descriptor, content.data(), content.size()) == static_cast<ssize_t>(content.size());
    ::close(descriptor);
    return written;
  }

  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

/// Puts a lock that was judged stale aside; if it has become another's meanwhile, back again.
void remove_stale(const fs::path& lock, const std::string& content) {
  const fs::path aside = lock.string() + fmt::format(".stale.{}.{}", host_name(), ::getpid());
  if (std::rename(lock.c_str(), aside.c_str()) != 0) return;
  if (read(aside) != content && ::link(aside.c_str(), lock.c_str()) != 0) {
    std::rename(aside.c_str(), lock.c_str());
  }
  ::unlink(aside.c_str());
}

}  // namespace

std::string LockHolder::text() const {
  return fmt::format("process {} on host {}, since {}", pid, host, since);
}

LockFile::LockFile(fs::path file, const std::string& what) : file_(std::move(file)) {
  content_ = content_of({host_name(), ::getpid(), utc_time_text(), start_ticks(::getpid())});
  const Candidate candidate(file_, content_);
  for (int attempt = 0; !candidate.becomes(file_, content_); ++attempt) {
    const auto content = read(file_);
    const auto last_touch = touched(file_), now = touched(candidate.path());
    if (!last_touch) {
      if (attempt > 10) throw OutputError(file_.string() + ": the lock cannot be made");
      continue;  // it went meanwhile
    }
    if (!is_stale(content, last_touch->tv_sec, now ? now->tv_sec : last_touch->tv_sec)) {
      const auto holder = parse(content);
      throw OutputError(fmt::format(
          "{}: another process is writing {} ({}); wait for it, or end it first",
          file_.parent_path().string(), what, holder ? holder->text() : "which, is not told"));
    }
    remove_stale(file_, content);
  }
  heart_ = std::thread([this] { beat(); });
}

LockFile::~LockFile() {
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }
  ending_.notify_all();
  heart_.join();
  if (read(file_) == content_) ::unlink(file_.c_str());
}

void LockFile::beat() {
  // Signals are for the thread that works.
  sigset_t all;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_BLOCK, &all, nullptr);
  std::unique_lock lock(mutex_);
  while (!ending_.wait_for(lock, heartbeat, [this] { return ends_; })) {
    // By the server's clock; nothing can be done where it fails.
    ::utimensat(AT_FDCWD, file_.c_str(), nullptr, 0);
  }
}

std::optional<LockHolder> LockFile::holder(const fs::path& file) {
  const auto content = read(file);
  const auto last_touch = touched(file);
  const auto holder = parse(content);
  if (!holder || !last_touch || is_stale(content, last_touch->tv_sec, ::time(nullptr))) {
    return std::nullopt;
  }
  return holder;
}

}  // namespace npd::base
