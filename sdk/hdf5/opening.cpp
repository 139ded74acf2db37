#include "opening.hpp"

#include <npd/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <string>
#include <string_view>

namespace npd::hdf5 {
namespace {

namespace fs = std::filesystem;

/// What a file is that is named like an HDF5 file, by its first bytes.
struct Lookalike {
  std::string_view start;
  const char* what;
};
constexpr std::array lookalikes{
    Lookalike{
        "version https://git-lfs",
        "a Git LFS pointer, the name of a file that was not fetched; get it with: git lfs pull"},
    Lookalike{"<!doctype html", "a web page; the download gave a page and not the file"},
    Lookalike{"<html", "a web page; the download gave a page and not the file"},
    Lookalike{"<?xml", "an XML text"},
    Lookalike{"PK\x03\x04", "a zip archive, as NumPy's .npz; store its arrays with h5py"},
    Lookalike{"\x93NUMPY", "a NumPy .npy file; store its array with h5py"},
    Lookalike{"MATLAB 5.0 MAT-file",
              "a MATLAB file of version 5 or 7; save it again with: save(..., "
              "'-v7.3')"},
    Lookalike{"\x1f\x8b", "a gzip archive; unpack it with: gunzip"},
    Lookalike{"BZh", "a bzip2 archive; unpack it with: bunzip2"},
    Lookalike{"\xfd"
              "7zXZ",
              "an xz archive; unpack it with: unxz"},
    Lookalike{"CDF", "a NetCDF file of version 3; convert it with: nccopy -k nc4"},
    Lookalike{"\x80\x04\x95", "a Python pickle; store its arrays with h5py"},
};

char lower_case(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

bool starts_with(std::string_view text, std::string_view start) {
  return text.size() >= start.size() &&
         std::equal(start.begin(), start.end(), text.begin(),
                    [](char a, char b) { return lower_case(a) == lower_case(b); });
}

/// "; it looks like a web page ...", or nothing.
std::string guess(std::string_view first_bytes) {
  for (const auto& [start, what] : lookalikes) {
    if (starts_with(first_bytes, start)) return fmt::format("; it looks like {}", what);
  }
  return {};
}

/// HDF5's own text for these everyday mistakes is about superblocks and file descriptors, and a
/// pipe would keep it waiting.
void check_readable(const fs::path& path) {
  const std::string name = path.string();
  std::error_code ignored;
  const auto type = fs::status(path, ignored).type();
  if (type == fs::file_type::not_found) throw DataError(name + ": no such file");
  if (type == fs::file_type::directory) {
    throw DataError(name + ": is a folder; expected an HDF5 file");
  }
  if (type != fs::file_type::regular && type != fs::file_type::none) {
    throw DataError(name + ": is a device, pipe or socket; expected an HDF5 file");
  }
  std::ifstream stream(path, std::ios::binary);
  if (!stream) throw DataError(fmt::format("{}: cannot be read: {}", name, std::strerror(errno)));
  std::array<char, 64> first{};
  stream.read(first.data(), first.size());
  const std::string_view bytes(first.data(), static_cast<std::size_t>(stream.gcount()));
  if (bytes.empty()) throw DataError(name + ": the file is empty; expected an HDF5 file");
  if (H5Fis_hdf5(name.c_str()) > 0) return;
  // H5Fis_hdf5 locks the file, too, and where that fails says that it is none.
  constexpr std::string_view signature = "\x89HDF\r\n\x1a\n";
  if (bytes.starts_with(signature)) return;
  throw DataError(fmt::format("{}: not an HDF5 file{}", name, guess(bytes)));
}

/// The library tells a lock that could not be had in words alone.
enum class Lock { had, held_by_another, not_supported };
Lock lock_of(const std::string& error) {
  const auto at = error.find("unable to lock file, errno = ");
  if (at == std::string::npos) return Lock::had;
  int number = 0;
  std::sscanf(error.c_str() + at, "unable to lock file, errno = %d", &number);
  return number == EAGAIN || number == EACCES ? Lock::held_by_another : Lock::not_supported;
}

}  // namespace

Handle access_without_locks() {
  Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  H5Pset_file_locking(access.get(), false, true);
  return access;
}

Handle open_for_reading(const fs::path& path) {
  check_readable(path);
  Handle file(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose);
  if (file) return file;
  std::string error = innermost_error();
  const auto lock = lock_of(error);
  if (lock == Lock::held_by_another) {
    throw DataError(path.string() +
                    ": is open in another program, which may be writing it; close it there first");
  }
  if (lock == Lock::not_supported) {
    file = Handle(H5Fopen(path.c_str(), H5F_ACC_RDONLY, access_without_locks().get()), H5Fclose);
    if (file) return file;
    error = innermost_error();
  }
  throw DataError(fmt::format("{}: damaged or incomplete HDF5 file: {}", path.string(), error));
}

}  // namespace npd::hdf5
