#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace npd::results {

/// Notes below a table, numbered from 1; equal ones share a number.
class Notes {
 public:
  /// What stands beside the number: "(1)", or nothing for an empty note.
  std::string mark(const std::string& note);

  /// "notes:" and a line each, after an empty line; nothing without notes.
  std::string text(std::size_t width) const;

  bool empty() const { return notes_.empty(); }

 private:
  std::vector<std::string> notes_;
};

}  // namespace npd::results
