#include "config/component_table.hpp"

#include "config/reader.hpp"
#include "config/state.hpp"
#include "config/toml_text.hpp"

#include <fmt/format.h>

#include <utility>

namespace npd::config {

ComponentTable::ComponentTable(std::shared_ptr<State> state, KeyPath path, npd::Kind kind,
                               Reading reading)
    : state_(std::move(state)), path_(std::move(path)), component_(look_up(kind)) {
  if (reading == Reading::check) check();
}

const npd::Component& ComponentTable::component() const {
  assert(component_ && "a table with errors: call Document::finish first");
  return *component_;
}

std::string ComponentTable::where(const std::string& key) const {
  return origin(key).text() + ": " + key_text(path_to(path_, key));
}

const Origin& ComponentTable::origin(const std::string& key) const {
  return nearest_origin(state_->source, path_to(path_, key));
}

const npd::Component* ComponentTable::look_up(npd::Kind kind) const {
  const Node* node = find(state_->source, path_);
  if (node && !node->table()) {
    const auto* name = std::get_if<std::string>(&node->value);
    state_->problem(
        path_, fmt::format("expected table with the key plugin, found {}{}", described(node->value),
                           name ? "; write { plugin = " + toml_string(*name) + " }" : ""));
    return nullptr;
  }
  const KeyPath plugin_path = path_ / "plugin";
  const Node* plugin = find(state_->source, plugin_path);
  const auto* id = plugin ? std::get_if<std::string>(&plugin->value) : nullptr;
  if (id) {
    try {
      return &state_->plugins->find(kind, *id);
    } catch (const npd::PluginError& error) {
      state_->problem(plugin_path, error.what(), Fault::plugin);
    }
  } else if (plugin) {
    state_->problem(plugin_path, "expected text, found " + described(plugin->value));
  } else if (state_->complete) {
    state_->problem(plugin_path, fmt::format("missing; must name a {}", npd::kind_name(kind)));
  }
  return nullptr;
}

void ComponentTable::check() const {
  if (!component_) {
    state_->unchecked.insert(path_);
    return;
  }
  const KeyPath plugin = path_ / "plugin";
  set(state_->resolved, plugin, std::string(component_->id),
      nearest_origin(state_->source, plugin));
  Reader reader(state_, path_, Reading::check);
  try {
    component_->visit(reader);
  } catch (const npd::ConfigError& error) {
    state_->problem(path_to(path_, error.key()), error.what());
  }
}

std::shared_ptr<void> ComponentTable::create(const void* shape) const {
  Reader reader(state_, path_, Reading::create);
  const auto locate = [table = *this](const std::string& key, const std::string& what) {
    return LocatedError(table.origin(key), table.where(key) + ": " + what);
  };
  try {
    return state_->plugins->create(component(), reader, shape, locate);
  } catch (const LocatedError&) {
    throw;
  } catch (const npd::ConfigError& error) {
    throw locate(error.key(), error.what());
  }
}

}  // namespace npd::config
