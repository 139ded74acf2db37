#include "config/parse.hpp"

#include "config/key_depth.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cctype>
#include <sstream>
#include <string_view>
#include <utility>

namespace npd::config {
namespace {

/// Turns toml++ nodes into ours. Values of an override all have the override's origin.
class Converter {
 public:
  explicit Converter(std::shared_ptr<const Source> source) : source_(std::move(source)) {}
  explicit Converter(const Origin& fixed) : fixed_(fixed) {}

  Table table(const toml::table& from) const {
    Table table;
    for (const auto& [key, value] : from) {
      table.entries.push_back({std::string(key.str()), origin(key.source()), origin(value.source()),
                               this->value(value)});
    }
    // toml++ sorts by name; people expect the order of the file.
    std::stable_sort(table.entries.begin(), table.entries.end(), [](const Node& a, const Node& b) {
      return std::make_pair(a.key_origin.line, a.key_origin.column) <
             std::make_pair(b.key_origin.line, b.key_origin.column);
    });
    return table;
  }

  Value value(const toml::node& from) const {
    if (const auto* v = from.as_table()) return table(*v);
    if (const auto* v = from.as_array()) return list(*v);
    if (const auto* v = from.as_boolean()) return v->get();
    if (const auto* v = from.as_integer()) return v->get();
    if (const auto* v = from.as_floating_point()) return v->get();
    if (const auto* v = from.as_string()) return v->get();
    std::ostringstream text;
    if (const auto* v = from.as_date()) text << v->get();
    if (const auto* v = from.as_time()) text << v->get();
    if (const auto* v = from.as_date_time()) text << v->get();
    return DateTime{text.str()};
  }

 private:
  List list(const toml::array& from) const {
    List list;
    for (const toml::node& item : from) {
      list.items.push_back({{}, origin(item.source()), origin(item.source()), value(item)});
    }
    return list;
  }

  Origin origin(const toml::source_region& region) const {
    if (fixed_.source) return fixed_;
    return {source_, region.begin.line, region.begin.column};
  }

  std::shared_ptr<const Source> source_;
  Origin fixed_;
};

/// toml++ begins with "Error while parsing array: ..." or "Encountered invalid ...".
std::string reworded(std::string_view text) {
  constexpr std::string_view prefix = "Error while parsing ";
  if (text.substr(0, prefix.size()) == prefix) text.remove_prefix(prefix.size());
  std::string out = "not valid TOML: " + std::string(text);
  if (!text.empty()) out[out.size() - text.size()] = static_cast<char>(std::tolower(text.front()));
  return out;
}

bool has_nul(const std::string& text) { return text.find('\0') != std::string::npos; }

/// Whether a key or a text has a character NUL, where names of files and messages would end; each
/// is noted.
bool refuse_nul(const Node& node, const KeyPath& path, Problems& problems) {
  if (has_nul(node.key)) {
    problems.add(node.key_origin, {}, "the character NUL is not allowed in keys");
    return true;
  }
  const auto* text = std::get_if<std::string>(&node.value);
  bool found = text && has_nul(*text);
  if (found) problems.add(node.origin, path, "the character NUL is not allowed in texts");
  if (const auto* list = std::get_if<List>(&node.value)) {
    for (const Node& item : list->items) found = refuse_nul(item, path, problems) || found;
  }
  if (const auto* table = node.table()) {
    for (const Node& entry : table->entries) {
      found = refuse_nul(entry, path / entry.key, problems) || found;
    }
  }
  return found;
}

}  // namespace

std::optional<Node> parse_document(const std::string& text,
                                   const std::shared_ptr<const Source>& source,
                                   Problems& problems) {
  if (const auto place = too_deep_key(text)) {
    problems.add({source, place->line, place->column}, {},
                 fmt::format("a key of more than {} parts; no key is so deep", most_key_parts));
    return std::nullopt;
  }
  try {
    const toml::table root = toml::parse(std::string_view(text));
    const Origin start{source, 1, 1};
    Node document{{}, start, start, Converter(source).table(root)};
    if (refuse_nul(document, {}, problems)) return std::nullopt;
    return document;
  } catch (const toml::parse_error& error) {
    const auto at = error.source().begin;
    problems.add({source, at.line, at.column}, {}, reworded(error.description()));
    return std::nullopt;
  }
}

std::optional<Value> parse_value(const std::string& text, const Origin& origin) {
  if (too_deep_key(text)) return std::nullopt;
  try {
    const toml::table root = toml::parse(std::string_view("value = " + text));
    // More than one key: the text had lines of its own.
    if (root.size() != 1) return std::nullopt;
    return Converter(origin).value(*root.get("value"));
  } catch (const toml::parse_error&) {
    return std::nullopt;
  }
}

}  // namespace npd::config
