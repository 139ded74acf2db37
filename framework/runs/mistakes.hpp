#pragma once

#include "config/node.hpp"

#include <npd/error.hpp>

#include <exception>
#include <optional>
#include <string>
#include <vector>

/// \file mistakes.hpp
/// What only building the parts of an experiment shows to be wrong, collected, so that one run
/// tells all of it.
namespace npd::runs {

class Mistakes {
 public:
  /// What `make` gives, or nothing if it finds a mistake, which is kept.
  /// \param place  where the mistake stands unless its error knows better
  template <class Make>
  auto attempt(const config::Origin& place, const Make& make) -> std::optional<decltype(make())> {
    try {
      return make();
    } catch (const Error&) {
      note(place);
      return std::nullopt;
    }
  }

  bool any() const { return !found_.empty(); }

  /// Throws the only mistake as it came. Several are one error, a message each, in the order of
  /// their places: a ConfigError if one of them is, a DataError if all are, else a PluginError.
  void throw_if_any() const;

 private:
  struct Mistake {
    config::Origin place;
    std::exception_ptr error;
    std::string text;
    enum class Kind { config, data, other } kind;
  };

  /// Keeps the error that is being handled.
  void note(const config::Origin& place);

  std::vector<Mistake> found_;
};

}  // namespace npd::runs
