#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// \file node.hpp
/// A configuration in memory: a tree of values, each of which knows where it was written.
namespace npd::config {

/// Something that sets values: one file or one override.
struct Source {
  std::string name;              ///< "configs/base.toml" or "command line: model.co_dim=4"
  std::filesystem::path folder;  ///< absolute; relative paths in this source start here
};

/// Where a value was written. Without a source it is the default of its parameter.
struct Origin {
  std::shared_ptr<const Source> source;
  std::uint32_t line = 0;  ///< from 1; 0: no line, as for overrides
  std::uint32_t column = 0;

  /// "base.toml:3:7", "command line: model.co_dim=4".
  std::string text() const;
  /// The same for the comments of a listing: "base.toml:3", "command line", "default".
  std::string short_text() const;
};

struct Node;

struct List {
  std::vector<Node> items;
};

/// In the order of the file.
struct Table {
  std::vector<Node> entries;

  const Node* find(std::string_view key) const;
  Node* find(std::string_view key);
};

/// TOML has dates and times, parameters do not.
struct DateTime {
  std::string text;
};

using Value = std::variant<bool, std::int64_t, double, std::string, List, Table, DateTime>;

/// A value with its key, if it stands in a table.
struct Node {
  std::string key;
  Origin key_origin;
  Origin origin;
  Value value;

  /// The item of a list or the entry of a table with that key, or null.
  const Node* below(std::string_view item) const;
  Node* below(std::string_view item);

  const Table* table() const { return std::get_if<Table>(&value); }
  Table* table() { return std::get_if<Table>(&value); }
};

/// The keys from the root down; below a list, the numbers of its items from 0.
using KeyPath = std::vector<std::string>;

KeyPath operator/(KeyPath path, std::string_view key);

/// The path of a key that may have dots, "window.bins", below `path`; `path` itself if it is empty.
KeyPath path_to(KeyPath path, std::string_view dotted_key);

/// "model.generator.state_dim"; empty for the root.
std::string key_text(const KeyPath& path);

/// The node at `path`, or null.
const Node* find(const Node& root, const KeyPath& path);

/// The origin of the node at `path` or, if there is none, of the table nearest above it.
const Origin& nearest_origin(const Node& root, const KeyPath& path);

/// Sets the value at `path`, making the tables above it where they are missing. The number behind
/// the last one of a list's adds an item to it.
void set(Node& root, const KeyPath& path, Value value, const Origin& origin);

}  // namespace npd::config
