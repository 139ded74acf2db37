#include "config/resolved.hpp"

#include "config/toml_text.hpp"

#include <algorithm>
#include <cstddef>

namespace npd::config {
namespace {

constexpr std::size_t widest_aligned = 60;  // one long path must not push all comments away

struct Line {
  std::string text;
  std::string comment;
};

std::vector<Line> values_of(const Table& table) {
  std::vector<Line> lines;
  for (const Node& entry : table.entries) {
    if (entry.table()) continue;
    lines.push_back(
        {toml_key(entry.key) + " = " + toml_value(entry.value), "# " + entry.origin.short_text()});
  }
  return lines;
}

std::size_t comment_column(const std::vector<Line>& lines) {
  std::size_t column = 0;
  for (const Line& line : lines) {
    if (line.text.size() <= widest_aligned) column = std::max(column, line.text.size());
  }
  return column;
}

void write(const Node& node, const KeyPath& path, bool with_origins, std::string& out) {
  const Table& table = *node.table();
  const std::vector<Line> lines = values_of(table);
  // A table without values needs its header only if it is empty, and somebody wrote it.
  const bool written_empty = table.entries.empty() && node.origin.source;
  if (!path.empty() && (!lines.empty() || written_empty)) {
    out += (out.empty() ? "[" : "\n[") + key_text(path) + "]\n";
  }
  const std::size_t column = comment_column(lines);
  for (const Line& line : lines) {
    out += line.text;
    if (with_origins) {
      out.append(line.text.size() < column ? column - line.text.size() : 0, ' ');
      out += "  " + line.comment;
    }
    out += '\n';
  }
  for (const Node& entry : table.entries) {
    if (entry.table()) write(entry, path / entry.key, with_origins, out);
  }
}

void flatten(const Table& table, const KeyPath& path, std::vector<FlatValue>& out) {
  for (const Node& entry : table.entries) {
    const KeyPath entry_path = path / entry.key;
    if (entry.table()) {
      flatten(*entry.table(), entry_path, out);
    } else {
      out.push_back({key_text(entry_path), entry.value});
    }
  }
}

}  // namespace

std::string resolved_text(const Node& root) {
  std::string out;
  write(root, {}, false, out);
  return out;
}

std::string resolved_text_with_origins(const Node& root) {
  std::string out;
  write(root, {}, true, out);
  return out;
}

std::vector<FlatValue> flat_values(const Node& root) {
  std::vector<FlatValue> out;
  flatten(*root.table(), {}, out);
  return out;
}

}  // namespace npd::config
