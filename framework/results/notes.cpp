#include "results/notes.hpp"

#include "base/wrap.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace npd::results {

std::string Notes::mark(const std::string& note) {
  if (note.empty()) return {};
  const auto found = std::find(notes_.begin(), notes_.end(), note);
  const auto number = found - notes_.begin() + 1;
  if (found == notes_.end()) notes_.push_back(note);
  return fmt::format("({})", number);
}

std::string Notes::text(std::size_t width) const {
  if (notes_.empty()) return {};
  std::string text = "\nnotes:\n";
  for (std::size_t i = 0; i < notes_.size(); ++i) {
    text += base::wrapped(fmt::format("  ({}) {}\n", i + 1, notes_[i]), width, 4);
  }
  return text;
}

}  // namespace npd::results
