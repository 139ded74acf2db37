/// \file hdf5_mutations_test.cpp
/// Right HDF5 files with a few bytes changed, cut off or put in: whatever is in them, they are read
/// or refused as data, in a moment, without much memory.
#include "fuzz/foreign_files.hpp"
#include "fuzz/input_file.hpp"
#include "fuzz/read_hdf5.hpp"

#include <dlfcn.h>
#include <execinfo.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <npd/testing/catch.hpp>

namespace {

using namespace npd;
using Random = std::mt19937_64;

constexpr int mutations = 300;

std::size_t below(Random& random, std::size_t end) {
  return random() % std::max<std::size_t>(1, end);
}

void flip_bits(Random& random, std::string& bytes) {
  for (auto flips = 1 + below(random, 4); flips > 0; --flips) {
    auto& byte = bytes[below(random, bytes.size())];
    byte = static_cast<char>(byte ^ (1 << below(random, 8)));
  }
}

void cut_off(Random& random, std::string& bytes) { bytes.resize(below(random, bytes.size())); }

/// Sizes and addresses stand as 2, 4 or 8 bytes.
void change_size(Random& random, std::string& bytes) {
  constexpr std::uint64_t sizes[] = {0, 1, 0x7f, 0xffff, 0x7fffffff, 0xffffffff, 1ULL << 40, ~0ULL};
  const auto value = sizes[below(random, std::size(sizes))];
  const std::size_t width = std::size_t{2} << below(random, 3);
  const auto at = below(random, bytes.size() - width);
  std::copy_n(reinterpret_cast<const char*>(&value), width,
              bytes.begin() + static_cast<std::ptrdiff_t>(at));
}

/// A piece of the file stands somewhere else in it, too.
void copy_piece(Random& random, std::string& bytes) {
  const auto piece = bytes.substr(below(random, bytes.size()), 1 + below(random, 64));
  bytes.replace(below(random, bytes.size()), piece.size(), piece);
}

void take_out(Random& random, std::string& bytes) {
  bytes.erase(below(random, bytes.size()), 1 + below(random, 64));
}

std::string mutated(std::string bytes, Random& random) {
  constexpr void (*kinds[])(Random&, std::string&) = {flip_bits,  flip_bits,   cut_off, change_size,
                                                      copy_piece, change_size, take_out};
  kinds[below(random, std::size(kinds))](random, bytes);
  return bytes;
}

std::vector<std::string> right_files() {
  const npd::testing::TemporaryFolder folder;
  fuzz::write_data_set(folder / "0.h5", at::kByte, 0);
  fuzz::write_data_set(folder / "1.h5", at::kFloat, 4);
  fuzz::write_newest(folder / "2.h5");
  std::vector<std::string> files;
  for (const char* name : {"0.h5", "1.h5", "2.h5"}) {
    std::ifstream in(folder / name, std::ios::binary);
    files.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  }
  return files;
}

/// How a child ended that read one file.
enum Ending : int { was_read = 40, was_refused = 41, library_crashed = 42 };

/// libhdf5 itself crashes in some damaged files (1.10.8 in heaps of texts, for one), which is not
/// ours to mend; a crash of our own code is.
void tell_whose_crash(int number) {
  void* frames[64];
  const int depth = ::backtrace(frames, 64);
  for (int i = 1; i < depth; ++i) {
    Dl_info info{};
    if (::dladdr(frames[i], &info) == 0 || info.dli_fname == nullptr) continue;
    const std::string_view file(info.dli_fname);
    if (file.find("libhdf5") != std::string_view::npos) ::_exit(library_crashed);
    const bool beneath = file.find("/libc.so") != std::string_view::npos ||
                         file.find("/libasan") != std::string_view::npos;
    if (!beneath && i > 2) break;  // those before are this function and what calls it
  }
  ::_exit(128 + number);
}

struct End {
  int code;  ///< an Ending; any other: a fault of ours, 14 behind 128: it took a minute
  long kilobytes;
};

/// Reads in a child: a file that ends it is no end of the test.
End end_of_reading(const std::string& bytes) {
  const auto path = fuzz::input_file("input.h5", bytes);
  const pid_t child = ::fork();
  if (child == 0) {
    for (const int number : {SIGSEGV, SIGABRT, SIGBUS, SIGFPE}) ::signal(number, tell_whose_crash);
    ::alarm(60);
    ::_exit(fuzz::read_in_all_ways(path) < 4 ? was_refused : was_read);
  }
  int status = 0;
  rusage usage{};
  while (::wait4(child, &status, 0, &usage) < 0 && errno == EINTR) {
  }
  return {WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status), usage.ru_maxrss};
}

}  // namespace

TEST_CASE("hdf5: files with changes of chance are read or refused, in a moment, in little memory") {
  const auto files = right_files();
  for (const auto& file : files) {
    CHECK(fuzz::read_in_all_ways(fuzz::input_file("input.h5", file)) >= 3);  // two lack ext_input
  }
  rusage before{};
  ::getrusage(RUSAGE_SELF, &before);
  std::map<int, int> ends;
  for (int number = 0; number < mutations; ++number) {
    CAPTURE(number);
    Random random(static_cast<std::uint64_t>(number));
    const auto end =
        end_of_reading(mutated(files[static_cast<std::size_t>(number) % files.size()], random));
    CHECK((end.code == was_read || end.code == was_refused || end.code == library_crashed));
    CHECK(end.kilobytes - before.ru_maxrss < 1'000'000);
    ++ends[end.code];
  }
  CHECK(ends[was_refused] > mutations / 5);
  CHECK(ends[library_crashed] <= mutations / 20);
  if (ends[library_crashed] > 0) {
    WARN("libhdf5 itself crashed in " << ends[library_crashed] << " of " << mutations << " files");
  }
}
