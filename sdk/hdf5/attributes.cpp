#include "attributes.hpp"

#include "texts.hpp"

#include <algorithm>
#include <optional>
#include <vector>

namespace npd::hdf5 {
namespace {

herr_t collect_name(hid_t, const char* name, const H5A_info_t*, void* names) {
  static_cast<std::vector<std::string>*>(names)->emplace_back(name);
  return 0;
}

/// A text of fixed length may be padded with zeros or, by Fortran, with blanks.
std::optional<std::string> read_text(hid_t attribute, hid_t type) {
  if (H5Tis_variable_str(type) > 0) {
    const Handle memory(H5Tcopy(H5T_C_S1), H5Tclose);
    H5Tset_size(memory.get(), H5T_VARIABLE);
    H5Tset_cset(memory.get(), H5Tget_cset(type));
    char* text = nullptr;
    if (H5Aread(attribute, memory.get(), static_cast<void*>(&text)) < 0) return std::nullopt;
    std::string out = text == nullptr ? "" : text;
    H5free_memory(text);
    return out;
  }
  std::string text(H5Tget_size(type), '\0');
  if (H5Aread(attribute, type, text.data()) < 0) return std::nullopt;
  text.resize(std::min(text.find('\0'), text.size()));
  if (H5Tget_strpad(type) == H5T_STR_SPACEPAD) text.resize(text.find_last_not_of(' ') + 1);
  return text;
}

template <class T>
std::optional<Attribute> read_number(hid_t attribute, hid_t memory_type) {
  T value{};
  if (H5Aread(attribute, memory_type, &value) < 0) return std::nullopt;
  return value;
}

std::optional<Attribute> value_of(hid_t attribute) {
  const Handle space(H5Aget_space(attribute), H5Sclose);
  const Handle type(H5Aget_type(attribute), H5Tclose);
  if (!space || !type || H5Sget_simple_extent_npoints(space.get()) != 1) return std::nullopt;
  switch (H5Tget_class(type.get())) {
    case H5T_INTEGER:
    case H5T_ENUM:
      return read_number<std::int64_t>(attribute, H5T_NATIVE_INT64);
    case H5T_FLOAT:
      return read_number<double>(attribute, H5T_NATIVE_DOUBLE);
    case H5T_STRING:
      return read_text(attribute, type.get());
    default:
      return std::nullopt;
  }
}

bool write_as(hid_t object, const std::string& name, hid_t stored, hid_t native,
              const void* value) {
  const Handle space(H5Screate(H5S_SCALAR), H5Sclose);
  const Handle properties(H5Pcreate(H5P_ATTRIBUTE_CREATE), H5Pclose);
  H5Pset_char_encoding(properties.get(), H5T_CSET_UTF8);
  const Handle attribute(
      H5Acreate2(object, name.c_str(), stored, space.get(), properties.get(), H5P_DEFAULT),
      H5Aclose);
  return attribute && H5Awrite(attribute.get(), native, value) >= 0;
}

}  // namespace

std::vector<std::string> attribute_names(hid_t object) {
  std::vector<std::string> names;
  H5Aiterate2(object, H5_INDEX_NAME, H5_ITER_NATIVE, nullptr, collect_name, &names);
  return names;
}

std::optional<Attribute> read_attribute(hid_t object, const std::string& name) {
  if (H5Aexists(object, name.c_str()) <= 0) return std::nullopt;
  const Handle attribute(H5Aopen(object, name.c_str(), H5P_DEFAULT), H5Aclose);
  if (!attribute) return std::nullopt;
  return value_of(attribute.get());
}

std::map<std::string, Attribute> read_attributes(hid_t object) {
  std::map<std::string, Attribute> out;
  for (const auto& name : attribute_names(object)) {
    if (auto value = read_attribute(object, name)) out.emplace(name, std::move(*value));
  }
  return out;
}

bool write_attribute(hid_t object, const std::string& name, const Attribute& value) {
  if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    return write_as(object, name, H5T_STD_I64LE, H5T_NATIVE_INT64, integer);
  }
  if (const auto* number = std::get_if<double>(&value)) {
    return write_as(object, name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, number);
  }
  const char* text = std::get<std::string>(value).c_str();
  const Handle type = text_type();  // h5py reads it as a Python string
  return write_as(object, name, type.get(), type.get(), static_cast<const void*>(&text));
}

}  // namespace npd::hdf5
