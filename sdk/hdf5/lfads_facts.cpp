#include "values.hpp"

#include <npd/lfads_layout.hpp>
#include <npd/ops.hpp>

#include <fmt/format.h>

#include <utility>

namespace npd::lfads_layout {

std::vector<Column> Reader::columns(const std::string& group, std::int64_t size) const {
  std::vector<Column> columns;
  for (const auto& info : file_.arrays()) {
    if (!info.key.starts_with(group + "/")) continue;
    Column column;
    column.name = info.key.substr(group.size() + 1);
    if (info.type == "text") {
      column.values = file_.read_texts(info.key);
    } else {
      column.values = values_in<double>(file_.read(info.key));
    }
    if (info.shape.size() != 1 || static_cast<std::int64_t>(column.size()) != size) {
      fail(info.key,
           fmt::format("expected {} values, found shape {}", size, shape_text(info.shape)));
    }
    columns.push_back(std::move(column));
  }
  return columns;
}

std::vector<Column> Reader::trial_info() const { return columns("trial_info", trials()); }

std::vector<Column> Reader::neuron_info(std::int64_t neurons) const {
  return columns("neuron_info", neurons);
}

Conditions Reader::conditions() const {
  if (!has("condition")) return {};
  const Tensor labels = rows("condition");
  if (labels.dim() != 1) {
    fail("train_condition", "expected one label per trial, found shape " +
                                shape_text(file_.info("train_condition").shape));
  }
  if (!file_.has("condition_names")) return conditions_of({"condition", values_in<double>(labels)});
  Conditions conditions{values_in<std::int64_t>(labels), file_.read_texts("condition_names")};
  for (const auto label : conditions.labels) {
    if (label >= -1 && label < std::ssize(conditions.names)) continue;
    fail("train_condition", fmt::format("{} is not the number of one of the {} condition_names",
                                        label, conditions.names.size()));
  }
  return conditions;
}

Behaviour Reader::behaviour(std::int64_t bins) const {
  if (!has("behavior")) return {};
  const auto shape = file_.info("train_behavior").shape;
  if (shape.size() != 3 || shape[1] != bins) return {};
  Behaviour behaviour;
  behaviour.values = rows("behavior");
  if (!behaviour.values.is_floating_point()) {
    behaviour.values = behaviour.values.to(at::kFloat);
  }
  for (const auto& [key, texts] :
       {std::pair{"behavior_names", &behaviour.names}, {"behavior_units", &behaviour.units}}) {
    if (!file_.has(key)) continue;
    *texts = file_.read_texts(key);
    if (std::ssize(*texts) != shape[2]) {
      fail(key, fmt::format("expected {} texts, one per column of /train_behavior, found {}",
                            shape[2], texts->size()));
    }
  }
  return behaviour;
}

}  // namespace npd::lfads_layout
