#pragma once

#include "config/component_table.hpp"
#include "config/node.hpp"

#include <npd/params.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

/// \file section.hpp
/// One table of a configuration, as the host reads it.
namespace npd::config {

struct State;

/// A table, which may also be absent: then all its parameters keep their defaults. Nothing here
/// throws for a mistake of the user; mistakes are kept for Document::finish. A cheap handle.
class Section {
 public:
  /// True if some file or override wrote this table.
  bool present() const;

  /// A table inside this one.
  Section table(const std::string& name) const;

  /// The names of all tables inside this one, in the order of the files; for tables whose names are
  /// the user's choice.
  std::vector<std::string> tables() const;

  /// Reads parameters that are the host's own.
  /// \param visit  called once with the visitor; give it a Config's `visit`
  void read(const std::function<void(npd::Params&)>& visit) const;

  /// Reads `plugin` and the parameters of that plugin in this table, and in those of its parameters
  /// that are components themselves. Further keys of the host in the same table are read by `read`.
  ComponentTable component(npd::Kind kind) const;

  /// A value of a shape that no parameter has, for the host to understand by itself, or null. To
  /// Document::finish it has been read.
  const Node* value(const std::string& key) const;

  /// `file:line:column: key.path` of a key, or of this table, for messages.
  std::string where(const std::string& key = {}) const;

  /// Where the key, or this table, is written.
  const Origin& origin(const std::string& key = {}) const;

  /// Notes a mistake that only the host can see. Say what, what is allowed and what to do.
  /// \param key  the key at fault, or empty: this table
  void error(const std::string& key, const std::string& what) const;

  /// The same, at a place inside a value of that key.
  void error(const Origin& place, const std::string& key, const std::string& what) const;

 private:
  friend class Document;
  Section(std::shared_ptr<State> state, KeyPath path);

  KeyPath path_to(const std::string& key) const;

  std::shared_ptr<State> state_;
  KeyPath path_;
};

}  // namespace npd::config
