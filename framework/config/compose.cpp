#include "config/compose.hpp"

#include "config/key_depth.hpp"
#include "config/parse.hpp"
#include "config/toml_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

namespace npd::config {
namespace {

namespace fs = std::filesystem;

bool plugin_changes(const Table& base, const Table& top) {
  const Node* old_plugin = base.find("plugin");
  const Node* new_plugin = top.find("plugin");
  return old_plugin && new_plugin && toml_value(old_plugin->value) != toml_value(new_plugin->value);
}

/// The text of a file, or why there is none.
struct FileText {
  std::string text;
  std::string failure;
};

/// \param piped  whether it may be a pipe: what a shell puts there, <(command), for a file
FileText read_text(const fs::path& file, bool piped) {
  std::error_code error;
  if (file.empty()) return {{}, "no file is named; must be a TOML file"};
  const auto status = fs::status(file, error);
  if (!fs::exists(status)) return {{}, "no such file"};
  if (fs::is_directory(status)) return {{}, "is a folder; must be a TOML file"};
  if (!fs::is_regular_file(status) && !(piped && fs::is_fifo(status))) {
    return {{}, "is a device, pipe or socket; must be a TOML file"};
  }
  std::ifstream in(file, std::ios::binary);
  if (!in) return {{}, fmt::format("cannot be read: {}", std::strerror(errno))};
  return {std::string(std::istreambuf_iterator<char>(in), {}), {}};
}

constexpr std::string_view shipped_mark = "npd:";

class Composer {
 public:
  Composer(const fs::path& shipped, Problems& problems) : shipped_(shipped), problems_(problems) {}

  Composed compose(const fs::path& named) {
    const fs::path file = is_shipped(named.string()) ? path_of({}, named.string()) : named;
    composed_.root.value = Table{};
    composed_.root.origin.source = source_of(file);  // for messages if it cannot be read
    include(file, {});
    return std::move(composed_);
  }

 private:
  static std::shared_ptr<const Source> source_of(const fs::path& file) {
    const auto name = file.empty() ? std::string("\"\"") : file.string();
    std::error_code ignored;
    return std::make_shared<Source>(Source{name, fs::absolute(file, ignored).parent_path()});
  }

  /// Merges a file and what it includes.
  /// \param from  where the file was included; without a source: the user named it
  void include(const fs::path& file, const Origin& from) {
    const auto [text, failure] = read_text(file, !from.source);
    if (!failure.empty()) return fail(file, from, failure);
    std::error_code error;
    const fs::path identity = fs::weakly_canonical(file, error);
    if (std::find(identities_.begin(), identities_.end(), identity) != identities_.end()) {
      return fail(file, from, "includes itself");
    }
    const auto source = source_of(file);
    std::optional<Node> root = parse_document(text, source, problems_);
    if (!root) {
      composed_.complete = false;
      return;
    }
    chain_.push_back(file.string());
    identities_.push_back(identity);
    include_all(file, *root);
    chain_.pop_back();
    identities_.pop_back();
    merge(composed_.root, std::move(*root), problems_);
  }

  /// Takes `include` out of a file's root and follows it.
  void include_all(const fs::path& file, Node& root) {
    const Node* found = root.table()->find("include");
    if (!found) return;
    const Node list = *found;
    std::erase_if(root.table()->entries, [](const Node& entry) { return entry.key == "include"; });
    const List* files = std::get_if<List>(&list.value);
    if (!files) return wrong_type(list, "expected list of files");
    for (const Node& item : files->items) {
      if (const auto* name = std::get_if<std::string>(&item.value)) {
        include(path_of(file, *name), item.origin);
      } else {
        wrong_type(item, "each element: expected text");
      }
    }
  }

  /// What an include of `file` names.
  fs::path path_of(const fs::path& file, const std::string& name) const {
    const bool shipped = is_shipped(name);
    const fs::path folder = shipped ? shipped_ : file.parent_path();
    return (folder / (shipped ? name.substr(shipped_mark.size()) : name)).lexically_normal();
  }

  bool is_shipped(const std::string& name) const {
    return name.starts_with(shipped_mark) && !shipped_.empty();
  }

  void wrong_type(const Node& found, const std::string& expected) {
    composed_.complete = false;
    problems_.add(found.origin, {"include"}, expected + ", found " + described(found.value));
  }

  void fail(const fs::path& file, const Origin& from, const std::string& failure) {
    composed_.complete = false;
    if (!from.source) {
      problems_.add({source_of(file)}, {}, failure);
      return;
    }
    std::string chain;
    for (const std::string& name : chain_) chain += name + " -> ";
    problems_.add(from, {"include"},
                  fmt::format("{}: {}; chain of includes: {}{}", file.string(), failure, chain,
                              file.string()));
  }

  const fs::path& shipped_;
  Problems& problems_;
  Composed composed_;
  std::vector<std::string> chain_;  ///< the files that are being read, for messages
  std::vector<fs::path> identities_;
};

/// One override as a tree of its own, or nothing if it is malformed.
std::optional<Node> parse_override(const std::string& text, Problems& problems) {
  const auto source =
      std::make_shared<Source>(Source{"command line: " + text, std::filesystem::current_path()});
  const Origin origin{source};
  const std::size_t equals = text.find('=');
  const KeyPath path = split_keys(text.substr(0, equals));
  if (equals == std::string::npos || path.empty()) {
    problems.add(origin, {}, "not an override; must be key.path=value, as model.co_dim=4");
    return std::nullopt;
  }
  if (path.size() > most_key_parts) {
    problems.add({std::make_shared<Source>(Source{"command line", source->folder})}, {},
                 fmt::format("a key of more than {} parts; no key is so deep", most_key_parts));
    return std::nullopt;
  }
  if (path.front() == "include") {
    problems.add(origin, {},
                 "files cannot be included from the command line; write them in a file");
    return std::nullopt;
  }
  const std::string right = text.substr(equals + 1);
  if (!parse_value(toml_string(right), origin)) {
    problems.add(origin, path, "not valid UTF-8");
    return std::nullopt;
  }
  Node root{{}, origin, origin, Table{}};
  set(root, path, parse_value(right, origin).value_or(right), origin);
  return root;
}

bool from_override(const Node& node) { return node.origin.source && node.origin.line == 0; }

/// Lays trees over a tree, and knows where it is.
class Merger {
 public:
  explicit Merger(Problems& problems) : problems_(problems) {}

  void lay_over(Node& base, Node top) {
    Table* old_table = base.table();
    Table* new_table = top.table();
    List* list = std::get_if<List>(&base.value);
    if (list && new_table && from_override(top)) return change_items(*list, *new_table);
    if (!old_table || !new_table || plugin_changes(*old_table, *new_table)) {
      base = std::move(top);
      return;
    }
    // An override changes a value; the table around it still is the one that a file wrote.
    if (top.origin.line > 0) {
      base.origin = top.origin;
      base.key_origin = top.key_origin;
    }
    for (Node& entry : new_table->entries) {
      if (Node* old_entry = old_table->find(entry.key)) {
        lay_inside(*old_entry, std::move(entry));
      } else {
        old_table->entries.push_back(std::move(entry));
      }
    }
  }

 private:
  void lay_inside(Node& base, Node top) {
    path_.push_back(top.key);
    lay_over(base, std::move(top));
    path_.pop_back();
  }

  void change_items(List& list, Table& changes) {
    Node items{{}, {}, {}, std::move(list)};
    for (Node& change : changes.entries) {
      Node* item = items.below(change.key);
      if (item == nullptr) {
        problems_.add(change.key_origin, path_, no_item(change.key, std::get<List>(items.value)));
        continue;
      }
      lay_inside(*item, std::move(change));
      item->key.clear();
    }
    list = std::get<List>(std::move(items.value));
  }

  static std::string no_item(const std::string& key, const List& list) {
    const auto count = list.items.size();
    return fmt::format("has no item {}; {}; to add items, give the whole list", key,
                       count == 0   ? "the list is empty"
                       : count == 1 ? "its only item is 0"
                                    : fmt::format("its items are 0 to {}", count - 1));
  }

  Problems& problems_;
  KeyPath path_;
};

}  // namespace

void merge(Node& base, Node top, Problems& problems) {
  Merger(problems).lay_over(base, std::move(top));
}

KeyPath split_keys(const std::string& text) {
  KeyPath path;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('.', begin), text.size());
    const std::string key = text.substr(begin, end - begin);
    if (toml_key(key) != key) return {};
    path.push_back(key);
    begin = end + 1;
  }
  return path;
}

Composed compose(const std::filesystem::path& file, const std::vector<std::string>& overrides,
                 const std::filesystem::path& shipped, Problems& problems) {
  Composed composed = Composer(shipped, problems).compose(file);
  Node together{{}, {}, {}, Table{}};  // their order does not matter when one of them is a plugin
  for (const std::string& text : overrides) {
    if (auto tree = parse_override(text, problems)) merge(together, std::move(*tree), problems);
  }
  merge(composed.root, std::move(together), problems);
  return composed;
}

}  // namespace npd::config
