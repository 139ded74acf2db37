#include "host/exported.hpp"

#include "host/code_of_libraries.hpp"

#include <fmt/format.h>

#include <dlfcn.h>
#include <link.h>

#include <cstddef>
#include <utility>

namespace npd::host {
namespace {

const char* const register_it = "register its components with NPD_PLUGIN or one of its short forms";

constexpr std::size_t most_components = 10000, longest_text = 10000;

/// Null, or a text that can be read.
bool is_sound(const char* text) {
  if (text == nullptr) return true;
  const auto found = text_at(text);
  return found && found->size() <= longest_text;
}

bool is_sound(const Component& component) {
  return is_sound(component.id) && is_sound(component.version) && is_sound(component.summary) &&
         (component.visit == nullptr || is_code(reinterpret_cast<void*>(component.visit))) &&
         (component.create == nullptr || is_code(reinterpret_cast<void*>(component.create)));
}

/// The name of a field of the stamp that leads nowhere, or null.
const char* broken_field(const npd_stamp& stamp) {
  for (const auto& [name, text] : {std::pair{"sdk", stamp.sdk},
                                   {"compiler", stamp.compiler},
                                   {"stdlib", stamp.stdlib},
                                   {"torch", stamp.torch}}) {
    if (!is_sound(text)) return name;
  }
  // Stamps of another size may not have it.
  const bool has_headers = stamp.struct_size == sizeof(npd_plugin_v1);
  return has_headers && !is_sound(stamp.headers) ? "headers" : nullptr;
}

/// What the dynamic loader knows of a symbol: its library and its entry in the symbol table.
struct Symbol {
  Dl_info place{};
  const ElfW(Sym) * entry = nullptr;
};

Symbol symbol_of(const void* address) {
  Symbol symbol;
  void* entry = nullptr;
  if (::dladdr1(address, &symbol.place, &entry, RTLD_DL_SYMENT) != 0) {
    symbol.entry = static_cast<const ElfW(Sym)*>(entry);
  }
  return symbol;
}

/// The symbol is one of this library, not of one that it is linked with.
bool is_own(void* library, const Symbol& symbol) {
  link_map* map = nullptr;
  if (::dlinfo(library, RTLD_DI_LINKMAP, &map) != 0) return false;
  return symbol_of(map->l_ld).place.dli_fbase == symbol.place.dli_fbase;
}

bool is_table(const void* address, const Symbol& symbol) {
  constexpr auto before_headers = offsetof(npd_stamp, headers);
  return symbol.entry != nullptr && ELF64_ST_TYPE(symbol.entry->st_info) == STT_OBJECT &&
         symbol.entry->st_size >= before_headers && is_readable(address, before_headers);
}

}  // namespace

std::variant<const npd_plugin_v1*, ExportFault> exported_table(void* library) {
  const void* address = ::dlsym(library, "npd_plugin");
  const Symbol symbol = symbol_of(address);
  if (address == nullptr || !is_own(library, symbol)) {
    return ExportFault{"exports no symbol npd_plugin", register_it};
  }
  if (!is_table(address, symbol)) {
    return ExportFault{"its symbol npd_plugin is not the table of a plugin", register_it};
  }
  const auto* table = static_cast<const npd_plugin_v1*>(address);
  const bool whole = table->stamp.struct_size != sizeof(npd_plugin_v1) ||
                     (symbol.entry->st_size >= sizeof(npd_plugin_v1) &&
                      is_readable(address, sizeof(npd_plugin_v1)));
  if (!whole) return ExportFault{"its table npd_plugin is cut off", register_it};
  if (const char* field = broken_field(table->stamp)) {
    return ExportFault{fmt::format("its stamp has no text where \"{}\" should be", field),
                       register_it};
  }
  return table;
}

std::variant<std::span<const Component>, ExportFault> exported_components(
    const npd_plugin_v1& table) {
  const auto count = table.component_count;
  const auto* first = static_cast<const Component*>(table.components);
  if (count == 0 || first == nullptr) return std::span<const Component>();
  if (count > most_components || !is_readable(first, count * sizeof(Component))) {
    return ExportFault{
        fmt::format("its table says that it has {} components, and they are not there", count),
        register_it};
  }
  const std::span components(first, count);
  for (std::size_t i = 0; i < count; ++i) {
    if (is_sound(components[i])) continue;
    return ExportFault{
        fmt::format("component {} of its table points to what is not in the library", i),
        register_it};
  }
  return components;
}

}  // namespace npd::host
