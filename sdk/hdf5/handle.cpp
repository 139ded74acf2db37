#include "handle.hpp"

#include <algorithm>

namespace npd::hdf5 {
namespace {

herr_t keep_first(unsigned depth, const H5E_error2_t* error, void* text) {
  if (depth == 0 && error->desc != nullptr) *static_cast<std::string*>(text) = error->desc;
  return 0;
}

}  // namespace

QuietErrors::QuietErrors() {
  // Every handle is closed by its owner. The library's own clean-up at the end of the process would
  // try again to flush a file that could not be written, and crash.
  static const herr_t no_clean_up = H5dont_atexit();
  static_cast<void>(no_clean_up);
  H5Eget_auto2(H5E_DEFAULT, &print_, &print_data_);
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

QuietErrors::~QuietErrors() { H5Eset_auto2(H5E_DEFAULT, print_, print_data_); }

std::string innermost_error() {
  std::string text;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keep_first, &text);
  return text.empty() ? "the HDF5 library gives no reason" : text;
}

std::string shown(std::string_view key) {
  const auto first = std::min(key.find_first_not_of('/'), key.size());
  return std::string("/").append(key.substr(first));
}

}  // namespace npd::hdf5
