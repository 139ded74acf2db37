#include "config/section.hpp"

#include "config/reader.hpp"
#include "config/state.hpp"

#include <utility>

namespace npd::config {

Section::Section(std::shared_ptr<State> state, KeyPath path)
    : state_(std::move(state)), path_(std::move(path)) {}

bool Section::present() const {
  const Node* node = find(state_->source, path_);
  return node && node->table();
}

Section Section::table(const std::string& name) const {
  const KeyPath path = path_ / name;
  const Node* node = find(state_->source, path);
  if (!find(state_->resolved, path)) {
    set(state_->resolved, path, Table{}, node ? node->origin : Origin{});
  }
  return {state_, path};
}

std::vector<std::string> Section::tables() const {
  std::vector<std::string> names;
  if (!present()) return names;
  for (const Node& entry : find(state_->source, path_)->table()->entries) {
    if (entry.table()) names.push_back(entry.key);
  }
  return names;
}

void Section::read(const std::function<void(npd::Params&)>& visit) const {
  Reader reader(state_, path_, Reading::check);
  visit(reader);
}

ComponentTable Section::component(npd::Kind kind) const {
  return {state_, path_, kind, Reading::check};
}

const Node* Section::value(const std::string& key) const {
  const KeyPath path = path_ / key;
  const Node* node = find(state_->source, path);
  if (node) set(state_->resolved, path, node->value, node->origin);
  return node;
}

std::string Section::where(const std::string& key) const {
  const std::string text = key_text(path_to(key));
  return origin(key).text() + (text.empty() ? "" : ": " + text);
}

const Origin& Section::origin(const std::string& key) const {
  return nearest_origin(state_->source, path_to(key));
}

void Section::error(const std::string& key, const std::string& what) const {
  state_->problem(path_to(key), what);
}

void Section::error(const Origin& place, const std::string& key, const std::string& what) const {
  state_->problems.add(place, path_to(key), what);
}

KeyPath Section::path_to(const std::string& key) const { return key.empty() ? path_ : path_ / key; }

}  // namespace npd::config
