#pragma once

#include <npd/api.hpp>

#include <stdexcept>
#include <string>
#include <utility>

/// \file error.hpp
/// The errors that npd reports to its users. Each message says where, what, what is allowed and
/// what to do. They may be thrown by plugins: the host adds which plugin and which call it was, and
/// maps each type to an exit code. A broken promise of our own code is not an Error but an
/// `assert`.
namespace npd {

/// Base of everything that a user can mend.
class NPD_API Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The configuration asks for something impossible.
class NPD_API ConfigError : public Error {
 public:
  explicit ConfigError(const std::string& what) : Error(what) {}

  /// \param key  the parameter at fault, as named in the component's own table ("rank"); the host
  ///             completes it to file:line:column
  ConfigError(std::string key, const std::string& what) : Error(what), key_(std::move(key)) {}

  /// The parameter at fault, or empty.
  const std::string& key() const { return key_; }

 private:
  std::string key_;
};

/// A plugin cannot be found, loaded or trusted, or it broke its contract.
class NPD_API PluginError : public Error {
 public:
  using Error::Error;
};

/// A data file is missing, malformed or contradicts itself.
class NPD_API DataError : public Error {
 public:
  using Error::Error;
};

/// An array has another shape or type than its contract says.
class NPD_API ShapeError : public Error {
 public:
  using Error::Error;
};

/// A computation left the finite numbers.
class NPD_API NumericalError : public Error {
 public:
  using Error::Error;
};

/// The user wants a long work to end. Not an Error: whoever catches lets it through.
class NPD_API Interrupted : public std::runtime_error {
 public:
  Interrupted() : std::runtime_error("interrupted") {}
};

/// A result cannot be written: the disk is full, the folder exists, permission is denied.
class NPD_API OutputError : public Error {
 public:
  using Error::Error;
};

}  // namespace npd
