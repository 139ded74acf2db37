#pragma once

#include "config/component_source.hpp"
#include "config/node.hpp"
#include "config/problems.hpp"

#include <map>
#include <set>
#include <string>

/// \file state.hpp
/// What a Document, its Sections and its ComponentTables share. Private to this folder.
namespace npd::config {

struct State {
  Node source;           ///< what the files and overrides say
  bool complete = true;  ///< false: some file could not be read
  ComponentSource* plugins = nullptr;
  Node resolved{{}, {}, {}, Table{}};  ///< what was read, defaults included, in order of reading
  Problems problems;
  std::map<std::string, std::string> explanations;  ///< of keys of the root that nobody reads
  std::set<KeyPath> unchecked;  ///< tables whose keys cannot be known, as their plugin is unknown

  std::set<KeyPath> not_set;     ///< parameters that may be absent, and are
  std::set<KeyPath> may_change;  ///< parameters that were declared may_change_while_training

  /// Adds a problem at `path`, or at the table nearest above it if nothing stands there.
  void problem(const KeyPath& path, const std::string& what, Fault fault = Fault::text) {
    problems.add(nearest_origin(source, path), path, what, fault);
  }
};

}  // namespace npd::config
