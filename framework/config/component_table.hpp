#pragma once

#include "config/node.hpp"

#include <npd/error.hpp>
#include <npd/plugin.hpp>

#include <functional>
#include <memory>
#include <string>

/// \file component_table.hpp
/// Tables that name a component: `plugin = "gru"` and the parameters of that plugin.
namespace npd::config {

struct State;
enum class Reading;

/// A ConfigError whose text already begins with its place, so that nobody adds another.
class LocatedError final : public npd::ConfigError {
 public:
  using npd::ConfigError::ConfigError;
};

/// A table that names a component, and the means to create it. Use it after Document::finish only:
/// until then it may stand for a table with errors. It must not outlive the ComponentSource.
class ComponentTable {
 public:
  /// What the plugin says about itself.
  const npd::Component& component() const;

  /// `file:line:column: key.path` of a parameter, or of the table, for messages.
  std::string where(const std::string& key = {}) const;

  /// Each reads the parameters again and creates a new object; the one of the component's kind may
  /// be called, from any thread.
  /// \throws LocatedError if the plugin's constructor refuses its parameters
  std::shared_ptr<npd::Dataset> make_dataset() const;
  std::shared_ptr<npd::Generator> make_generator(const npd::GeneratorShape& shape) const;
  std::shared_ptr<npd::Readout> make_readout(const npd::ReadoutShape& shape) const;
  std::shared_ptr<npd::Metric> make_metric() const;

 private:
  friend class Reader;
  friend class Section;

  /// Finds the component; the first reading also visits its parameters.
  ComponentTable(std::shared_ptr<State> state, KeyPath path, npd::Kind kind, Reading reading);

  std::string id() const { return component_ ? component_->id : ""; }
  const npd::Component* look_up(npd::Kind kind) const;
  void check() const;

  template <class Make>
  auto create(const Make& make) const;

  std::shared_ptr<State> state_;
  KeyPath path_;
  const npd::Component* component_;  ///< null: there is an error
};

}  // namespace npd::config
