#include "attributes.hpp"
#include "handle.hpp"
#include "types.hpp"

#include <npd/error.hpp>
#include <npd/hdf5.hpp>
#include <npd/names.hpp>
#include <npd/ops.hpp>

#include <c10/util/Exception.h>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

namespace npd::hdf5 {
namespace {

#if H5_VERSION_GE(1, 12, 0)
using ObjectInfo = H5O_info1_t;
#else
using ObjectInfo = H5O_info_t;
#endif

herr_t collect_array(hid_t, const char* name, const ObjectInfo* info, void* keys) {
  if (info->type == H5O_TYPE_DATASET) {
    static_cast<std::vector<std::string>*>(keys)->emplace_back(name);
  }
  return 0;
}

/// HDF5's own text for these everyday mistakes is about superblocks and file descriptors.
void check_readable(const std::filesystem::path& path) {
  const std::string name = path.string();
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    throw DataError(name + ": is a folder; expected an HDF5 file");
  }
  if (!std::filesystem::exists(path, ignored)) throw DataError(name + ": no such file");
  std::ifstream stream(path, std::ios::binary);
  if (!stream) throw DataError(fmt::format("{}: cannot be read: {}", name, std::strerror(errno)));
  if (stream.peek() == std::ifstream::traits_type::eof()) {
    throw DataError(name + ": the file is empty; expected an HDF5 file");
  }
  if (H5Fis_hdf5(name.c_str()) <= 0) throw DataError(name + ": not an HDF5 file");
}

std::vector<std::int64_t> shape_of(hid_t dataset) {
  const Handle space(H5Dget_space(dataset), H5Sclose);
  if (H5Sget_simple_extent_type(space.get()) == H5S_NULL) return {0};
  const int rank = H5Sget_simple_extent_ndims(space.get());
  std::vector<hsize_t> sizes(static_cast<std::size_t>(std::max(rank, 0)));
  H5Sget_simple_extent_dims(space.get(), sizes.data(), nullptr);
  return {sizes.begin(), sizes.end()};
}

}  // namespace

struct File::Impl {
  std::filesystem::path path;
  Handle file;

  [[noreturn]] void fail(std::string_view key, const std::string& what) const {
    throw DataError(fmt::format("{}: {}: {}", path.string(), shown(key), what));
  }

  /// The library reports an error, not "no", if a group on the way to the key is absent.
  bool has(std::string_view key) const {
    const std::string name = shown(key);
    if (name == "/") return true;
    for (std::size_t end = name.find('/', 1);; end = name.find('/', end + 1)) {
      const std::string part = name.substr(0, end);
      if (H5Lexists(file.get(), part.c_str(), H5P_DEFAULT) <= 0) return false;
      if (end == std::string::npos) break;
    }
    return H5Oexists_by_name(file.get(), name.c_str(), H5P_DEFAULT) > 0;
  }

  std::vector<std::string> keys() const {
    std::vector<std::string> out;
    H5Ovisit2(file.get(), H5_INDEX_NAME, H5_ITER_INC, collect_array, &out, H5O_INFO_BASIC);
    std::sort(out.begin(), out.end());
    return out;
  }

  Handle open_object(std::string_view key) const {
    const std::string name = shown(key);
    if (!has(key)) fail(key, "no such array or group" + did_you_mean(name.substr(1), keys()));
    Handle object(H5Oopen(file.get(), name.c_str(), H5P_DEFAULT), H5Oclose);
    if (!object) fail(key, "cannot be opened: " + innermost_error());
    return object;
  }

  Handle open_array(std::string_view key) const {
    if (!has(key)) fail(key, "no such array" + did_you_mean(shown(key).substr(1), keys()));
    Handle object = open_object(key);
    if (H5Iget_type(object.get()) != H5I_DATASET) fail(key, "is a group; expected an array");
    return object;
  }

  ArrayInfo info(std::string_view key) const {
    const Handle dataset = open_array(key);
    const Handle type(H5Dget_type(dataset.get()), H5Tclose);
    return {shown(key).substr(1), shape_of(dataset.get()), type_text(type.get())};
  }

  Attribute attribute(std::string_view key, std::string_view name) const {
    const auto all = read_attributes(open_object(key).get());
    const auto found = all.find(std::string(name));
    if (found != all.end()) return found->second;
    std::vector<std::string> names;
    for (const auto& entry : all) names.push_back(entry.first);
    fail(key, fmt::format("no attribute \"{}\"{}", name, did_you_mean(name, names)));
  }

  Tensor allocate(std::string_view key, at::IntArrayRef shape, at::ScalarType type) const {
    try {
      return at::empty(shape, type);
    } catch (const c10::Error&) {
      fail(key, fmt::format("shape {} does not fit into memory", shape_text(shape)));
    }
  }
};

File File::open(const std::filesystem::path& path) {
  const QuietErrors quiet;
  check_readable(path);
  Handle file(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose);
  if (!file) {
    throw DataError(
        fmt::format("{}: damaged or incomplete HDF5 file: {}", path.string(), innermost_error()));
  }
  return File(std::make_unique<Impl>(Impl{path, std::move(file)}));
}

File::File(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
File::File(File&&) noexcept = default;
File& File::operator=(File&&) noexcept = default;
File::~File() = default;

const std::filesystem::path& File::path() const { return impl_->path; }

std::vector<ArrayInfo> File::arrays() const {
  const QuietErrors quiet;
  std::vector<ArrayInfo> out;
  for (const auto& key : impl_->keys()) out.push_back(impl_->info(key));
  return out;
}

bool File::has(std::string_view key) const {
  const QuietErrors quiet;
  return impl_->has(key);
}

ArrayInfo File::info(std::string_view key) const {
  const QuietErrors quiet;
  return impl_->info(key);
}

Tensor File::read(std::string_view key) const {
  const QuietErrors quiet;
  const Handle dataset = impl_->open_array(key);
  const Handle type(H5Dget_type(dataset.get()), H5Tclose);
  const auto kept = memory_type(type.get());
  if (!kept) impl_->fail(key, "holds " + type_text(type.get()) + " values; expected numbers");

  // A uint64 is read bit by bit, so that one too large for int64 shows as negative.
  const bool unsigned_64 = may_exceed_int64(type.get());
  Tensor out = impl_->allocate(key, shape_of(dataset.get()), *kept);
  if (out.numel() == 0) return out;
  if (H5Dread(dataset.get(), unsigned_64 ? H5T_NATIVE_UINT64 : native_type(*kept), H5S_ALL, H5S_ALL,
              H5P_DEFAULT, out.data_ptr()) < 0) {
    impl_->fail(key, "cannot be read, the file is damaged: " + innermost_error());
  }
  if (unsigned_64 && at::lt(out, 0).any().item<bool>()) {
    impl_->fail(key, "holds integers above 9223372036854775807, the largest int64");
  }
  return out;
}

std::map<std::string, Attribute> File::attributes(std::string_view key) const {
  const QuietErrors quiet;
  return read_attributes(impl_->open_object(key).get());
}

double File::number(std::string_view key, std::string_view attribute) const {
  const QuietErrors quiet;
  const Attribute value = impl_->attribute(key, attribute);
  if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    return static_cast<double>(*integer);
  }
  if (const auto* number = std::get_if<double>(&value)) return *number;
  impl_->fail(key, fmt::format("attribute \"{}\" is a text; expected a number", attribute));
}

std::string File::text(std::string_view key, std::string_view attribute) const {
  const QuietErrors quiet;
  const Attribute value = impl_->attribute(key, attribute);
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  impl_->fail(key, fmt::format("attribute \"{}\" is a number; expected a text", attribute));
}

}  // namespace npd::hdf5
