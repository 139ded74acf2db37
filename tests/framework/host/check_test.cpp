#include "host/check.hpp"
#include "framework/host/library_files.hpp"

#include <npd/stamp.hpp>
#include <npd/testing/temporary_folder.hpp>

#include <fmt/format.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include <npd/testing/catch.hpp>

namespace {

namespace fs = std::filesystem;
using npd::host::check_library;
using npd::testing::copy_gru;
using npd::testing::fixtures;
using npd::testing::TemporaryFolder;
using npd::testing::write_file;

const fs::path hostile = NPD_HOSTILE;
const fs::path gru = fs::path(NPD_PLUGIN_DIR) / "gru.so";
constexpr std::chrono::seconds patience{60};

/// A file, and what is said of it; FILE stands for the path.
struct Hostile {
  fs::path file;
  std::string reason;
};

std::string expected_text(const Hostile& library) {
  std::string reason = library.reason;
  for (auto at = reason.find("FILE"); at != std::string::npos; at = reason.find("FILE"))
    reason.replace(at, 4, library.file.string());
  return reason;
}

/// Fixtures by name; their reasons begin in the same way.
void add(std::vector<Hostile>& all, const fs::path& folder, const std::string& prefix,
         const std::vector<std::pair<std::string, std::string>>& fixtures_and_reasons) {
  for (const auto& [name, reason] : fixtures_and_reasons)
    all.push_back({folder / (name + ".so"), prefix + reason});
}

std::vector<Hostile> hostile_libraries() {
  constexpr npd_stamp own = npd::own_stamp();
  std::vector<Hostile> all;
  add(all, fixtures, "",
      {{"no_symbol", "exports no symbol npd_plugin"},
       {"undefined_symbol", "undefined symbol: function_of_a_library_that_is_missing"},
       {"other_sdk", fmt::format("built for sdk 0.0, host {}", own.sdk)},
       {"other_compiler", fmt::format("built for compiler clang-3, host {}", own.compiler)},
       {"other_stdlib", fmt::format("built for stdlib libc++ 1, host {}", own.stdlib)},
       {"other_torch", fmt::format("built for torch 0.4.1, host {}", own.torch)},
       {"other_struct", fmt::format("built for struct 8 bytes, host {} bytes", own.struct_size)},
       {"function", "its symbol npd_plugin is not the table of a plugin"},
       {"small", "its symbol npd_plugin is not the table of a plugin"},
       {"cut_off", "its table npd_plugin is cut off"},
       {"stamp_nowhere", "its stamp has no text where \"torch\" should be"},
       {"components_nowhere", "its table says that it has 1 components, and they are not there"},
       {"endless_components",
        fmt::format("its table says that it has {} components, and they are not there",
                    SIZE_MAX / 2)},
       {"text_nowhere", "component 0 of its table points to what is not in the library"},
       {"code_nowhere", "component 0 of its table points to what is not in the library"},
       {"bad_id",
        "a generator has the id \"Bad-Id\"; an id is lower-case letters, digits and underscores "
        "and starts with a letter"},
       {"duplicate_id", "has generator \"twin\" twice"},
       {"empty_table", "has no components"},
       {"no_factory", "generator \"no_factory\" has nothing that creates it"},
       {"no_version", "generator \"no_version\" has no version"},
       {"wrong_kind", "a component has no known kind"}});
  add(all, hostile, "while it is loaded",
      {{"load_crash", ": crashed: Segmentation fault"},
       {"load_abort", ": crashed: Aborted"},
       {"load_exit", ": ended the process with exit code 3"},
       {"load_quick_exit", ": ended the process with exit code 0"},
       {"load_loop", ": gave no answer for 2 s"},
       {"load_throw",
        ": crashed: Aborted; its last words: terminate called after throwing an instance of "
        "'int'"}});
  add(all, hostile, "generator \"hostile\" 0.1.0 (FILE), list parameters: ",
      {{"visit_throw", "cannot say"},
       {"no_name", "a parameter has no name"},
       {"capital_name",
        "the parameter name \"Rate\" must be lower-case letters, digits and underscores and start "
        "with a letter"},
       {"same_name", "two parameters are called \"rate_hz\""},
       {"plugin_key", "the parameter name \"plugin\" belongs to the host"},
       {"state_dim_key", "the parameter name \"state_dim\" belongs to the host"},
       {"nan_bounds", "the bounds of the parameter \"gain\" leave nothing: nan to inf"},
       {"empty_bounds", "the bounds of the parameter \"gain\" leave nothing: 2 to 1"},
       {"bad_default", "the default of the parameter \"gain\" must be in [2, 3]"},
       {"nan_default", "the default of the parameter \"rate_hz\" must be a finite number"}});
  add(all, hostile, "generator \"hostile\" 0.1.0",
      {{"visit_crash", ", list parameters: crashed: Segmentation fault"},
       {"constructor_crash", ", create: crashed: Segmentation fault"},
       {"constructor_exit", ", create: ended the process with exit code 3"},
       {"constructor_abort", ", create: crashed: Aborted"},
       {"step_crash", ", step: crashed: Segmentation fault"},
       {"step_loop", ", step: gave no answer for 2 s"},
       {"constructor_throw", " (FILE), create: no luck today"},
       {"step_throw", " (FILE), step: threw something that is not a std::exception"},
       {"step_nan",
        " (FILE), result of small arguments: NaN or infinity at index (0, 0); 12 of 12 elements "
        "are not finite"},
       {"step_shape",
        " (FILE), step: next state (trial, state): expected shape (4, 3), found (4, 6)"},
       {"step_type", " (FILE), step: next state (trial, state): expected type Float, found Double"},
       {"step_nothing",
        " (FILE), step: next state (trial, state): expected shape (4, 3), found no array"}});
  return all;
}

std::string read_file(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Files that are no good whatever is in them.
std::vector<Hostile> hostile_files(const TemporaryFolder& folder) {
  const std::string library = read_file(gru);
  std::string other_machine = library;
  other_machine[18] = static_cast<char>(183);  // e_machine: AArch64
  const auto open_file = copy_gru(folder / "open.so");
  ::chmod(open_file.c_str(), 0666);
  fs::create_directory(folder / "open");
  const auto inside = copy_gru(folder / "open/gru.so");
  ::chmod((folder / "open").c_str(), 0777);
  fs::create_symlink(inside, folder / "link.so");
  const auto in_open_folder =
      fmt::format("its folder {0}: anybody may write to it (mode 777); run: chmod o-w '{0}'",
                  (folder / "open").string());
  return {
      {folder / "missing.so", "no such file"},
      {folder.path(), "not a file"},
      {write_file(folder / "empty.so", ""), "the file is empty or cannot be read"},
      {write_file(folder / "text.so", "import numpy\n"),
       "not a shared library (it does not start as an ELF file does)"},
      {write_file(folder / "cut.so", library.substr(0, 40)), "cannot be loaded: file too short"},
      {write_file(folder / "other_machine.so", other_machine),
       "built for another processor (ELF machine 183, this one is 62)"},
      {open_file, "anybody may write to it (mode 666); run: chmod o-w 'FILE'"},
      {inside, in_open_folder},
      {folder / "link.so", in_open_folder},
  };
}

}  // namespace

TEST_CASE("check: a good library shows its components") {
  const auto good = check_library(gru, patience);
  CHECK(good.good);
  CHECK(good.text == "generator \"gru\" 0.1.0");
  const auto incomplete = check_library(fs::path(NPD_PLUGIN_DIR) / "frozen.so", patience);
  CHECK(incomplete.good);
  CHECK(incomplete.text == "generator \"frozen\" 0.1.0 (needs inner)");
}

TEST_CASE("check: every hostile library is named with its reason, and this process lives on") {
  const TemporaryFolder folder;
  auto all = hostile_libraries();
  for (auto& file : hostile_files(folder)) all.push_back(std::move(file));
  REQUIRE(all.size() >= 25);
  for (const auto& library : all) {
    const bool hangs = library.reason.ends_with("no answer for 2 s");
    const auto found = check_library(library.file, hangs ? std::chrono::seconds(2) : patience);
    CAPTURE(library.file);
    CHECK_FALSE(found.good);
    CHECK(found.text == expected_text(library));
  }
}
