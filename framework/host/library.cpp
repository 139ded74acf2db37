#include "host/library.hpp"

#include "base/sha256.hpp"
#include "host/code_of_libraries.hpp"
#include "host/crash.hpp"
#include "host/exported.hpp"
#include "host/handshake.hpp"
#include "host/trust.hpp"

#include <npd/contract.hpp>
#include <npd/stamp.hpp>

#include <fmt/format.h>
#include <boost/dll/shared_library.hpp>

#include <dlfcn.h>
#include <elf.h>
#include <link.h>
#include <sys/stat.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <deque>
#include <exception>
#include <fstream>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace npd::host {
namespace {

namespace fs = std::filesystem;
using boost::dll::shared_library;

/// A place for an open library in a list that is never destroyed, not even at exit; see Library.
shared_library& permanent_library() {
  static std::mutex mutex;
  static auto& all = *new std::deque<shared_library>;
  const std::scoped_lock lock(mutex);
  return all.emplace_back();
}

LoadFailure failure(const fs::path& file, const std::string& reason,
                    const std::string& remedy = {}) {
  const std::string what = fmt::format("{}: {}", file.string(), reason);
  return {file, reason, remedy.empty() ? what : what + "; " + remedy};
}

/// As much of it as the file holds, up to the number of the machine.
std::string elf_header(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string header(offsetof(Elf64_Ehdr, e_machine) + sizeof(Elf64_Half), '\0');
  in.read(header.data(), static_cast<std::streamsize>(header.size()));
  header.resize(static_cast<std::size_t>(in.gcount()));
  return header;
}

int machine(const std::string& header) {
  Elf64_Half number = 0;
  std::memcpy(&number, header.data() + offsetof(Elf64_Ehdr, e_machine), sizeof number);
  return number;
}

/// What is wrong with the file as such, before any of its code runs.
std::optional<LoadFailure> check_file(const fs::path& file) {
  std::error_code error;
  if (!fs::exists(file, error)) return failure(file, "no such file");
  if (!fs::is_regular_file(file, error)) return failure(file, "not a file");
  if (const auto reason = distrust(file)) return failure(file, *reason);
  if (const auto reason = distrust_folders_of(file)) return failure(file, *reason);
  const auto header = elf_header(file);
  if (header.empty()) return failure(file, "the file is empty or cannot be read");
  if (!header.starts_with(ELFMAG)) {
    return failure(file, "not a shared library (it does not start as an ELF file does)");
  }
  const auto own = elf_header("/proc/self/exe");
  if (header.size() == own.size() && machine(header) != machine(own)) {
    return failure(file, fmt::format("built for another processor (ELF machine {}, this one is {})",
                                     machine(header), machine(own)));
  }
  return std::nullopt;
}

/// The loader's own text says "FILE: undefined symbol: NAME (VERSION)"; Boost's wraps it in others.
LoadFailure loader_failure(const fs::path& file, const fs::path& opened, std::string text) {
  const std::string prefix = opened.string() + ": ";
  if (text.starts_with(prefix)) text.erase(0, prefix.size());
  if (text.starts_with("undefined symbol")) {
    return failure(file, text,
                   "link the plugin with every library it uses (npd_add_plugin makes the linker "
                   "insist on it)");
  }
  return failure(file, "cannot be loaded: " + text);
}

LoadFailure stamp_failure(const fs::path& file, const std::vector<StampDifference>& differences) {
  std::string reason = "built for";
  std::string message = fmt::format("{}: built for another ABI:\n", file.string());
  for (const auto& d : differences) {
    reason += fmt::format("{}{} {}, host {}", &d == differences.data() ? " " : "; ", d.field,
                          d.plugin, d.host);
    message += fmt::format("  {:<8} plugin {}, host {}\n", d.field, d.plugin, d.host);
  }
  return {file, reason, message + "Rebuild the plugin against this host's SDK."};
}

/// What tells one content of a file from another.
struct FileState {
  dev_t device = 0;
  ino_t inode = 0;
  off_t size = 0;
  std::int64_t changed_s = 0, changed_ns = 0;

  bool operator==(const FileState&) const = default;
};

FileState state_of(const fs::path& file) {
  struct stat info {};
  if (::stat(file.c_str(), &info) != 0) return {};
  return {info.st_dev, info.st_ino, info.st_size, info.st_ctim.tv_sec, info.st_ctim.tv_nsec};
}

/// An exception of a static initialiser leaves the dynamic loader half-way, its locks held: nothing
/// can go on after it.
std::error_code open(shared_library& library, const fs::path& path) {
  std::error_code error;
  try {
    library.load(path, boost::dll::load_mode::rtld_now | boost::dll::load_mode::rtld_local, error);
  } catch (...) {
    std::terminate();
  }
  return error;
}

/// So that a crash in its code is known for its own, on whatever thread it comes.
void note_code(void* library, const fs::path& file) {
  link_map* map = nullptr;
  if (::dlinfo(library, RTLD_DI_LINKMAP, &map) != 0) return;
  // As long as the code, which is never unloaded: a crash may come while the process ends.
  static auto& names = *new std::deque<std::string>();
  static std::mutex mutex;
  const std::scoped_lock lock(mutex);
  note_library(names.emplace_back(file.string()).c_str(), map->l_ld);
}

/// The components of a library whose stamp equals the host's.
std::variant<std::span<const Component>, LoadFailure> shake_hands(const fs::path& file,
                                                                  void* library) {
  const auto table = exported_table(library);
  if (const auto* fault = std::get_if<ExportFault>(&table)) {
    return failure(file, fault->reason, fault->remedy);
  }
  const auto& plugin = *std::get<const npd_plugin_v1*>(table);
  constexpr npd_stamp host = own_stamp();
  if (const auto differences = compare(plugin.stamp, host); !differences.empty()) {
    return stamp_failure(file, differences);
  }
  const auto components = exported_components(plugin);
  if (const auto* fault = std::get_if<ExportFault>(&components)) {
    return failure(file, fault->reason, fault->remedy);
  }
  const auto& found = std::get<std::span<const Component>>(components);
  if (const auto reason = contract::fault_of_table(found)) return failure(file, *reason);
  return found;
}

}  // namespace

std::variant<std::shared_ptr<const Library>, LoadFailure> load_library(const fs::path& file) {
  if (auto bad = check_file(file)) return *bad;

  const auto before = state_of(file);
  auto sha256 = base::sha256_of_file(file);
  shared_library& opened = permanent_library();
  // An absolute path: the dynamic loader looks up a bare name in the system's folders.
  const fs::path path = fs::absolute(file);
  const auto error = [&] {
    const InFlight in_flight(nullptr, path.c_str(), "while it is loaded");
    return open(opened, path);
  }();
  if (error) {
    const char* text = ::dlerror();
    return loader_failure(file, path, text == nullptr ? error.message() : text);
  }
  note_code(opened.native(), file);
  const InFlight in_flight(nullptr, path.c_str(), "while it says what it holds");
  const auto components = shake_hands(file, opened.native());
  if (const auto* refused = std::get_if<LoadFailure>(&components)) return *refused;
  if (state_of(file) != before) {
    return failure(file, "changed while it was loaded", "wait until it is built, then try again");
  }
  return std::make_shared<const Library>(file, std::move(sha256),
                                         std::get<std::span<const Component>>(components));
}

}  // namespace npd::host
