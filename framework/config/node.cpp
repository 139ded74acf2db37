#include "config/node.hpp"

#include "config/toml_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
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

KeyPath operator/(KeyPath path, std::string_view key) {
  path.emplace_back(key);
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
    const Table* table = node->table();
    node = table ? table->find(key) : nullptr;
    if (!node) return nullptr;
  }
  return node;
}

const Origin& nearest_origin(const Node& root, const KeyPath& path) {
  const Node* node = &root;
  for (const std::string& key : path) {
    const Table* table = node->table();
    const Node* below = table ? table->find(key) : nullptr;
    if (!below) break;
    node = below;
  }
  return node->origin;
}

void set(Node& root, const KeyPath& path, Value value, const Origin& origin) {
  Node* node = &root;
  for (const std::string& key : path) {
    if (!node->table()) node->value = Table{};
    Node* below = node->table()->find(key);
    if (!below) below = &node->table()->entries.emplace_back(Node{key, origin, origin, Table{}});
    node = below;
  }
  node->key_origin = node->origin = origin;
  node->value = std::move(value);
}

}  // namespace npd::config
