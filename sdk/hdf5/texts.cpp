#include "texts.hpp"

#include <algorithm>
#include <cstddef>

namespace npd::hdf5 {
namespace {

std::vector<std::string> trimmed(const std::vector<char>& memory, std::size_t bytes, bool blanks) {
  std::vector<std::string> texts;
  for (auto begin = memory.begin(); begin != memory.end();) {
    const auto end = begin + static_cast<std::ptrdiff_t>(bytes);
    std::string text(begin, std::find(begin, end, '\0'));
    if (blanks) text.resize(text.find_last_not_of(' ') + 1);
    texts.push_back(std::move(text));
    begin = end;
  }
  return texts;
}

std::optional<std::vector<std::string>> read_variable(hid_t dataset, hid_t type, hid_t space,
                                                      std::size_t count) {
  const Handle memory_type = text_type();
  H5Tset_cset(memory_type.get(), H5Tget_cset(type));
  std::vector<char*> memory(count, nullptr);
  const bool read =
      H5Dread(dataset, memory_type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, memory.data()) >= 0;
  std::vector<std::string> texts;
  for (const char* text : memory) texts.emplace_back(text == nullptr ? "" : text);
  H5Dvlen_reclaim(memory_type.get(), space, H5P_DEFAULT, memory.data());
  if (!read) return std::nullopt;
  return texts;
}

}  // namespace

Handle text_type(std::optional<std::size_t> bytes) {
  Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
  H5Tset_size(type.get(), bytes.value_or(H5T_VARIABLE));
  H5Tset_cset(type.get(), H5T_CSET_UTF8);
  if (bytes) H5Tset_strpad(type.get(), H5T_STR_NULLPAD);
  return type;
}

std::optional<std::vector<std::string>> read_text_array(hid_t dataset) {
  const Handle type(H5Dget_type(dataset), H5Tclose);
  const Handle space(H5Dget_space(dataset), H5Sclose);
  const auto points = H5Sget_simple_extent_npoints(space.get());
  if (points < 0 || H5Tget_class(type.get()) != H5T_STRING) return std::nullopt;
  const auto count = static_cast<std::size_t>(points);
  if (count == 0) return std::vector<std::string>{};
  if (H5Tis_variable_str(type.get()) > 0) {
    return read_variable(dataset, type.get(), space.get(), count);
  }
  const std::size_t bytes = H5Tget_size(type.get());
  std::vector<char> memory(count * bytes);
  if (H5Dread(dataset, type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, memory.data()) < 0) {
    return std::nullopt;
  }
  return trimmed(memory, bytes, H5Tget_strpad(type.get()) == H5T_STR_SPACEPAD);
}

bool write_text_array(hid_t file, const char* name, hid_t link_properties,
                      const std::vector<std::string>& texts) {
  std::size_t bytes = 1;
  for (const auto& text : texts) bytes = std::max(bytes, text.size());
  // Fixed length, so that equal contents give equal bytes: no heap of texts.
  std::vector<char> memory(std::max<std::size_t>(texts.size(), 1) * bytes, '\0');
  for (std::size_t i = 0; i < texts.size(); ++i) {
    std::copy(texts[i].begin(), texts[i].end(),
              memory.begin() + static_cast<std::ptrdiff_t>(i * bytes));
  }
  const Handle type = text_type(bytes);
  const hsize_t size = texts.size();
  const Handle space(H5Screate_simple(1, &size, nullptr), H5Sclose);
  Handle properties(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
  H5Pset_obj_track_times(properties.get(), false);
  const Handle dataset(H5Dcreate2(file, name, type.get(), space.get(), link_properties,
                                  properties.get(), H5P_DEFAULT),
                       H5Dclose);
  if (!dataset) return false;
  return texts.empty() ||
         H5Dwrite(dataset.get(), type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, memory.data()) >= 0;
}

}  // namespace npd::hdf5
