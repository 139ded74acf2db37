#include "types.hpp"

#include <fmt/format.h>

#include <cassert>

namespace npd::hdf5 {
namespace {

bool is_unsigned(hid_t type) {
  return H5Tget_class(type) == H5T_INTEGER && H5Tget_sign(type) == H5T_SGN_NONE;
}

}  // namespace

std::string type_text(hid_t type) {
  const std::size_t bits = 8 * H5Tget_size(type);
  switch (H5Tget_class(type)) {
    case H5T_INTEGER:
      return fmt::format("{}int{}", is_unsigned(type) ? "u" : "", bits);
    case H5T_FLOAT:
      return fmt::format("float{}", bits);
    case H5T_ENUM:  // h5py stores truth values as an enumeration of one byte
      return bits == 8 ? "bool" : "enumeration";
    case H5T_STRING:
      return "text";
    case H5T_COMPOUND:
      return "compound";
    default:
      return "non-numeric";
  }
}

std::optional<at::ScalarType> memory_type(hid_t type) {
  const std::size_t bytes = H5Tget_size(type);
  switch (H5Tget_class(type)) {
    case H5T_INTEGER:
      if (is_unsigned(type)) return bytes == 1 ? at::kByte : at::kLong;
      return bytes == 1 ? at::kChar : bytes == 2 ? at::kShort : bytes == 4 ? at::kInt : at::kLong;
    case H5T_FLOAT:
      return bytes <= 4 ? at::kFloat : at::kDouble;
    case H5T_ENUM:
      return bytes == 1 ? at::kChar : at::kLong;
    default:
      return std::nullopt;
  }
}

bool may_exceed_int64(hid_t type) { return is_unsigned(type) && H5Tget_size(type) >= 8; }

hid_t native_type(at::ScalarType type) {
  switch (type) {
    case at::kByte:
      return H5T_NATIVE_UINT8;
    case at::kChar:
      return H5T_NATIVE_INT8;
    case at::kShort:
      return H5T_NATIVE_INT16;
    case at::kInt:
      return H5T_NATIVE_INT32;
    case at::kLong:
      return H5T_NATIVE_INT64;
    case at::kFloat:
      return H5T_NATIVE_FLOAT;
    default:
      assert(type == at::kDouble);
      return H5T_NATIVE_DOUBLE;
  }
}

hid_t stored_type(at::ScalarType type) {
  switch (type) {
    case at::kByte:
      return H5T_STD_U8LE;
    case at::kChar:
      return H5T_STD_I8LE;
    case at::kShort:
      return H5T_STD_I16LE;
    case at::kInt:
      return H5T_STD_I32LE;
    case at::kLong:
      return H5T_STD_I64LE;
    case at::kFloat:
      return H5T_IEEE_F32LE;
    default:
      assert(type == at::kDouble);
      return H5T_IEEE_F64LE;
  }
}

}  // namespace npd::hdf5
