#pragma once

#include <string_view>
#include <vector>

/// \file help_texts.hpp
/// The topics of `npd help`; they are the files help/*.md, which the build puts into the program.
namespace npd::app {

struct HelpTopic {
  std::string_view name;   ///< that of the file
  std::string_view title;  ///< its first line
  std::string_view text;   ///< all of it, Markdown
};

const std::vector<HelpTopic>& help_topics();

/// Null if there is no such topic.
const HelpTopic* find_help_topic(std::string_view name);

}  // namespace npd::app
