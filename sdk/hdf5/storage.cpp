#include "storage.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace npd::hdf5 {
namespace {

/// What h5py and others compress with, by the numbers that The HDF Group gives out.
constexpr std::array filters{
    std::pair{4, "szip"},      std::pair{307, "bzip2"},       std::pair{32000, "lzf"},
    std::pair{32001, "blosc"}, std::pair{32004, "lz4"},       std::pair{32008, "bitshuffle"},
    std::pair{32013, "zfp"},   std::pair{32015, "zstandard"}, std::pair{32026, "blosc2"},
};

std::string filter_text(int number) {
  const auto found = std::find_if(filters.begin(), filters.end(),
                                  [&](const auto& filter) { return filter.first == number; });
  return found == filters.end() ? fmt::format("the filter {}", number)
                                : fmt::format("{} (filter {})", found->second, number);
}

std::optional<std::string> unknown_filter(hid_t properties) {
  for (int i = 0; i < H5Pget_nfilters(properties); ++i) {
    unsigned flags = 0, config = 0;
    std::size_t values = 0;
    const auto number = H5Pget_filter2(properties, static_cast<unsigned>(i), &flags, &values,
                                       nullptr, 0, nullptr, &config);
    if (number < 0 || H5Zfilter_avail(number) > 0) continue;
    return fmt::format(
        "is compressed with {}, which the HDF5 library here does not have; store it with gzip, "
        "where that filter is installed: h5repack -f GZIP=4 OLD NEW",
        filter_text(number));
  }
  return std::nullopt;
}

std::optional<std::string> other_file(hid_t properties) {
  if (H5Pget_external_count(properties) > 0) {
    std::vector<char> name(4096);
    H5Pget_external(properties, 0, name.size() - 1, name.data(), nullptr, nullptr);
    return fmt::format(
        "its values are stored outside of this file, in {}, and other files are not read; store "
        "them inside",
        name.data());
  }
  if (H5Pget_layout(properties) == H5D_VIRTUAL) {
    return "is put together from other files, which are not read; store it inside, for example "
           "with "
           "h5repack";
  }
  return std::nullopt;
}

std::string gigabytes(std::uintmax_t bytes) {
  return fmt::format("{:.1f} GB", 1e-9 * static_cast<double>(bytes));
}

/// A file of a few bytes may say that it holds any number of zeros.
std::optional<std::string> absurd_size(hid_t dataset, std::uintmax_t bytes) {
  constexpr std::uintmax_t harmless = 1 << 28, most_compressed = 1100;  // gzip's best is 1032
  if (bytes <= harmless) return std::nullopt;
  const std::uintmax_t stored = H5Dget_storage_size(dataset);
  if (bytes / most_compressed > stored) {
    return fmt::format("claims to be {}, but the file holds only {} bytes of it", gigabytes(bytes),
                       stored);
  }
  const auto memory = static_cast<std::uintmax_t>(sysconf(_SC_PHYS_PAGES)) *
                      static_cast<std::uintmax_t>(sysconf(_SC_PAGESIZE));
  if (bytes <= memory) return std::nullopt;
  return fmt::format("needs {} of memory, and this machine has {}", gigabytes(bytes),
                     gigabytes(memory));
}

}  // namespace

std::optional<std::string> obstacle_to_reading(hid_t dataset, std::uintmax_t bytes) {
  const Handle properties(H5Dget_create_plist(dataset), H5Pclose);
  if (auto obstacle = other_file(properties.get())) return obstacle;
  if (auto obstacle = unknown_filter(properties.get())) return obstacle;
  return absurd_size(dataset, bytes);
}

}  // namespace npd::hdf5
