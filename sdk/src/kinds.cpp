#include <npd/kinds.hpp>

namespace npd {

const char* kind_name(Kind kind) {
  static constexpr const char* names[] = {
#define NPD_KIND(name, plural, Class) #name,
      NPD_KINDS(NPD_KIND)
#undef NPD_KIND
  };
  return is_kind(kind) ? names[static_cast<std::size_t>(kind)] : "unknown";
}

const char* kind_plural(Kind kind) {
  static constexpr const char* names[] = {
#define NPD_KIND(name, plural, Class) #plural,
      NPD_KINDS(NPD_KIND)
#undef NPD_KIND
  };
  return is_kind(kind) ? names[static_cast<std::size_t>(kind)] : "unknown";
}

std::optional<Kind> kind_named(std::string_view word) {
  for (const Kind kind : all_kinds) {
    if (word == kind_name(kind)) return kind;
  }
  return std::nullopt;
}

std::vector<std::string> kind_names() {
  std::vector<std::string> names;
  for (const Kind kind : all_kinds) names.emplace_back(kind_name(kind));
  return names;
}

}  // namespace npd
