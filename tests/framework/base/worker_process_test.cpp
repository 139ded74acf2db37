#include "base/worker_process.hpp"

#include <npd/testing/temporary_folder.hpp>

#include <chrono>
#include <csignal>
#include <string>
#include <thread>

#include <npd/testing/catch.hpp>

namespace npd::base {
namespace {

/// A shell that does this, when it has ended.
ProcessEnd end_of(const std::string& script) {
  const testing::TemporaryFolder folder;
  WorkerProcess process({"/bin/sh", "-c", script}, folder / "log.txt");
  for (int tries = 0; tries < 1000 && !process.ended(); ++tries) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  const auto end = process.ended();  // it may be asked again
  REQUIRE(end);
  return *end;
}

}  // namespace

TEST_CASE("how a process ended is told, however often it is asked") {
  CHECK(end_of("exit 3").exit_code == 3);
  CHECK(end_of("exit 3").signal == 0);
  CHECK(end_of("kill -KILL $$").signal == SIGKILL);
  CHECK(end_of("kill -KILL $$").exit_code == 0);
}

}  // namespace npd::base
