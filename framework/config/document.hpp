#pragma once

#include "config/component_source.hpp"
#include "config/node.hpp"
#include "config/section.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

/// \file document.hpp
/// A configuration: composed from TOML files and overrides, read by sections, listed with origins.
///
///     auto document = config::Document::load(file, overrides, registry);
///     auto training = document.root().table("training");
///     training.read([&](npd::Params& p) { options.visit(p); });
///     auto generator = document.root().table("model").table("generator").component(kind);
///     document.finish();  // throws, with everything that is wrong
///     auto g = generator.make<Generator>(shape);
namespace npd::config {

/// One resolved value; paths are absolute and texts.
struct FlatValue {
  std::string key;                         ///< "model.generator.state_dim"
  Value value;                             ///< never a table or a date
  bool may_change_while_training = false;  ///< as its declaration says
};

class Document {
 public:
  /// Reads `file` and what it includes, and applies `overrides`, each `key.path=value`. Relative
  /// paths count from the file that has them, in overrides from the working directory. Mistakes are
  /// kept for `finish`.
  /// \param plugins  must outlive the document and its ComponentTables
  static Document load(const std::filesystem::path& file, const std::vector<std::string>& overrides,
                       ComponentSource& plugins);

  /// For readers of tables without components.
  static Document load(const std::filesystem::path& file);

  /// A copy that nobody has read yet, with only those keys of the root that are kept.
  Document keeping(const std::function<bool(const std::string& key)>& keeps) const;

  /// A copy that nobody has read yet, in which `value` is laid over what stands at `key`, as an
  /// override would be; mistakes are told at the value's origin.
  /// \param key  "model.co_dim", see split_keys
  Document with(const std::string& key, const Node& value) const;

  /// The table of everything.
  Section root() const;

  /// What to say instead of "unknown" of a key of the root that nobody reads.
  void explain_unknown(const std::string& key, const std::string& explanation);

  /// Call it when every section has been read: what nobody has read is a mistake, too.
  /// \throws ConfigError with one message a line, `file:line:column: key.path: what`; PluginError
  /// if all that is wrong is that plugins cannot be found
  void finish();

  /// After `finish`: every parameter that was read, defaults included, in the order of reading, as
  /// TOML without includes. Loading it gives the same text again.
  std::string resolved() const;

  /// The same with the origin of each value in a comment.
  std::string show() const;

  /// The same as a list.
  std::vector<FlatValue> flat() const;

  /// A file of the configurations that come with the program. Empty: none do.
  /// \param name  "published/scores.csv"
  std::filesystem::path shipped(const std::string& name) const;

 private:
  explicit Document(std::shared_ptr<State> state);
  static Document load(const std::filesystem::path& file, const std::vector<std::string>& overrides,
                       std::shared_ptr<State> state);
  Document unread_copy() const;

  std::shared_ptr<State> state_;
};

}  // namespace npd::config
