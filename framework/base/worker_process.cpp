#include "base/worker_process.hpp"

#include "base/machine.hpp"

#include <npd/error.hpp>

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fstream>

namespace npd::base {
namespace {

/// A line "Name:  123 kB" of a file of /proc, in bytes; 0: not there.
std::uint64_t kilobytes_of(const std::string& file, const std::string& name) {
  std::ifstream in(file);
  std::string word;
  while (in >> word) {
    std::uint64_t kilobytes = 0;
    if (word == name && in >> kilobytes) return kilobytes * 1024;
    in.ignore(1000, '\n');
  }
  return 0;
}

int open_output(const std::filesystem::path& file) {
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (descriptor >= 0) return descriptor;
  throw OutputError(fmt::format("{}: cannot be written: {}", file.string(), std::strerror(errno)));
}

/// Between fork and exec: only what a process whose other threads are gone may do.
[[noreturn]] void become(char* const* arguments, int input, int output, pid_t parent) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(127);  // it ended before the line above
  ::dup2(input, STDIN_FILENO);
  ::dup2(output, STDOUT_FILENO);
  ::dup2(output, STDERR_FILENO);
  sigset_t held_back;  // npd itself would do so a moment later: see hold_back_warnings
  ::sigemptyset(&held_back);
  ::sigaddset(&held_back, SIGUSR1);
  ::sigprocmask(SIG_SETMASK, &held_back, nullptr);
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGPIPE}) ::signal(number, SIG_DFL);
  ::execv(arguments[0], arguments);
  ::_exit(127);
}

}  // namespace

WorkerProcess::WorkerProcess(const std::vector<std::string>& command,
                             const std::filesystem::path& output) {
  std::vector<char*> arguments;
  for (const auto& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const int written = open_output(output);
  const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  const pid_t parent = ::getpid();
  id_ = ::fork();
  if (id_ == 0) become(arguments.data(), nothing, written, parent);
  const int error = errno;
  ::close(written);
  ::close(nothing);
  if (id_ < 0) {
    throw Error(fmt::format("cannot start a process: {}{}; end others, or use fewer --jobs",
                            std::strerror(error), process_limit_text()));
  }
}

WorkerProcess::~WorkerProcess() {
  if (end_) return;
  ::kill(id_, SIGKILL);
  while (::waitpid(id_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

std::optional<ProcessEnd> WorkerProcess::ended() {
  if (end_) return end_;
  int status = 0;
  if (::waitpid(id_, &status, WNOHANG) != id_) return std::nullopt;
  end_ = WIFSIGNALED(status) ? ProcessEnd{0, WTERMSIG(status)} : ProcessEnd{WEXITSTATUS(status), 0};
  return end_;
}

void WorkerProcess::signal(int number) const {
  if (!end_) ::kill(id_, number);
}

std::uint64_t WorkerProcess::memory() const {
  return kilobytes_of(fmt::format("/proc/{}/status", id_), "VmRSS:");
}

std::uint64_t WorkerProcess::most_memory() const {
  return kilobytes_of(fmt::format("/proc/{}/status", id_), "VmHWM:");
}

}  // namespace npd::base
