#include "app/words.hpp"

#include <npd/names.hpp>
#include "app/plugin_name.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace npd::app {
namespace {

template <class Number>
bool reads_as(const std::string& word, Number& value) {
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  return error == std::errc() && end == word.data() + word.size();
}

std::string wrong_number(const std::string& word) {
  std::int64_t value = 0;
  if (reads_as(word, value) && value >= 0) return {};
  return fmt::format("\"{}\" is not a whole number, 0 or more", word);
}

std::string wrong_seconds(const std::string& word) {
  double value = 0;
  if (reads_as(word, value) && value > 0 && value <= 86400) return {};
  return fmt::format("\"{}\" is not a number of seconds above 0 and up to a day", word);
}

/// \param what  what the choices are: "kind"
std::string wrong_choice(const std::string& word, const char* what,
                         const std::vector<const char*>& choices) {
  const std::vector<std::string> known(choices.begin(), choices.end());
  if (std::find(known.begin(), known.end(), word) != known.end()) return {};
  return fmt::format("unknown {} \"{}\"; must be one of {}{}", what, word, fmt::join(known, ", "),
                     did_you_mean(word, known));
}

}  // namespace

std::string wrong_word(const std::string& word, Word kind,
                       const std::vector<const char*>& choices) {
  switch (kind) {
    case Word::number:
      return wrong_number(word);
    case Word::seconds:
      return wrong_seconds(word);
    case Word::kind:
      return wrong_choice(word, "kind", kind_words());
    case Word::choice:
      return wrong_choice(word, "word", choices);
    case Word::plugin_name:
      return wrong_plugin_name(word);
    default:
      return {};
  }
}

bool is_override(const std::string& word) {
  const auto equals = word.find('=');
  return equals != std::string::npos && equals > 0 && word.find('/') > equals;
}

}  // namespace npd::app
