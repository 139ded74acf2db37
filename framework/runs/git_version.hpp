#pragma once

namespace npd::run {

/// What `git describe` said of the sources when the build was configured, or nothing where there
/// was no git.
const char* git_version();

}  // namespace npd::run
