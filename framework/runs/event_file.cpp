#include "runs/event_file.hpp"

#include "results/run_folder.hpp"
#include "runs/tensorboard_event.pb.h"

#include <npd/atomic_file.hpp>
#include <npd/error.hpp>

#include <fmt/format.h>
#include <boost/crc.hpp>

#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cmath>

namespace npd::runs {
namespace {

using tensorboard::Event;

/// Castagnoli's polynomial.
using Crc32c = boost::crc_optimal<32, 0x1edc6f41, 0xffffffff, 0xffffffff, true, true>;

std::uint32_t masked_crc(std::string_view bytes) {
  Crc32c crc;
  crc.process_bytes(bytes.data(), bytes.size());
  const std::uint32_t sum = crc.checksum();
  return (sum >> 15U | sum << 17U) + 0xa282ead8U;
}

template <class Unsigned>
std::string little_endian(Unsigned value) {
  std::string bytes;
  for (std::size_t i = 0; i < sizeof value; ++i) {
    bytes += static_cast<char>(value >> 8 * i & 255U);
  }
  return bytes;
}

double now_s() {
  using namespace std::chrono;
  return duration<double>(system_clock::now().time_since_epoch()).count();
}

std::string file_name() {
  char host[256] = "unknown";
  gethostname(host, sizeof host - 1);
  return fmt::format("{}{}.{}.{}", results::RunFolder::event_file_prefix,
                     static_cast<std::int64_t>(now_s()), host, getpid());
}

Event event_at(std::int64_t step) {
  Event event;
  event.set_wall_time(now_s());
  event.set_step(step);
  return event;
}

}  // namespace

std::string framed(std::string_view message) {
  const auto length = little_endian(static_cast<std::uint64_t>(message.size()));
  std::string record = length + little_endian(masked_crc(length));
  record += message;
  return record + little_endian(masked_crc(message));
}

EventFile::EventFile(const std::filesystem::path& folder, std::int64_t first_step)
    : path_(folder / file_name()), file_(path_, std::ios::binary) {
  Event version = event_at(0);
  version.set_file_version("brain.Event:2");
  write(version.SerializeAsString());
  if (first_step == 0) return;
  Event start = event_at(first_step);
  start.mutable_session_log()->set_status(tensorboard::SessionLog::START);
  write(start.SerializeAsString());
}

void EventFile::add(std::int64_t step, const Scalars& scalars) {
  Event event = event_at(step);
  for (const auto& [tag, number] : scalars) {
    if (std::isnan(number)) continue;
    auto* value = event.mutable_summary()->add_value();
    value->set_tag(tag);
    value->set_simple_value(static_cast<float>(number));
  }
  write(event.SerializeAsString());
}

void EventFile::write(const std::string& message) {
  file_ << framed(message);
  file_.flush();
  if (file_) return;
  throw OutputError(fmt::format("{}: cannot be written: {}", path_.string(),
                                write_failure_text(path_, errno, 0)));
}

}  // namespace npd::runs
