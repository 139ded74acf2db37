#include "host/kind.hpp"

#include <cassert>
#include <cstddef>

namespace npd::host {

const HostedKind& hosted_kind(Kind kind) {
  static const HostedKind all[] = {
#define NPD_KIND(name, plural, Class) kinds::name(),
      NPD_KINDS(NPD_KIND)
#undef NPD_KIND
  };
  assert(is_kind(kind));
  return all[static_cast<std::size_t>(kind)];
}

}  // namespace npd::host
