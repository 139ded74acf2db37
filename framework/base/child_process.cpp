#include "base/child_process.hpp"

#include "base/machine.hpp"

#include <npd/error.hpp>

#include <fmt/format.h>

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <iostream>
#include <memory>

namespace npd::base {
namespace {

using Clock = std::chrono::steady_clock;

// Messages on the pipe: a letter, a text without zeros, a zero.
constexpr char stage_message = 's';
constexpr char result_message = 'r';

void send(int pipe, char kind, std::string text) {
  std::erase(text, '\0');
  const std::string message = kind + text + '\0';
  for (std::size_t sent = 0; sent < message.size();) {
    const auto n = ::write(pipe, message.data() + sent, message.size() - sent);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return;
    sent += static_cast<std::size_t>(n);
  }
}

[[noreturn]] void be_child(const std::function<std::string(const TellStage&)>& work, int pipe,
                           std::FILE* output) noexcept {  // a child never returns into the caller
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  // Whatever this process does about crashes, a child dies of the signal itself, for the parent to
  // see.
  for (const int signal : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT}) ::signal(signal, SIG_DFL);
  ::dup2(::fileno(output), STDOUT_FILENO);
  ::dup2(::fileno(output), STDERR_FILENO);
  send(pipe, result_message,
       work([&](const std::string& stage) { send(pipe, stage_message, stage); }));
  ::_exit(0);
}

/// \return whether there is a result
bool understand(const std::string& received, ChildReport& report) {
  bool has_result = false;
  for (std::size_t begin = 0; begin < received.size();) {
    const auto end = received.find('\0', begin);
    if (end == std::string::npos) break;  // cut off in the middle
    const std::string text = received.substr(begin + 1, end - begin - 1);
    if (received[begin] == stage_message) report.stage = text;
    if (received[begin] == result_message) {
      report.result = text;
      has_result = true;
    }
    begin = end + 1;
  }
  return has_result;
}

/// All that arrives until there is a result, or the pipe closes.
/// \return false if that takes too long
bool receive(int pipe, std::chrono::milliseconds limit, LimitOf limit_of, std::string& received) {
  auto end = Clock::now() + limit;
  ChildReport ignored;
  while (!understand(received, ignored)) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now()).count();
    if (left <= 0) return false;
    pollfd waiting{pipe, POLLIN, 0};
    if (::poll(&waiting, 1, static_cast<int>(left)) <= 0) continue;
    char buffer[4096];
    const auto n = ::read(pipe, buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return true;
    received.append(buffer, static_cast<std::size_t>(n));
    if (limit_of == LimitOf::stage) end = Clock::now() + limit;
  }
  return true;
}

std::string last_line(std::FILE* file) {
  std::string line, last;
  std::rewind(file);
  for (int c = std::fgetc(file); c != EOF; c = std::fgetc(file)) {
    if (c != '\n') {
      line += static_cast<char>(c);
      continue;
    }
    if (!line.empty()) last = line;
    line.clear();
  }
  return line.empty() ? last : line;
}

/// A file in no folder, so that a full disk is no obstacle.
std::FILE* memory_file() {
  const int descriptor = ::memfd_create("output of a child", MFD_CLOEXEC);
  return descriptor < 0 ? nullptr : ::fdopen(descriptor, "w+");
}

[[noreturn]] void fail(const char* what) {
  throw Error(fmt::format("cannot start a process: {}: {}{}", what, std::strerror(errno),
                          process_limit_text()));
}

}  // namespace

ChildReport run_in_child(const std::function<std::string(const TellStage&)>& work,
                         std::chrono::milliseconds limit, LimitOf limit_of) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> output(memory_file(), std::fclose);
  if (output == nullptr) fail("temporary file");
  int pipe[2];
  if (::pipe2(pipe, O_CLOEXEC) != 0) fail("pipe");
  // What is buffered would be printed by both.
  std::cout.flush();
  std::fflush(nullptr);
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(pipe[0]);
    be_child(work, pipe[1], output.get());
  }
  ::close(pipe[1]);
  if (child < 0) {
    ::close(pipe[0]);
    fail("fork");
  }
  std::string received;
  const bool in_time = receive(pipe[0], limit, limit_of, received);
  ::close(pipe[0]);
  ::kill(-child, SIGKILL);  // and whatever it has started
  if (!in_time) ::kill(child, SIGKILL);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }

  ChildReport report;
  report.output = last_line(output.get());
  if (understand(received, report)) return report;
  if (!in_time) {
    report.end = ChildReport::End::timed_out;
  } else if (WIFSIGNALED(status)) {
    report.end = ChildReport::End::crashed;
    report.number = WTERMSIG(status);
  } else {
    report.end = ChildReport::End::exited;
    report.number = WEXITSTATUS(status);
  }
  return report;
}

}  // namespace npd::base
