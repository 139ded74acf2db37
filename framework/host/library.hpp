#pragma once

#include <npd/plugin.hpp>

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <variant>

/// \file library.hpp
/// Plugin files: opening one, and the handshake.
namespace npd::host {

/// A plugin file, or a folder of them, that is not used.
struct LoadFailure {
  std::filesystem::path file;
  std::string reason;   ///< for lists, one line: "built for sdk 0.0, host 0.1"
  std::string message;  ///< for an error: file, reason, what to do
};

/// A loaded plugin library past the handshake. It is never unloaded, not even when the last Library
/// goes: code of LibTorch and exceptions in flight may still point into it, and unloading libraries
/// that use LibTorch crashes at exit. Objects made by it hold it all the same, so that this rule
/// can change without touching plugins.
class Library {
 public:
  /// \param file        how messages call it
  /// \param sha256      of its bytes
  /// \param components  the library's own table, checked
  Library(std::filesystem::path file, std::string sha256, std::span<const Component> components)
      : file_(std::move(file)), sha256_(std::move(sha256)), components_(components) {}

  const std::filesystem::path& file() const { return file_; }

  /// Of the bytes that were loaded, whatever has become of the file.
  const std::string& sha256() const { return sha256_; }
  std::span<const Component> components() const { return components_; }

 private:
  std::filesystem::path file_;
  std::string sha256_;
  std::span<const Component> components_;
};

/// Opens a plugin file in steps, each of which may end in a failure with its own message: the file
/// exists, it and its folder can be trusted, it is a shared library, all its symbols resolve, it
/// exports `npd_plugin`, its stamp equals the host's, its component table is sound, and
/// the file did not change meanwhile. Nothing but the
/// stamp is read before the stamps agree. Thread: any.
std::variant<std::shared_ptr<const Library>, LoadFailure> load_library(
    const std::filesystem::path& file);

}  // namespace npd::host
