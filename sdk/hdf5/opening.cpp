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
    Lookalike{"\x1f\x8b", "a gzip archive; unpack it with: gunzip -c OLD > NEW"},
    Lookalike{"BZh", "a bzip2 archive; unpack it with: bunzip2 -c OLD > NEW"},
    Lookalike{"\xfd"
              "7zXZ",
              "an xz archive; unpack it with: unxz -c OLD > NEW"},
    Lookalike{"\x28\xb5\x2f\xfd", "a zstd archive; unpack it with: unzstd -c OLD > NEW"},
    Lookalike{"7z\xbc\xaf", "a 7z archive; unpack it"},
    Lookalike{"Rar!", "a RAR archive; unpack it"},
    Lookalike{"CDF", "a NetCDF file of version 3; convert it with: nccopy -k nc4"},
    Lookalike{"\x80\x02", "a Python pickle; store its arrays with h5py"},
    Lookalike{"\x80\x03", "a Python pickle; store its arrays with h5py"},
    Lookalike{"\x80\x04", "a Python pickle; store its arrays with h5py"},
    Lookalike{"\x80\x05", "a Python pickle; store its arrays with h5py"},
    Lookalike{"PAR1", "an Apache Parquet table; store its arrays with h5py"},
    Lookalike{"%PDF", "a PDF"},
    Lookalike{"\x0e\x03\x13\x01", "a file of HDF4; convert it with: h4toh5"},
    Lookalike{"\x89HDF\n", "an HDF5 file that was sent as text; fetch it again, as binary"},
    Lookalike{"/annex/objects/", "a git-annex pointer; get the file with: git annex get"},
    Lookalike{"{", "a text, perhaps JSON; a download may have given an error message"},
};

char lower_case(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

bool starts_with(std::string_view text, std::string_view start) {
  return text.size() >= start.size() &&
         std::equal(start.begin(), start.end(), text.begin(),
                    [](char a, char b) { return lower_case(a) == lower_case(b); });
}

bool is_text(std::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](char c) {
    return std::isprint(static_cast<unsigned char>(c)) != 0 ||
           std::isspace(static_cast<unsigned char>(c)) != 0;
  });
}

/// "; it looks like a web page ...", or nothing.
std::string guess(std::string_view bytes) {
  constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
  if (bytes.starts_with(byte_order_mark)) bytes.remove_prefix(byte_order_mark.size());
  const auto begin = std::min(bytes.find_first_not_of(" \t\r\n"), bytes.size());
  for (const auto& [start, what] : lookalikes) {
    if (starts_with(bytes, start) || starts_with(bytes.substr(begin), start)) {
      return fmt::format("; it looks like {}", what);
    }
  }
  if (bytes.find_first_not_of('\0') == std::string_view::npos) {
    return "; it begins with zeros, as a file does that was not written to its end";
  }
  return is_text(bytes) ? "; it looks like a text" : "";
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

/// The library's words for what it finds wrong at once, in ours.
std::string trouble_in_opening(const fs::path& path, const std::string& error) {
  if (error.find("already open for write") != std::string::npos) {
    return fmt::format(
        "a program has it open for writing, or ended before it had closed it; close it there, or "
        "if that program is no more: h5clear -s {}",
        path.string());
  }
  unsigned long long there = 0, whole = 0;
  if (std::sscanf(error.c_str(),
                  "truncated file: eof = %llu, sblock->base_addr = %*u, stored_eof = %llu", &there,
                  &whole) == 2) {
    return fmt::format("incomplete HDF5 file: {} of its {} bytes are there; fetch it again", there,
                       whole);
  }
  return "damaged or incomplete HDF5 file: " + error;
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
  throw DataError(fmt::format("{}: {}", path.string(), trouble_in_opening(path, error)));
}

}  // namespace npd::hdf5
