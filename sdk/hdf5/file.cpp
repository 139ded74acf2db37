#include "attributes.hpp"
#include "handle.hpp"
#include "links.hpp"
#include "opening.hpp"
#include "storage.hpp"
#include "texts.hpp"
#include "types.hpp"

#include <npd/error.hpp>
#include <npd/hdf5.hpp>
#include <npd/names.hpp>
#include <npd/ops.hpp>

#include <c10/core/ScalarType.h>
#include <c10/util/Exception.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <new>
#include <optional>

namespace npd::hdf5 {
namespace {

std::vector<std::int64_t> shape_of(hid_t dataset) {
  const Handle space(H5Dget_space(dataset), H5Sclose);
  if (H5Sget_simple_extent_type(space.get()) == H5S_NULL) return {0};
  const int rank = H5Sget_simple_extent_ndims(space.get());
  std::vector<hsize_t> sizes(static_cast<std::size_t>(std::max(rank, 0)));
  H5Sget_simple_extent_dims(space.get(), sizes.data(), nullptr);
  return {sizes.begin(), sizes.end()};
}

/// The largest number there is, for what is larger still.
std::uintmax_t bytes_of(const std::vector<std::int64_t>& shape, at::ScalarType type) {
  std::uintmax_t bytes = c10::elementSize(type);
  for (const auto size : shape) {
    if (__builtin_mul_overflow(bytes, static_cast<std::uintmax_t>(size), &bytes)) {
      return std::numeric_limits<std::uintmax_t>::max();
    }
  }
  return bytes;
}

}  // namespace

struct File::Impl {
  std::filesystem::path path;
  Handle file;

  [[noreturn]] void fail(std::string_view key, const std::string& what) const {
    throw DataError(fmt::format("{}: {}: {}", path.string(), shown(key), what));
  }

  bool has(std::string_view key) const { return has_object(file.get(), shown(key)); }

  /// \throws DataError if there is nothing of that name, or it is in another file
  void check_there(std::string_view key, std::string_view what) const {
    const std::string name = shown(key);
    if (const auto other = file_linked_to(file.get(), name)) {
      fail(key, fmt::format("is a link to {}, and other files are not read; store it inside, or "
                            "copy it there with h5copy",
                            *other));
    }
    if (has(key)) return;
    fail(key,
         fmt::format("no such {}{}", what, did_you_mean(name.substr(1), array_names(file.get()))));
  }

  Handle open_object(std::string_view key) const {
    check_there(key, "array or group");
    Handle object = open_within(file.get(), shown(key));
    if (!object) fail(key, "cannot be opened: " + innermost_error());
    return object;
  }

  Handle open_array(std::string_view key) const {
    check_there(key, "array");
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
    const Handle object = open_object(key);
    if (auto value = read_attribute(object.get(), std::string(name))) return std::move(*value);
    fail(key, fmt::format("no attribute \"{}\"{}", name,
                          did_you_mean(name, attribute_names(object.get()))));
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
  return File(std::make_unique<Impl>(Impl{path, open_for_reading(path)}));
}

File::File(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
File::File(File&&) noexcept = default;
File& File::operator=(File&&) noexcept = default;
File::~File() = default;

const std::filesystem::path& File::path() const { return impl_->path; }

std::vector<ArrayInfo> File::arrays() const {
  const QuietErrors quiet;
  std::vector<ArrayInfo> out;
  for (const auto& key : array_names(impl_->file.get())) out.push_back(impl_->info(key));
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
  const auto shape = shape_of(dataset.get());
  if (const auto obstacle = obstacle_to_reading(dataset.get(), bytes_of(shape, *kept))) {
    impl_->fail(key, *obstacle);
  }
  Tensor out = impl_->allocate(key, shape, *kept);
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

std::vector<std::string> File::read_texts(std::string_view key) const {
  const QuietErrors quiet;
  const Handle dataset = impl_->open_array(key);
  const Handle type(H5Dget_type(dataset.get()), H5Tclose);
  if (H5Tget_class(type.get()) != H5T_STRING) {
    impl_->fail(key, "holds " + type_text(type.get()) + " values; expected texts");
  }
  const auto bytes = bytes_of(shape_of(dataset.get()), at::kByte) * H5Tget_size(type.get());
  if (const auto obstacle = obstacle_to_reading(dataset.get(), bytes)) {
    impl_->fail(key, *obstacle);
  }
  std::optional<std::vector<std::string>> texts;
  try {
    texts = read_text_array(dataset.get());
  } catch (const std::bad_alloc&) {
    impl_->fail(key, "its texts do not fit into memory");
  }
  if (!texts) impl_->fail(key, "cannot be read, the file is damaged: " + innermost_error());
  return std::move(*texts);
}

std::map<std::string, Attribute> File::attributes(std::string_view key) const {
  const QuietErrors quiet;
  return read_attributes(impl_->open_object(key).get());
}

bool File::has_attribute(std::string_view key, std::string_view attribute) const {
  const QuietErrors quiet;
  return H5Aexists(impl_->open_object(key).get(), std::string(attribute).c_str()) > 0;
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
