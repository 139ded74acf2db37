#include "app/help_texts.hpp"

namespace npd::app {
namespace {

/// What the build makes of a file.
struct EmbeddedText {
  std::string_view name, text;
};

constexpr EmbeddedText embedded[] = {
#include "app/embedded_help.inc"
};

std::string_view title_of(std::string_view text) {
  text.remove_prefix(std::string_view("# ").size());
  return text.substr(0, text.find('\n'));
}

}  // namespace

const std::vector<HelpTopic>& help_topics() {
  static const std::vector<HelpTopic> topics = [] {
    std::vector<HelpTopic> all;
    for (const auto& [name, text] : embedded) all.push_back({name, title_of(text), text});
    return all;
  }();
  return topics;
}

const HelpTopic* find_help_topic(std::string_view name) {
  for (const auto& topic : help_topics()) {
    if (topic.name == name) return &topic;
  }
  return nullptr;
}

}  // namespace npd::app
