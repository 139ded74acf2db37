#include "config/document.hpp"

#include <npd/names.hpp>
#include "config/compose.hpp"
#include "config/resolved.hpp"
#include "config/state.hpp"
#include "config/toml_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <set>

namespace npd::config {
namespace {

/// The keys that a table may have.
std::vector<std::string> known_keys(const State& state, const KeyPath& table,
                                    const Table& resolved) {
  std::vector<std::string> names;
  for (const Node& node : resolved.entries) names.push_back(node.key);
  for (const KeyPath& path : state.not_set) {
    if (KeyPath(path.begin(), path.end() - 1) == table) names.push_back(path.back());
  }
  return names;
}

std::string unknown(const Node& entry, const std::vector<std::string>& names) {
  if (entry.key == "include") return "include must stand at the top, above every [table]";
  std::string text =
      fmt::format("unknown {} {}", entry.table() ? "table" : "key", toml_string(entry.key));
  if (const auto suggestion = did_you_mean(entry.key, names); !suggestion.empty()) {
    return text + suggestion;
  }
  return text + (names.empty() ? "; no key is allowed here"
                               : fmt::format("; allowed are {}", fmt::join(names, ", ")));
}

void find_unknown(State& state, const KeyPath& path, const Table& source, const Table& resolved);

/// The same for a value that was read, with the tables in it.
void find_unknown(State& state, const KeyPath& path, const Node& source, const Node& read) {
  if (state.unchecked.count(path) > 0) return;
  if (read.table() && !source.table()) {
    state.problem(path, "expected table, found " + described(source.value));
  } else if (read.table()) {
    find_unknown(state, path, *source.table(), *read.table());
  } else if (const List* list = std::get_if<List>(&read.value)) {
    for (std::size_t i = 0; i < list->items.size(); ++i) {
      const std::string index = std::to_string(i);
      const Node* item = source.below(index);
      // An item that is no table has been told about by whoever read it.
      if (item && item->table() && list->items[i].table()) {
        find_unknown(state, path / index, *item, list->items[i]);
      }
    }
  }
}

/// Notes every key of the sources that nobody has read.
void find_unknown(State& state, const KeyPath& path, const Table& source, const Table& resolved) {
  for (const Node& entry : source.entries) {
    const KeyPath entry_path = path / entry.key;
    if (state.unchecked.count(entry_path) > 0) continue;
    const auto explained = state.explanations.find(entry.key);
    if (const Node* read = resolved.find(entry.key)) {
      find_unknown(state, entry_path, entry, *read);
    } else if (path.empty() && explained != state.explanations.end()) {
      state.problems.add(entry.key_origin, entry_path, explained->second);
    } else {
      state.problems.add(entry.key_origin, path, unknown(entry, known_keys(state, path, resolved)));
    }
  }
}

}  // namespace

Document::Document(std::shared_ptr<State> state) : state_(std::move(state)) {}

Document Document::load(const std::filesystem::path& file,
                        const std::vector<std::string>& overrides, ComponentSource& plugins) {
  auto state = std::make_shared<State>();
  state->plugins = &plugins;
  return load(file, overrides, std::move(state));
}

Document Document::load(const std::filesystem::path& file) {
  return load(file, {}, std::make_shared<State>());
}

namespace {

std::filesystem::path shipped_configs(const State& state) {
  return state.plugins != nullptr ? state.plugins->shipped_configs() : std::filesystem::path();
}

}  // namespace

std::filesystem::path Document::shipped(const std::string& name) const {
  const auto folder = shipped_configs(*state_);
  return folder.empty() ? folder : folder / name;
}

Document Document::load(const std::filesystem::path& file,
                        const std::vector<std::string>& overrides, std::shared_ptr<State> state) {
  Composed composed = compose(file, overrides, shipped_configs(*state), state->problems);
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

Document Document::keeping(const std::function<bool(const std::string& key)>& keeps) const {
  Document copy = unread_copy();
  std::erase_if(copy.state_->source.table()->entries,
                [&](const Node& entry) { return !keeps(entry.key); });
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
  merge(copy.state_->source, std::move(tree), copy.state_->problems);
  return copy;
}

Section Document::root() const { return {state_, {}}; }

void Document::explain_unknown(const std::string& key, const std::string& explanation) {
  state_->explanations[key] = explanation;
}

void Document::finish() {
  find_unknown(*state_, {}, *state_->source.table(), *state_->resolved.table());
  state_->problems.throw_if_any();
}

std::string Document::resolved() const { return resolved_text(state_->resolved); }

std::string Document::show() const { return resolved_text_with_origins(state_->resolved); }

std::vector<FlatValue> Document::flat() const {
  auto values = flat_values(state_->resolved);
  std::set<std::string> changeable;
  for (const auto& path : state_->may_change) changeable.insert(key_text(path));
  for (auto& value : values) value.may_change_while_training = changeable.count(value.key) > 0;
  return values;
}

}  // namespace npd::config
