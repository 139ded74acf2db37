#include "config/node.hpp"

#include "config/toml_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <charconv>
#include <cstddef>
#include <system_error>
#include <utility>

namespace npd::config {

std::string Origin::text() const {
  if (!source) return "default";
  return line == 0 ? source->name : fmt::format("{}:{}:{}", source->name, line, column);
}

std::string Origin::short_text() const {
  if (!source) return "default";
  return line == 0 ? "command line" : fmt::format("{}:{}", source->name, line);
}

const Node* Table::find(std::string_view key) const {
  const auto it =
      std::find_if(entries.begin(), entries.end(), [key](const Node& n) { return n.key == key; });
  return it == entries.end() ? nullptr : &*it;
}

Node* Table::find(std::string_view key) {
  return const_cast<Node*>(std::as_const(*this).find(key));
}

const Node* Node::below(std::string_view item) const {
  if (const auto* entries = table()) return entries->find(item);
  const auto* list = std::get_if<List>(&value);
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(item.data(), item.data() + item.size(), index);
  const bool is_index = error == std::errc() && end == item.data() + item.size();
  return list && is_index && index < list->items.size() ? &list->items[index] : nullptr;
}

Node* Node::below(std::string_view item) {
  return const_cast<Node*>(std::as_const(*this).below(item));
}

KeyPath operator/(KeyPath path, std::string_view key) {
  path.emplace_back(key);
  return path;
}

KeyPath path_to(KeyPath path, std::string_view dotted_key) {
  while (!dotted_key.empty()) {
    const auto dot = std::min(dotted_key.find('.'), dotted_key.size());
    path.emplace_back(dotted_key.substr(0, dot));
    dotted_key.remove_prefix(std::min(dot + 1, dotted_key.size()));
  }
  return path;
}

std::string key_text(const KeyPath& path) {
  std::string text;
  for (const std::string& key : path) {
    if (!text.empty()) text += '.';
    text += toml_key(key);
  }
  return text;
}

const Node* find(const Node& root, const KeyPath& path) {
  const Node* node = &root;
  for (const std::string& key : path) {
    node = node->below(key);
    if (!node) return nullptr;
  }
  return node;
}

const Origin& nearest_origin(const Node& root, const KeyPath& path) {
  const Node* node = &root;
  for (const std::string& key : path) {
    const Node* below = node->below(key);
    if (!below) break;
    node = below;
  }
  return node->origin;
}

void set(Node& root, const KeyPath& path, Value value, const Origin& origin) {
  Node* node = &root;
  for (const std::string& key : path) {
    Node* below = node->below(key);
    if (auto* list = std::get_if<List>(&node->value); list && !below) {
      below = &list->items.emplace_back(Node{{}, origin, origin, Table{}});
    } else if (!below) {
      if (!node->table()) node->value = Table{};
      below = &node->table()->entries.emplace_back(Node{key, origin, origin, Table{}});
    }
    node = below;
  }
  node->key_origin = node->origin = origin;
  node->value = std::move(value);
}

}  // namespace npd::config
