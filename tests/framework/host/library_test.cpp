#include "host/library.hpp"

#include "base/sha256.hpp"
#include "framework/host/library_files.hpp"

#include <npd/stamp.hpp>
#include <npd/testing/temporary_folder.hpp>

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include <npd/testing/catch.hpp>

namespace {

namespace fs = std::filesystem;
using npd::testing::copy_gru;
using npd::testing::fixtures;
using npd::testing::TemporaryFolder;
using npd::testing::write_file;

constexpr npd_stamp own = npd::own_stamp();

/// The message with which `file` is refused, its own path as FILE; "loaded" if it is not.
std::string refusal(const fs::path& file) {
  const auto result = npd::host::load_library(file);
  const auto* failure = std::get_if<npd::host::LoadFailure>(&result);
  if (failure == nullptr) return "loaded";
  std::string message = failure->message;
  for (auto at = message.find(file.string()); at != std::string::npos;
       at = message.find(file.string())) {
    message.replace(at, file.string().size(), "FILE");
  }
  return message;
}

std::string refusal_of(const std::string& fixture) { return refusal(fixtures / (fixture + ".so")); }

std::string wrong_stamp(const std::string& field, const std::string& plugin,
                        const std::string& host) {
  return fmt::format(
      "FILE: built for another ABI:\n  {:<8} plugin {}, host {}\n"
      "Rebuild the plugin against this host's SDK.",
      field, plugin, host);
}

}  // namespace

TEST_CASE("a plugin library shows its components") {
  const auto result = npd::host::load_library(fixtures / "behaving.so");
  const auto& library = *std::get<0>(result);
  CHECK(library.file() == fixtures / "behaving.so");
  REQUIRE(library.components().size() == 5);
  CHECK(library.components()[1].id == std::string("fast"));
}

TEST_CASE("the hash of a library is that of the bytes that were loaded") {
  const TemporaryFolder folder;
  const auto file = copy_gru(folder / "gru.so");
  const auto loaded = npd::base::sha256_of_file(file);
  const auto result = npd::host::load_library(file);
  fs::rename(write_file(folder / "new.so", "built since"), file);
  CHECK(std::get<0>(result)->sha256() == loaded);
}

TEST_CASE("a library that changes while it is loaded is refused") {
  const TemporaryFolder folder;
  fs::copy_file(fixtures / "changes_itself.so", folder / "changes_itself.so");
  CHECK(refusal(folder / "changes_itself.so") ==
        "FILE: changed while it was loaded; wait until it is built, then try again");
}

TEST_CASE("what is no plugin library is refused") {
  const TemporaryFolder folder;
  CHECK(refusal(folder / "missing.so") == "FILE: no such file");
  CHECK(refusal(folder.path()) == "FILE: not a file");
  CHECK(refusal(write_file(folder / "empty.so", "")) ==
        "FILE: the file is empty or cannot be read");
  CHECK(refusal(write_file(folder / "text.so", "import numpy\n")) ==
        "FILE: not a shared library (it does not start as an ELF file does)");
  CHECK(refusal(write_file(folder / "cut.so",
                           "\x7f"
                           "ELF")) == "FILE: cannot be loaded: file too short");
  CHECK(refusal_of("no_symbol") ==
        "FILE: exports no symbol npd_plugin; register its components with NPD_PLUGIN or one of its "
        "short forms");
  CHECK(refusal_of("undefined_symbol") ==
        "FILE: undefined symbol: function_of_a_library_that_is_missing; link the plugin with every "
        "library it uses (npd_add_plugin makes the linker insist on it)");
}

TEST_CASE("each field of the stamp must be equal") {
  CHECK(refusal_of("other_sdk") == wrong_stamp("sdk", "0.0", own.sdk));
  CHECK(refusal_of("other_compiler") == wrong_stamp("compiler", "clang-3", own.compiler));
  CHECK(refusal_of("other_stdlib") == wrong_stamp("stdlib", "libc++ 1", own.stdlib));
  CHECK(refusal_of("other_torch") == wrong_stamp("torch", "0.4.1", own.torch));
  CHECK(refusal_of("other_headers") == wrong_stamp("headers", "0123456789abcdef", own.headers));
  CHECK(refusal_of("other_struct") ==
        wrong_stamp("struct", "8 bytes", fmt::format("{} bytes", own.struct_size)));
}

TEST_CASE("all differences of a stamp are listed at once, and in one line for lists") {
  const auto result = npd::host::load_library(fixtures / "other_everything.so");
  const auto& failure = std::get<npd::host::LoadFailure>(result);
  CHECK(failure.message == fmt::format("{}/other_everything.so: built for another ABI:\n"
                                       "  sdk      plugin 0.0, host {}\n"
                                       "  compiler plugin clang-3, host {}\n"
                                       "  stdlib   plugin libc++ 1, host {}\n"
                                       "  torch    plugin (nothing), host {}\n"
                                       "  struct   plugin 8 bytes, host {} bytes\n"
                                       "Rebuild the plugin against this host's SDK.",
                                       NPD_FIXTURES, own.sdk, own.compiler, own.stdlib, own.torch,
                                       own.struct_size));
  CHECK(failure.reason ==
        fmt::format("built for sdk 0.0, host {}; compiler clang-3, host {}; stdlib libc++ 1, host "
                    "{}; torch (nothing), host {}; struct 8 bytes, host {} bytes",
                    own.sdk, own.compiler, own.stdlib, own.torch, own.struct_size));
}

TEST_CASE("a wrong component table is refused") {
  CHECK(refusal_of("bad_id") ==
        "FILE: a generator has the id \"Bad-Id\"; an id is lower-case letters, digits and "
        "underscores and starts with a letter");
  CHECK(refusal_of("duplicate_id") == "FILE: has generator \"twin\" twice");
  CHECK(refusal_of("empty_table") == "FILE: has no components");
  CHECK(refusal_of("no_factory") == "FILE: generator \"no_factory\" has nothing that creates it");
  CHECK(refusal_of("no_version") == "FILE: generator \"no_version\" has no version");
  CHECK(refusal_of("wrong_kind") == "FILE: a component has no known kind");
}

TEST_CASE("a library that anybody may replace is refused") {
  const TemporaryFolder folder;
  const auto file = copy_gru(folder / "gru.so");
  REQUIRE(refusal(file) == "loaded");

  ::chmod(file.c_str(), 0775);  // the group is trusted
  CHECK(refusal(file) == "loaded");
  ::chmod(file.c_str(), 0777);
  CHECK(refusal(file) == "FILE: anybody may write to it (mode 777); run: chmod o-w 'FILE'");
  ::chmod(file.c_str(), 0755);

  fs::create_directory(folder / "open");
  const auto inside = copy_gru(folder / "open/gru.so");
  ::chmod((folder / "open").c_str(), 01777);
  const auto message =
      fmt::format("FILE: its folder {0}: anybody may write to it (mode 1777); run: chmod o-w '{0}'",
                  (folder / "open").string());
  CHECK(refusal(inside) == message);

  const auto link = folder / "link.so";
  fs::create_symlink(inside, link);
  CHECK(refusal(link) == message);
}

TEST_CASE("a library whose folders anybody may replace is refused, unless these are sticky") {
  const TemporaryFolder folder;
  fs::create_directories(folder / "above/below");
  const auto file = copy_gru(folder / "above/below/gru.so");
  REQUIRE(refusal(file) == "loaded");
  ::chmod((folder / "above").c_str(), 0777);
  const auto message = fmt::format(
      "FILE: the folder above it {0}: anybody may write to it (mode 777); run: chmod o-w '{0}'",
      (folder / "above").string());
  CHECK(refusal(file) == message);
  fs::create_symlink(file, folder / "link.so");
  CHECK(refusal(folder / "link.so") == message);
  fs::create_directory_symlink(folder / "above/below", folder / "linked");
  CHECK(refusal(folder / "linked/gru.so") == message);
  ::chmod((folder / "above").c_str(), 01777);
  CHECK(refusal(file) == "loaded");
}

TEST_CASE("a library in the folder of a stranger is refused") {
  const TemporaryFolder folder;
  fs::create_directories(folder / "above/below");
  const auto file = copy_gru(folder / "above/below/gru.so");
  if (::chown((folder / "above").c_str(), 12345, static_cast<gid_t>(-1)) != 0) {
    WARN("only root can give a folder away: not tested");
    return;
  }
  CHECK(refusal(file) ==
        fmt::format("FILE: the folder above it {}: it belongs to user 12345, who is neither root "
                    "nor you (user 0)",
                    (folder / "above").string()));
}

TEST_CASE("a library of a stranger is refused") {
  const TemporaryFolder folder;
  const auto file = copy_gru(folder / "gru.so");
  if (::chown(file.c_str(), 12345, static_cast<gid_t>(-1)) != 0) {
    WARN("only root can give a file away: not tested");
    return;
  }
  CHECK(refusal(file) == "FILE: it belongs to user 12345, who is neither root nor you (user 0)");
}
