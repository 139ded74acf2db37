#pragma once

#include <npd/params.hpp>

#include <nlohmann/json.hpp>

/// \file parameter_json.hpp
/// Parameters for programs, of plugins as of the host's own tables.
namespace npd::host {

/// Visits parameters and makes an object of each:
///
///     name, type, doc, unit      texts; the type as people read it: "list of numbers"
///     default                    the value; null: none
///     required                   whether nothing works without a value, of a component
///     minimum, maximum           numbers, or null; exclusive_minimum, exclusive_maximum: whether
///                                the ends are left out
///     choices                    null, or objects with word and doc
///     component                  null, or the kind of component that stands there
///     parameters                 null, or those of the table, or of each table of a list
///     may_change_while_training, changes_shapes
class ParameterJson final : public Params {
 public:
  /// An array, in the order of the visit.
  const nlohmann::ordered_json& json() const { return json_; }

 private:
  void parameter(const ParameterInfo& info, ParameterRef value) override;

  nlohmann::ordered_json json_ = nlohmann::ordered_json::array();
};

}  // namespace npd::host
