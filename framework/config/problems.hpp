#pragma once

#include "config/node.hpp"

#include <string>
#include <vector>

/// \file problems.hpp
/// Collects what is wrong with a configuration, so that one run reports all of it.
namespace npd::config {

/// `file:line:column: key.path: what`; without the key at the root.
std::string located(const Origin& origin, const KeyPath& path, const std::string& what);

/// A message of several lines whose further ones stand out from the next message.
std::string indented(const std::string& text);

/// Whether `a` is told before `b`: files by name and line, the command line after them.
bool comes_before(const Origin& a, const Origin& b);

/// Whose fault a problem is.
enum class Fault {
  text,    ///< what the files say
  plugin,  ///< a plugin cannot be had
};

class Problems {
 public:
  /// \param what  the message behind the location; lines behind the first one explain it, and
  ///               come once, after all messages
  void add(const Origin& origin, const KeyPath& path, const std::string& what,
           Fault fault = Fault::text);

  /// \throws ConfigError with all messages, ordered by file and line, if there are any, of more
  /// than 50 the first and how many more there are; PluginError if nothing but plugins is at fault
  void throw_if_any() const;

 private:
  struct Problem {
    Origin origin;
    std::string text;         ///< one line
    std::string explanation;  ///< the lines behind it
    Fault fault;
  };
  std::vector<Problem> problems_;
};

}  // namespace npd::config
