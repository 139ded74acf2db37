#pragma once

#include "config/node.hpp"

#include <string>
#include <vector>

/// \file problems.hpp
/// Collects what is wrong with a configuration, so that one run reports all of it.
namespace npd::config {

/// `file:line:column: key.path: what`; without the key at the root.
std::string located(const Origin& origin, const KeyPath& path, const std::string& what);

class Problems {
 public:
  /// \param what  the message behind the location; lines behind the first one explain it, and
  ///               come once, after all messages
  void add(const Origin& origin, const KeyPath& path, const std::string& what);

  /// \throws ConfigError with all messages, ordered by file and line, if there are any
  void throw_if_any() const;

 private:
  struct Problem {
    Origin origin;
    std::string text;         ///< one line
    std::string explanation;  ///< the lines behind it
  };
  std::vector<Problem> problems_;
};

}  // namespace npd::config
