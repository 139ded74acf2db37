#include "base/git_version.hpp"

namespace npd::base {

// A file of its own: another commit then compiles no more than this.
const char* git_version() { return NPD_GIT_VERSION; }

}  // namespace npd::base
