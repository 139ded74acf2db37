#include "base/temporary_folder.hpp"

#include <npd/error.hpp>

#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>

namespace npd::base {

TemporaryFolder::TemporaryFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "npd-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) {
    throw OutputError(fmt::format("{}: cannot be created: {}; TMPDIR names another folder", name,
                                  std::strerror(errno)));
  }
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace npd::base
