#include "base/terminal_width.hpp"

#include "base/wrap.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

namespace npd::base {

std::optional<std::size_t> terminal_width(int file_descriptor) {
  if (::isatty(file_descriptor) == 0) return std::nullopt;
  winsize size{};
  const bool known = ::ioctl(file_descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : 80;
}

std::string fitted(std::string_view text, int file_descriptor, std::size_t hanging) {
  const auto width = terminal_width(file_descriptor);
  return width ? wrapped(text, *width, hanging) : std::string(text);
}

}  // namespace npd::base
