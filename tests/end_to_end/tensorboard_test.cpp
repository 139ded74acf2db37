#include "end_to_end/workbench.hpp"

#include "base/csv.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include <npd/testing/catch.hpp>

using npd::testing::Approx;

namespace {

using npd::testing::ContainsSubstring;
using npd::testing::run_shell;
using npd::testing::Workbench;

/// Those fields of TensorBoard's messages that scalars need, written down apart from the program's.
constexpr const char* schema = R"(syntax = "proto3";
message Event {
  double wall_time = 1;
  int64 step = 2;
  string file_version = 3;
  Summary summary = 5;
}
message Summary {
  message Value {
    string tag = 1;
    float simple_value = 2;
  }
  repeated Value value = 1;
}
)";

std::vector<std::string> messages_in(const std::filesystem::path& folder) {
  std::vector<std::string> messages;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (!entry.path().filename().string().starts_with("events.out.tfevents.")) continue;
    const auto bytes = npd::testing::read_text(entry.path());
    for (std::size_t at = 0; at + 12 < bytes.size();) {
      std::uint64_t length = 0;
      std::memcpy(&length, bytes.data() + at, sizeof length);
      messages.push_back(bytes.substr(at + 12, length));
      at += 16 + length;
    }
  }
  return messages;
}

std::string decoded(const Workbench& bench, const std::string& message) {
  bench.write("event.proto", schema);
  bench.write("message", message);
  const auto result = run_shell("cd '" + (bench / "").string() +
                                "' && " NPD_PROTOC " --decode=Event event.proto < message");
  REQUIRE(result.exit_code == 0);
  return result.out;
}

}  // namespace

TEST_CASE("a run writes an event file that protoc decodes to the numbers of metrics.csv") {
  const Workbench bench;
  REQUIRE(bench.npd("run small.toml --out out training.tensorboard=true").exit_code == 0);
  const auto messages = messages_in(bench / "out");
  REQUIRE(messages.size() == 3);
  CHECK_THAT(decoded(bench, messages[0]), ContainsSubstring("file_version: \"brain.Event:2\""));
  const auto metrics = npd::base::read_csv(bench / "out/metrics.csv");
  for (std::size_t epoch = 0; epoch < 2; ++epoch) {
    const auto text = decoded(bench, messages[epoch + 1]);
    // 20 trials, of which 16 train, in batches of 8.
    CHECK_THAT(text, ContainsSubstring(fmt::format("step: {}\n", 2 * (epoch + 1))));
    for (const char* name : {"train/loss", "valid/recon", "valid/wt_kl/co"}) {
      const auto value = static_cast<float>(metrics.number(epoch, metrics.column(name)));
      const auto place = text.find(fmt::format("tag: \"{}\"", name));
      REQUIRE(place != std::string::npos);
      const auto number = text.find("simple_value: ", place) + std::strlen("simple_value: ");
      CHECK(std::stof(text.substr(number)) == Approx(value).epsilon(1e-6));
    }
  }
}

TEST_CASE(
    "a run that goes on, goes on in a further event file; without being asked there is none") {
  const Workbench bench;
  REQUIRE(bench.npd("run small.toml --out out").exit_code == 0);
  CHECK(messages_in(bench / "out").empty());
  REQUIRE(bench.npd("run small.toml --out half --until 1 training.tensorboard=true").exit_code ==
          0);
  CHECK(messages_in(bench / "half").size() == 2);
  REQUIRE(bench.npd("resume half").exit_code == 0);
  // Version and epoch, then version, start and epoch.
  CHECK(messages_in(bench / "half").size() == 5);
}
