#include "config/document.hpp"

#include <npd/names.hpp>
#include "config/compose.hpp"
#include "config/resolved.hpp"
#include "config/state.hpp"
#include "config/toml_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace npd::config {
namespace {

std::string unknown(const Node& entry, const Table& known) {
  if (entry.key == "include") return "include must stand at the top, above every [table]";
  std::vector<std::string> names;
  for (const Node& node : known.entries) names.push_back(node.key);
  std::string text =
      fmt::format("unknown {} {}", entry.table() ? "table" : "key", toml_string(entry.key));
  if (const auto suggestion = did_you_mean(entry.key, names); !suggestion.empty()) {
    return text + suggestion;
  }
  return text + (names.empty() ? "; no key is allowed here"
                               : fmt::format("; allowed are {}", fmt::join(names, ", ")));
}

/// Notes every key of the sources that nobody has read.
void find_unknown(State& state, const KeyPath& path, const Table& source, const Table& resolved) {
  for (const Node& entry : source.entries) {
    const KeyPath entry_path = path / entry.key;
    if (state.unchecked.count(entry_path) > 0) continue;
    const Node* read = resolved.find(entry.key);
    if (!read) {
      state.problems.add(entry.key_origin, path, unknown(entry, resolved));
    } else if (read->table() && !entry.table()) {
      state.problem(entry_path, "expected table, found " + described(entry.value));
    } else if (read->table()) {
      find_unknown(state, entry_path, *entry.table(), *read->table());
    }
  }
}

}  // namespace

Document::Document(std::shared_ptr<State> state) : state_(std::move(state)) {}

Document Document::load(const std::filesystem::path& file,
                        const std::vector<std::string>& overrides, ComponentSource& plugins) {
  auto state = std::make_shared<State>();
  state->plugins = &plugins;
  Composed composed = compose(file, overrides, plugins.shipped_configs(), state->problems);
  state->source = std::move(composed.root);
  state->complete = composed.complete;
  return Document(std::move(state));
}

Document Document::unread_copy() const {
  auto state = std::make_shared<State>();
  state->source = state_->source;
  state->complete = state_->complete;
  state->plugins = state_->plugins;
  return Document(std::move(state));
}

Document Document::without(const std::string& table) const {
  Document copy = unread_copy();
  std::erase_if(copy.state_->source.table()->entries,
                [&](const Node& entry) { return entry.key == table; });
  return copy;
}

Document Document::with(const std::string& key, const Node& value) const {
  // Tables on the way keep the place where a file wrote them: only a place with a line replaces it.
  const Origin on_the_way{value.origin.source};
  const KeyPath path = split_keys(key);
  Node tree = value;
  for (auto name = path.rbegin(); name != path.rend(); ++name) {
    tree.key = *name;
    tree.key_origin = value.origin;
    tree = Node{{}, on_the_way, on_the_way, Table{{std::move(tree)}}};
  }
  Document copy = unread_copy();
  merge(copy.state_->source, std::move(tree));
  return copy;
}

Section Document::root() const { return {state_, {}}; }

void Document::finish() {
  find_unknown(*state_, {}, *state_->source.table(), *state_->resolved.table());
  state_->problems.throw_if_any();
}

std::string Document::resolved() const { return resolved_text(state_->resolved); }

std::string Document::show() const { return resolved_text_with_origins(state_->resolved); }

std::vector<FlatValue> Document::flat() const { return flat_values(state_->resolved); }

}  // namespace npd::config
