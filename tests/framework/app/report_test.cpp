#include "app/report.hpp"

#include <npd/error.hpp>
#include <npd/ops.hpp>

#include <c10/util/Exception.h>

#include <cerrno>
#include <filesystem>
#include <new>
#include <sstream>
#include <string>
#include <system_error>

#include <npd/testing/catch.hpp>

namespace npd::app {
namespace {

struct Report {
  int code;
  std::string text;
};

Report report(auto&& throwing) {
  std::ostringstream out;
  try {
    throwing();
  } catch (...) {
    const int code = report_exception(out);
    return {code, out.str()};
  }
  return {-1, "nothing was thrown"};
}

constexpr const char* please =
    "This is a bug in npd, not in your input. Please report it with the command line and the "
    "configuration.\n";

}  // namespace

TEST_CASE("each kind of error has its exit code") {
  const auto config = report([] { throw ConfigError("x.toml:1:1: seed: must be at least 0"); });
  CHECK(config.code == 3);
  CHECK(config.text == "npd: error: x.toml:1:1: seed: must be at least 0\n");
  CHECK(report([] { throw PluginError("p"); }).code == 4);
  CHECK(report([] { throw ShapeError("s"); }).code == 4);
  CHECK(report([] { throw DataError("d"); }).code == 5);
  CHECK(report([] { throw NumericalError("n"); }).code == 6);
  CHECK(report([] { throw OutputError("o"); }).code == 7);
}

TEST_CASE("what the system refuses is told as what it is") {
  const auto error = report([] { throw Error("cannot start a process: fork"); });
  CHECK(error.code == 9);
  CHECK(error.text == "npd: error: cannot start a process: fork\n");
  const auto memory = report([] { throw std::bad_alloc(); });
  CHECK(memory.code == 9);
  CHECK(memory.text ==
        "npd: error: there is not enough memory; try a smaller data set, model or batch, or fewer "
        "threads\n");
  const auto tensor = report([] {
    TORCH_CHECK(false,
                "DefaultCPUAllocator: can't allocate memory: you tried to allocate 8 bytes.");
  });
  CHECK(tensor.code == 9);
  CHECK(tensor.text == memory.text);
  const auto file = report([] { std::filesystem::remove("/proc/self/stat"); });
  CHECK(file.code == 7);
  CHECK(file.text.find("/proc/self/stat") != std::string::npos);
  CHECK(file.text.find("bug") == std::string::npos);
  CHECK(report([] { throw std::system_error(EAGAIN, std::generic_category(), "thread"); }).code ==
        9);
}

TEST_CASE("whatever else is thrown is our bug, and says so") {
  const auto ours = report([] { throw std::logic_error("impossible"); });
  CHECK(ours.code == 1);
  CHECK(ours.text == std::string("npd: error: impossible\n") + please);
  const auto torch = report([] { at::matmul(at::zeros({4, 3}), at::zeros({4, 2})); });
  CHECK(torch.code == 1);
  CHECK(torch.text == std::string("npd: error: mat1 and mat2 shapes cannot be multiplied (4x3 and "
                                  "4x2)\n") +
                          please);
  CHECK(report([] { throw 1; }).text ==
        std::string("npd: error: an exception of unknown type\n") + please);
}

}  // namespace npd::app
