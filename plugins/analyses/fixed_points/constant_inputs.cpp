#include "constant_inputs.hpp"

#include <npd/error.hpp>
#include <npd/ops.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace npd::dynamics {
namespace {

/// The bins that means are taken over.
Tensor window(const Tensor& inputs, const InputConfig& config) {
  const auto bins = inputs.size(1);
  const auto end = config.bins == 0 ? bins : config.first_bin + config.bins;
  if (config.first_bin < end && end <= bins) return inputs.slice(1, config.first_bin, end);
  throw ConfigError("first_bin", fmt::format("bins {} to {} are not in trials of {} bins",
                                             config.first_bin, end, bins));
}

/// The mean over trials and bins, but for what is not known; nothing if nothing is.
std::optional<Point> mean_input(const Tensor& inputs, const Tensor& trials,
                                const InputConfig& config) {
  if (!inputs.defined() || trials.numel() == 0) return std::nullopt;
  const Points some = points_of(window(inputs, config).index_select(0, trials).flatten(0, 1));
  Point sum = Point::Zero(some.cols());
  Eigen::Index known = 0;
  for (Eigen::Index i = 0; i < some.rows(); ++i) {
    if (!some.row(i).allFinite()) continue;
    sum += some.row(i);
    ++known;
  }
  if (known == 0) return std::nullopt;
  return Point(sum / static_cast<double>(known));
}

/// The inputs of the true system where it is known, else nothing.
Tensor true_inputs(const AnalysisData& data) {
  const auto& recorded = data.truth.recorded;
  if (recorded.system == nullptr) return {};
  const Tensor& inputs = data.evaluation.truth.inputs;
  if (inputs.defined() && inputs.size(2) == recorded.system->input_dim()) return inputs;
  return recorded.drive;
}

Tensor trials_of(const Conditions& conditions, std::int64_t label) {
  std::vector<std::int64_t> trials;
  for (std::size_t i = 0; i < conditions.labels.size(); ++i) {
    if (conditions.labels[i] == label) trials.push_back(static_cast<std::int64_t>(i));
  }
  return at::tensor(trials, at::TensorOptions(at::kLong));
}

void add_conditions(const InputConfig& config, const AnalysisData& data,
                    std::vector<ConstantInput>& inputs) {
  const auto add = [&](const std::string& name, const Tensor& trials) {
    ConstantInput input{name, mean_input(data.model.inputs, trials, config),
                        mean_input(true_inputs(data), trials, config), true};
    if (input.model || input.truth) inputs.push_back(std::move(input));
  };
  const auto& conditions = data.evaluation.conditions;
  if (conditions.empty()) {
    return add("all trials", at::arange(data.evaluation.spikes.size(0)));
  }
  for (std::size_t i = 0; i < conditions.names.size(); ++i) {
    add(conditions.names[i], trials_of(conditions, static_cast<std::int64_t>(i)));
  }
}

std::optional<Point> given(const std::vector<double>& values, System* system, const char* key,
                           const std::string& name) {
  if (values.empty() || system == nullptr) return std::nullopt;
  if (static_cast<std::int64_t>(values.size()) != system->input_dim()) {
    throw ConfigError("inputs", fmt::format("\"{}\": {} are {} numbers, but there are {} inputs",
                                            name, key, values.size(), system->input_dim()));
  }
  return Eigen::Map<const Point>(values.data(), static_cast<Eigen::Index>(values.size()));
}

}  // namespace

std::vector<ConstantInput> constant_inputs(const InputConfig& config, const AnalysisData& data) {
  auto *model = data.model.system.get(), *truth = data.truth.recorded.system.get();
  std::vector<ConstantInput> inputs;
  const auto zero_of = [](System* system) -> std::optional<Point> {
    if (system == nullptr) return std::nullopt;
    return Point(Point::Zero(system->input_dim()));
  };
  if (config.zero) inputs.push_back({"zero", zero_of(model), zero_of(truth), false});
  if (config.conditions) add_conditions(config, data, inputs);
  for (const auto& one : config.inputs) {
    inputs.push_back({one.name, given(one.values, model, "values", one.name),
                      given(one.true_values, truth, "true_values", one.name), true});
  }
  return inputs;
}

}  // namespace npd::dynamics
