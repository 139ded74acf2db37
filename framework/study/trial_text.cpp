#include "study/trial_text.hpp"

#include "config/parse.hpp"
#include "config/toml_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace npd::study {

std::string number_cell(double value) { return fmt::format("{:.17g}", value); }

std::string value_cell(const config::Value& value) {
  const auto* text = std::get_if<std::string>(&value);
  if (!text) return config::toml_value(value);
  const bool plain = !text->empty() && !config::parse_value(*text, {}) &&
                     std::none_of(text->begin(), text->end(),
                                  [](unsigned char c) { return c < ' ' || c == 0x7f; });
  return plain ? *text : config::toml_string(*text);
}

}  // namespace npd::study
