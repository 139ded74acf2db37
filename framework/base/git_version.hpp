#pragma once

namespace npd::base {

/// What `git describe` said of the sources when this program was built, or nothing where there was
/// no git.
const char* git_version();

}  // namespace npd::base
