#include "base/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

namespace npd::base {

std::optional<std::size_t> terminal_width(int file_descriptor) {
  winsize size{};
  if (::isatty(file_descriptor) == 0 || ::ioctl(file_descriptor, TIOCGWINSZ, &size) != 0 ||
      size.ws_col == 0) {
    return std::nullopt;
  }
  return size.ws_col;
}

}  // namespace npd::base
