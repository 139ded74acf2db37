#pragma once

#include <hdf5.h>

#include <string>
#include <string_view>
#include <utility>

namespace npd::hdf5 {

/// Owns one identifier of the HDF5 library.
class Handle {
 public:
  using Close = herr_t (*)(hid_t);

  Handle() = default;
  Handle(hid_t id, Close close_function) : id_(id), close_(close_function) {}
  Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, -1)), close_(other.close_) {}
  Handle& operator=(Handle&& other) noexcept {
    std::swap(id_, other.id_);
    std::swap(close_, other.close_);
    return *this;
  }
  ~Handle() { close(); }

  /// False if the call that should have given the identifier failed.
  explicit operator bool() const { return id_ >= 0; }
  hid_t get() const { return id_; }

  /// Closes early. \return whether that went well
  bool close() {
    const hid_t id = std::exchange(id_, -1);
    return id < 0 || close_(id) >= 0;
  }

 private:
  hid_t id_ = -1;
  Close close_ = nullptr;
};

/// Keeps the library from printing its errors for as long as it lives.
class QuietErrors {
 public:
  QuietErrors();
  ~QuietErrors();
  QuietErrors(const QuietErrors&) = delete;
  QuietErrors& operator=(const QuietErrors&) = delete;

 private:
  H5E_auto2_t print_ = nullptr;
  void* print_data_ = nullptr;
};

/// What the library says is the root cause of its last failure. Ask before any other call.
std::string innermost_error();

/// How messages show a key: "/train_truth".
std::string shown(std::string_view key);

}  // namespace npd::hdf5
