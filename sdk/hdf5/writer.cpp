#include "attributes.hpp"
#include "handle.hpp"
#include "opening.hpp"
#include "texts.hpp"
#include "types.hpp"

#include <npd/error.hpp>
#include <npd/hdf5.hpp>
#include <npd/ops.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace npd::hdf5 {
namespace {

/// Chunks of at most 1 MiB, HDF5's default chunk cache: the largest dimension is halved until then.
std::vector<hsize_t> chunk_shape(std::vector<hsize_t> shape, std::size_t element_bytes) {
  const auto bytes = [&] {
    hsize_t product = element_bytes;
    for (const auto size : shape) product *= size;
    return product;
  };
  while (bytes() > (1u << 20)) {
    auto& largest = *std::max_element(shape.begin(), shape.end());
    largest = (largest + 1) / 2;
  }
  return shape;
}

/// Without times of creation, so that equal contents give equal bytes.
Handle creation_properties(const std::vector<hsize_t>& shape, const Tensor& array,
                           const Storage& storage) {
  Handle properties(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
  H5Pset_obj_track_times(properties.get(), false);
  if (storage.gzip > 0 && array.dim() > 0 && array.numel() > 0) {
    const auto chunk = chunk_shape(shape, array.element_size());
    H5Pset_chunk(properties.get(), static_cast<int>(chunk.size()), chunk.data());
    H5Pset_shuffle(properties.get());
    H5Pset_deflate(properties.get(), static_cast<unsigned>(std::min(storage.gzip, 9)));
  }
  return properties;
}

Handle link_properties() {
  Handle properties(H5Pcreate(H5P_LINK_CREATE), H5Pclose);
  H5Pset_create_intermediate_group(properties.get(), 1);
  H5Pset_char_encoding(properties.get(), H5T_CSET_UTF8);
  return properties;
}

Handle file_properties(const UserBlock& block) {
  Handle properties(H5Pcreate(H5P_FILE_CREATE), H5Pclose);
  if (block.bytes > 0) H5Pset_userblock(properties.get(), block.bytes);
  return properties;
}

/// The number of the system's error in HDF5's text about a failed write, or 0.
int system_error_in(const std::string& text) {
  const auto at = text.find("errno = ");
  return at == std::string::npos ? 0 : std::atoi(text.c_str() + at + std::strlen("errno = "));
}

/// Contiguous in memory, in a type that HDF5 files have.
Tensor storable(const Tensor& array) {
  assert(array.defined());
  at::ScalarType type = array.scalar_type();
  if (type == at::kBool) type = at::kByte;
  if (type == at::kHalf || type == at::kBFloat16) type = at::kFloat;
  return array.detach().to(at::kCPU, type).contiguous();
}

}  // namespace

struct Writer::Impl {
  AtomicFile place;
  UserBlock user_block;
  Handle file;
  std::size_t bytes = 0;  ///< of all arrays so far

  Impl(const std::filesystem::path& path, IfExists if_exists, UserBlock block)
      : place(path, if_exists), user_block(std::move(block)) {}

  ~Impl() {
    const QuietErrors quiet;
    file.close();
  }

  [[noreturn]] void fail(const std::string& what) const {
    throw OutputError(fmt::format("{}: {}", place.path().string(), what));
  }

  /// The library's own text is long where the system is at fault.
  std::string reason() const {
    const auto text = innermost_error();
    const int error = system_error_in(text);
    return error == 0 ? text : write_failure_text(place.path(), error, bytes);
  }

  [[noreturn]] void fail(std::string_view key, const std::string& why) const {
    fail(fmt::format("{}: cannot be written: {}", shown(key), why));
  }

  Handle open_or_create_group(std::string_view key) const {
    const std::string name = shown(key);
    Handle object(H5Oopen(file.get(), name.c_str(), H5P_DEFAULT), H5Oclose);
    if (object) return object;
    const Handle links = link_properties();
    return Handle(H5Gcreate2(file.get(), name.c_str(), links.get(), H5P_DEFAULT, H5P_DEFAULT),
                  H5Gclose);
  }
};

Writer::Writer(const std::filesystem::path& path, IfExists if_exists, UserBlock user_block)
    : impl_(std::make_unique<Impl>(path, if_exists, std::move(user_block))) {
  const QuietErrors quiet;
  const Handle file = file_properties(impl_->user_block), access = access_without_locks();
  impl_->file =
      Handle(H5Fcreate(impl_->place.temporary().c_str(), H5F_ACC_TRUNC, file.get(), access.get()),
             H5Fclose);
  if (!impl_->file) impl_->fail("cannot be written: " + impl_->reason());
}

Writer::Writer(Writer&&) noexcept = default;
Writer& Writer::operator=(Writer&&) noexcept = default;
Writer::~Writer() = default;

void Writer::write(std::string_view key, const Tensor& array, const Storage& storage) {
  const QuietErrors quiet;
  const Tensor data = storable(array);
  impl_->bytes += data.nbytes();
  const std::vector<hsize_t> shape(data.sizes().begin(), data.sizes().end());
  const Handle space(shape.empty()
                         ? H5Screate(H5S_SCALAR)
                         : H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr),
                     H5Sclose);
  const Handle properties = creation_properties(shape, data, storage);
  const Handle links = link_properties();
  const Handle dataset(
      H5Dcreate2(impl_->file.get(), shown(key).c_str(), stored_type(data.scalar_type()),
                 space.get(), links.get(), properties.get(), H5P_DEFAULT),
      H5Dclose);
  if (!dataset) impl_->fail(key, impl_->reason());
  if (data.numel() > 0 && H5Dwrite(dataset.get(), native_type(data.scalar_type()), H5S_ALL, H5S_ALL,
                                   H5P_DEFAULT, data.data_ptr()) < 0) {
    impl_->fail(key, impl_->reason());
  }
}

void Writer::write_texts(std::string_view key, const std::vector<std::string>& texts) {
  const QuietErrors quiet;
  const Handle links = link_properties();
  if (!write_text_array(impl_->file.get(), shown(key).c_str(), links.get(), texts)) {
    impl_->fail(key, innermost_error());
  }
}

void Writer::attribute(std::string_view key, const std::string& name, const Attribute& value) {
  const QuietErrors quiet;
  const Handle object = impl_->open_or_create_group(key);
  if (!object) impl_->fail(key, impl_->reason());
  if (!write_attribute(object.get(), name, value)) {
    impl_->fail(key, fmt::format("attribute \"{}\": {}", name, impl_->reason()));
  }
}

void Writer::commit() {
  const QuietErrors quiet;
  if (H5Fflush(impl_->file.get(), H5F_SCOPE_LOCAL) < 0 || !impl_->file.close()) {
    impl_->fail("cannot be written: " + impl_->reason());
  }
  if (const auto& block = impl_->user_block; block.bytes > 0) {
    const auto text = block.text(impl_->place.temporary());
    assert(text.size() <= block.bytes);
    impl_->place.write(text);
  }
  impl_->place.commit();
}

}  // namespace npd::hdf5
