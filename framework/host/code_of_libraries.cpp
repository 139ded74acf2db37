#include "host/code_of_libraries.hpp"

#include <link.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <mutex>

namespace npd::host {
namespace {

/// A part of a library in memory.
struct Segment {
  std::uintptr_t begin = 0, end = 0;
  ElfW(Word) flags = 0;  ///< PF_R, PF_X

  bool holds(std::uintptr_t address) const { return begin <= address && address < end; }
};

std::uintptr_t number(const void* address) { return reinterpret_cast<std::uintptr_t>(address); }

/// Calls `visit(segment)` with all loaded parts of the library or program at an address.
template <class Visit>
void visit_library(std::uintptr_t address, const Visit& visit) {
  struct Search {
    std::uintptr_t address;
    const Visit& visit;
  } search{address, visit};
  const auto each = [](dl_phdr_info* info, std::size_t, void* data) {
    const auto& wanted = *static_cast<const Search*>(data);
    const auto segment = [&](const ElfW(Phdr) & header) {
      const auto begin = info->dlpi_addr + header.p_vaddr;
      return Segment{begin, begin + header.p_memsz, header.p_flags};
    };
    const auto* end = info->dlpi_phdr + info->dlpi_phnum;
    const bool found = std::any_of(info->dlpi_phdr, end, [&](const ElfW(Phdr) & header) {
      return header.p_type == PT_LOAD && segment(header).holds(wanted.address);
    });
    if (!found) return 0;
    for (const auto* header = info->dlpi_phdr; header != end; ++header) {
      if (header->p_type == PT_LOAD) wanted.visit(segment(*header));
    }
    return 1;
  };
  ::dl_iterate_phdr(each, &search);
}

/// The loaded part with these flags that an address is in.
std::optional<Segment> segment_at(const void* address, ElfW(Word) flags) {
  std::optional<Segment> found;
  visit_library(number(address), [&](const Segment& segment) {
    if (segment.holds(number(address)) && (segment.flags & flags) == flags) found = segment;
  });
  return found;
}

struct Noted {
  const char* name;
  Segment code;
};

// Read by signal handlers: an element never changes once it is counted. More than that many pieces
// of code are not told apart from npd's own.
std::array<Noted, 1024> noted;
std::atomic<std::size_t> noted_count{0};

}  // namespace

void note_library(const char* name, const void* address) {
  static std::mutex mutex;
  const std::scoped_lock lock(mutex);
  visit_library(number(address), [&](const Segment& segment) {
    const auto count = noted_count.load();
    if ((segment.flags & PF_X) == 0 || count == noted.size()) return;
    noted[count] = {name, segment};
    noted_count = count + 1;
  });
}

const char* library_of_code(const void* address) {
  for (std::size_t i = 0; i < noted_count; ++i) {
    if (noted[i].code.holds(number(address))) return noted[i].name;
  }
  return nullptr;
}

bool is_readable(const void* address, std::size_t bytes) {
  const auto segment = segment_at(address, PF_R);
  return segment && bytes <= segment->end - number(address);
}

bool is_code(const void* address) { return segment_at(address, PF_X).has_value(); }

std::optional<std::string_view> text_at(const char* address) {
  const auto segment = segment_at(address, PF_R);
  if (!segment) return std::nullopt;
  const std::string_view rest(address, segment->end - number(address));
  const auto end = rest.find('\0');
  if (end == std::string_view::npos) return std::nullopt;
  return rest.substr(0, end);
}

}  // namespace npd::host
