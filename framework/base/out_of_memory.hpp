#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>
#include <system_error>

namespace npd::base {

/// Whether an error of LibTorch is that the system has no more memory: it has no type for it that
/// the CPU's allocator throws, only words.
inline bool tells_of_no_memory(std::string_view message) {
  return message.find("can't allocate memory") != std::string_view::npos ||
         message.find("not enough memory") != std::string_view::npos;
}

/// The bytes that such an error says were asked for; nothing: it does not say.
inline std::optional<std::uint64_t> bytes_asked(std::string_view message) {
  constexpr std::string_view before = "tried to allocate ";
  const auto found = message.find(before);
  if (found == std::string_view::npos) return std::nullopt;
  std::uint64_t bytes = 0;
  const auto* begin = message.data() + found + before.size();
  const auto [end, error] = std::from_chars(begin, message.data() + message.size(), bytes);
  return error == std::errc() ? std::optional(bytes) : std::nullopt;
}

}  // namespace npd::base
