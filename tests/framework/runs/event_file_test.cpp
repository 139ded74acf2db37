#include "runs/event_file.hpp"
#include "runs/tensorboard_scalars.hpp"

#include "runs/tensorboard_event.pb.h"

#include <npd/testing/temporary_folder.hpp>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <npd/testing/catch.hpp>

using npd::testing::Approx;

namespace {

using npd::runs::EventFile;
using npd::runs::framed;
using npd::tensorboard::Event;
using npd::testing::TemporaryFolder;

std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// The messages of an event file whose frames are whole.
std::vector<std::string> messages_of(const std::string& bytes) {
  std::vector<std::string> messages;
  for (std::size_t at = 0; at < bytes.size();) {
    std::uint64_t length = 0;
    std::memcpy(&length, bytes.data() + at, sizeof length);
    REQUIRE(at + 16 + length <= bytes.size());
    messages.push_back(bytes.substr(at + 12, length));
    at += 16 + length;
  }
  return messages;
}

std::vector<Event> events_in(const std::filesystem::path& folder) {
  const auto file = std::filesystem::directory_iterator(folder)->path();
  CHECK_THAT(file.filename().string(), npd::testing::StartsWith("events.out.tfevents."));
  std::vector<Event> events;
  for (const auto& message : messages_of(bytes_of(file))) {
    events.emplace_back();
    REQUIRE(events.back().ParseFromString(message));
  }
  return events;
}

}  // namespace

TEST_CASE("records are framed as TensorFlow frames them, byte for byte") {
  // What TensorFlow wrote of tf.summary.scalar("accuracy", 0.99, step=77); the bytes stand in the
  // tests of TensorBoard's reader.
  const auto stored = bytes_of(NPD_TEST_DATA "/tensorflow_scalar.tfevents");
  const auto messages = messages_of(stored);
  REQUIRE(messages.size() == 2);
  CHECK(framed(messages[0]) + framed(messages[1]) == stored);
}

TEST_CASE("events have the fields of TensorFlow's") {
  const auto messages = messages_of(bytes_of(NPD_TEST_DATA "/tensorflow_scalar.tfevents"));
  Event version, scalar;
  REQUIRE(version.ParseFromString(messages[0]));
  CHECK(version.file_version() == "brain.Event:2");
  CHECK(version.SerializeAsString() == messages[0]);
  REQUIRE(scalar.ParseFromString(messages[1]));
  CHECK(scalar.step() == 77);
  CHECK(scalar.wall_time() == Approx(1599759606.86).epsilon(1e-9));
  REQUIRE(scalar.summary().value_size() == 1);
  CHECK(scalar.summary().value(0).tag() == "accuracy");
}

TEST_CASE("an event file begins with its version and holds every scalar but those that are NaN") {
  const TemporaryFolder folder;
  EventFile(folder.path(), 0).add(7, {{"a", 1.5}, {"gap", std::nan("")}, {"zero", 0}});
  const auto events = events_in(folder.path());
  REQUIRE(events.size() == 2);
  CHECK(events[0].file_version() == "brain.Event:2");
  CHECK(events[1].step() == 7);
  const auto& values = events[1].summary();
  REQUIRE(values.value_size() == 2);
  CHECK(values.value(0).tag() == "a");
  CHECK(values.value(0).simple_value() == 1.5F);
  CHECK(values.value(1).tag() == "zero");
  CHECK(values.value(1).has_simple_value());
}

TEST_CASE("a file that goes on tells readers to forget what came from there on") {
  const TemporaryFolder folder;
  EventFile(folder.path(), 40).add(50, {{"a", 1}});
  const auto events = events_in(folder.path());
  REQUIRE(events.size() == 3);
  CHECK(events[1].step() == 40);
  CHECK(events[1].session_log().status() == npd::tensorboard::SessionLog::START);
}

TEST_CASE("scalars have lfads-torch's names") {
  npd::training::EpochRecord epoch;
  epoch.epoch = 40;
  epoch.valid.reconstruction = 0.25;
  epoch.train.kl_ic = 1;
  epoch.train.kl_co = 2;
  const auto scalars = npd::runs::tensorboard_scalars(epoch, {}, {});
  const auto value = [&](const std::string& name) {
    const auto found = std::find_if(scalars.begin(), scalars.end(),
                                    [&](const auto& one) { return one.first == name; });
    INFO(name);
    REQUIRE(found != scalars.end());
    return found->second;
  };
  for (const std::string split : {"train", "valid"}) {
    for (const char* name :
         {"loss", "recon", "bps", "co_bps", "fp_bps", "r2", "wt_l2", "wt_l2/ramp", "wt_kl",
          "wt_kl/ic", "wt_kl/co", "wt_kl/ramp", "recon/sess0"}) {
      value(split + "/" + name);
    }
  }
  for (const char* name :
       {"lr_init", "dropout_rate", "l2_ic_enc_scale", "l2_ci_enc_scale", "l2_gen_scale",
        "l2_con_scale", "kl_co_scale", "kl_ic_scale", "weight_decay", "cd_rate"}) {
    value(std::string("hp/") + name);
  }
  CHECK(value("hp_metric") == 0.25);
  CHECK(value("train/wt_kl") == 3);
  CHECK(value("cur_epoch") == 40);
  CHECK(value("valid/wt_kl/ramp") == Approx(0.5).margin(0.02));
  value("lr-AdamW");
  value("valid/recon_smth");
}
