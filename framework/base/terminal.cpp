#include "base/terminal.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace npd::base {
namespace {

constexpr int patience_ms = 200;
// A pipe that can take anything takes this much at once.
constexpr std::size_t chunk = 512;

bool can_take(int descriptor) {
  pollfd waiting{descriptor, POLLOUT, 0};
  return ::poll(&waiting, 1, patience_ms) > 0 && (waiting.revents & POLLOUT) != 0 &&
         (waiting.revents & (POLLERR | POLLHUP | POLLNVAL)) == 0;
}

}  // namespace

void tell(std::FILE* stream, std::string_view text) {
  if (stream == nullptr) return;
  const int descriptor = ::fileno(stream);
  if (descriptor < 0) {  // a stream in memory
    std::fwrite(text.data(), 1, text.size(), stream);
    return;
  }
  while (!text.empty() && can_take(descriptor)) {
    const auto written = ::write(descriptor, text.data(), std::min(chunk, text.size()));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

void occupy_standard_streams() {
  for (int descriptor = 0; descriptor < 3; ++descriptor) {
    if (::fcntl(descriptor, F_GETFD) >= 0 || errno != EBADF) continue;
    // Opened the other way round: reading from 0 or writing to 1 and 2 fails as if it were closed.
    const int opened = ::open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY);
    if (opened >= 0 && opened != descriptor) ::close(opened);
  }
}

}  // namespace npd::base
