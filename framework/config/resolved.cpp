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

bool is_list_of_tables(const Node& node) {
  const auto* list = std::get_if<List>(&node.value);
  return list && !list->items.empty() && list->items.front().table();
}

std::vector<Line> values_of(const Table& table) {
  std::vector<Line> lines;
  for (const Node& entry : table.entries) {
    if (entry.table() || is_list_of_tables(entry)) continue;
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

/// \param of_list  the table is an item of a list, which is at `path`
void write(const Node& node, const KeyPath& path, bool of_list, bool with_origins,
           std::string& out) {
  const Table& table = *node.table();
  const std::vector<Line> lines = values_of(table);
  // A table without values needs its header only if it is empty, and somebody wrote it.
  const bool written_empty = table.entries.empty() && node.origin.source;
  if (!path.empty() && (of_list || !lines.empty() || written_empty)) {
    if (!out.empty()) out += '\n';
    out += (of_list ? "[[" : "[") + key_text(path) + (of_list ? "]]\n" : "]\n");
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
    if (entry.table()) write(entry, path / entry.key, false, with_origins, out);
    if (!is_list_of_tables(entry)) continue;
    for (const Node& item : std::get<List>(entry.value).items) {
      write(item, path / entry.key, true, with_origins, out);
    }
  }
}

void flatten(const Table& table, const KeyPath& path, std::vector<FlatValue>& out) {
  for (const Node& entry : table.entries) {
    const KeyPath entry_path = path / entry.key;
    if (entry.table()) {
      flatten(*entry.table(), entry_path, out);
    } else if (is_list_of_tables(entry)) {
      const auto& items = std::get<List>(entry.value).items;
      for (std::size_t i = 0; i < items.size(); ++i) {
        flatten(*items[i].table(), entry_path / std::to_string(i), out);
      }
    } else {
      out.push_back({key_text(entry_path), entry.value, false});
    }
  }
}

}  // namespace

std::string resolved_text(const Node& root) {
  std::string out;
  write(root, {}, false, false, out);
  return out;
}

std::string resolved_text_with_origins(const Node& root) {
  std::string out;
  write(root, {}, false, true, out);
  return out;
}

std::vector<FlatValue> flat_values(const Node& root) {
  std::vector<FlatValue> out;
  flatten(*root.table(), {}, out);
  return out;
}

}  // namespace npd::config
