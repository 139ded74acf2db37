#include "base/terminal.hpp"

#include "base/child_process.hpp"
#include "base/stopwatch.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <string>

#include <npd/testing/catch.hpp>

using npd::base::occupy_standard_streams;
using npd::base::tell;

namespace {

using namespace std::chrono_literals;

template <class Work>
std::string result_in_child(const Work& work) {
  return npd::base::run_in_child([&](const auto&) { return std::string(work()); }, 20s).result;
}

/// A pipe, of which a stream writes to one end.
struct Pipe {
  int ends[2];
  std::FILE* stream;

  Pipe() : ends{} {
    REQUIRE(::pipe(ends) == 0);
    stream = ::fdopen(ends[1], "w");
  }
  ~Pipe() {
    ::close(ends[0]);
    std::fclose(stream);
  }
};

}  // namespace

TEST_CASE("what is told arrives") {
  const Pipe pipe;
  const std::string long_text(2000, 'x');
  tell(pipe.stream, long_text + "\n");
  char buffer[4096];
  CHECK(::read(pipe.ends[0], buffer, sizeof buffer) == 2001);
}

TEST_CASE("one who does not read holds nobody up") {
  const Pipe pipe;
  const npd::base::Stopwatch watch;
  // A pipe holds 64 kB.
  const std::string text(70000, 'x');
  tell(pipe.stream, text);
  tell(pipe.stream, "more");
  CHECK(watch.seconds() < 5);
}

TEST_CASE("one who is gone, full or closed is no error") {
  CHECK(result_in_child([] {
          std::signal(SIGPIPE, SIG_IGN);
          Pipe pipe;
          ::close(pipe.ends[0]);
          tell(pipe.stream, "text");
          std::FILE* full = std::fopen("/dev/full", "w");
          tell(full, "text");
          std::FILE* closed = std::fopen("/dev/null", "w");
          ::close(::fileno(closed));
          tell(closed, "text");
          return "alive";
        }) == "alive");
}

TEST_CASE("standard streams that are closed are occupied, and writing to them still fails") {
  CHECK(result_in_child([] {
          for (const int descriptor : {0, 1, 2}) ::close(descriptor);
          occupy_standard_streams();
          const int next = ::open("/dev/null", O_RDONLY);
          if (next <= 2) return "a file got the number of a stream";
          if (::write(1, "x", 1) >= 0 || ::write(2, "x", 1) >= 0) return "written to nowhere";
          char c;
          return ::read(0, &c, 1) < 0 ? "occupied" : "read from nowhere";
        }) == "occupied");
}
