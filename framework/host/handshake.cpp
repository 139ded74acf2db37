#include "host/handshake.hpp"

#include <cstdint>

namespace npd::host {
namespace {

std::string text(const char* field) { return field == nullptr ? "(nothing)" : field; }

std::string text(std::uint32_t size) { return std::to_string(size) + " bytes"; }

}  // namespace

std::vector<StampDifference> compare(const npd_stamp& plugin, const npd_stamp& host) {
  std::vector<StampDifference> differences;
  const auto add = [&](const char* name, auto npd_stamp::*field) {
    StampDifference both{name, text(plugin.*field), text(host.*field)};
    if (both.plugin != both.host) differences.push_back(both);
  };
  add("sdk", &npd_stamp::sdk);
  add("compiler", &npd_stamp::compiler);
  add("stdlib", &npd_stamp::stdlib);
  add("torch", &npd_stamp::torch);
  add("struct", &npd_stamp::struct_size);
  // Stamps of another size may not have it.
  if (plugin.struct_size == host.struct_size) add("headers", &npd_stamp::headers);
  return differences;
}

}  // namespace npd::host
