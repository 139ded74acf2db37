#pragma once

#include "config/node.hpp"

#include <npd/error.hpp>
#include <npd/plugin.hpp>

#include <cassert>
#include <memory>
#include <string>
#include <utility>

/// \file component_table.hpp
/// Tables that name a component: `plugin = "gru"` and the parameters of that plugin.
namespace npd::config {

struct State;
enum class Reading;

/// A ConfigError whose text already begins with its place, so that nobody adds another.
class LocatedError final : public npd::ConfigError {
 public:
  LocatedError(Origin origin, const std::string& text)
      : npd::ConfigError(text), origin_(std::move(origin)) {}

  /// Where the mistake is written.
  const Origin& origin() const { return origin_; }

 private:
  Origin origin_;
};

/// A table that names a component, and the means to create it. Use it after Document::finish only:
/// until then it may stand for a table with errors. It must not outlive the ComponentSource.
class ComponentTable {
 public:
  /// What the plugin says about itself.
  const npd::Component& component() const;

  /// `file:line:column: key.path` of a parameter, or of the table, for messages.
  /// \param key  "rank", or "window.bins" of a table inside
  std::string where(const std::string& key = {}) const;

  /// Where the parameter, or the table, is written.
  const Origin& origin(const std::string& key = {}) const;

  /// Reads the parameters again and creates a new object, from any thread.
  /// \tparam Class  that of the component's kind
  /// \throws LocatedError if the plugin's constructor refuses its parameters
  template <class Class>
  std::shared_ptr<Class> make(
      const npd::ShapeOf<Class>& shape = npd::detail::no_shape<Class>()) const {
    assert(component().kind == npd::KindOf<Class>::value);
    return std::static_pointer_cast<Class>(create(&shape));
  }

 private:
  friend class Reader;
  friend class Section;

  /// Finds the component; the first reading also visits its parameters.
  ComponentTable(std::shared_ptr<State> state, KeyPath path, npd::Kind kind, Reading reading);

  std::string id() const { return component_ ? component_->id : ""; }
  const npd::Component* look_up(npd::Kind kind) const;
  void check() const;

  /// \param shape  a pointer to the ShapeOf of the component's kind
  std::shared_ptr<void> create(const void* shape) const;

  std::shared_ptr<State> state_;
  KeyPath path_;
  const npd::Component* component_;  ///< null: there is an error
};

}  // namespace npd::config
