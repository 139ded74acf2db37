#pragma once

#include <npd/analysis.hpp>
#include <npd/dataset.hpp>
#include <npd/generator.hpp>
#include <npd/metric.hpp>
#include <npd/system.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// \file contract.hpp
/// What plugins promise, checked on what they hand over: by the host whenever it calls a plugin,
/// and by the test kit. But for `check_numbers` only sizes, types and names are looked at, never
/// the numbers of a tensor, so that a check can stand in every step of a training. Thread: any.
namespace npd::contract {

/// What is wrong with a library's component table, or nothing. Ids are lower-case letters, digits
/// and underscores and start with a letter, no (kind, id) appears twice, and nothing is missing.
std::optional<std::string> fault_of_table(std::span<const Component> components);

/// Shows itself the default parameters of a component.
/// \param host_keys  the names that are the host's own beside `plugin`; see host_keys_of
/// \throws PluginError if a name is malformed, repeated or the host's own, if bounds leave no value
/// (NaN among them), if a default is not among the allowed values, or if tables stand in each other
/// more than `deepest_table` deep
void check_parameters(const Component& component, std::span<const std::string_view> host_keys);

/// \throws ShapeError unless `tensor` has exactly these sizes and this type
void check_result(const Tensor& tensor, at::IntArrayRef sizes, at::ScalarType type,
                  std::string_view name);

/// \throws PluginError if a weight has no name of its own
void check_weights(const Module& module);

/// \throws PluginError unless the further outputs have names of their own, lower-case letters,
/// digits and underscores, and at least one dimension
void check_further_outputs(const std::vector<FurtherOutput>& outputs);

/// \param state  (row, state)
/// \throws PluginError, ShapeError unless there is one (row, dim) for each announced output, of the
/// state's type
void check_further(const std::vector<Tensor>& values, const std::vector<FurtherOutput>& outputs,
                   const Tensor& state);

/// \throws PluginError if a kernel asks for less than no memory
void check_memory(const KernelMemory& memory);

/// All arrays and facts agree on their axes, the split is ascending, disjoint and within the
/// trials, labels of conditions have names.
/// \throws ShapeError for an array, DataError for the rest
void check_trials(const Trials& trials);

/// The numbers of trials whose sizes are right: counts are whole and at least 0, or what else the
/// data set has announced, inputs finite, truths too but where nothing was recorded, true rates of
/// counts at least 0, and there are trials to train on and to validate with. \param name  the data
/// set, put in front of each message \throws DataError naming the array, expected and found
void check_numbers(const Trials& trials, std::string_view name);

/// \throws PluginError if a score has no name of its own, or one that is not an id: names become
/// cells and columns of tables
void check_score_infos(const std::vector<ScoreInfo>& infos);

/// \throws PluginError if a score is not among those that the metric announced, or is given twice,
/// or its note has more than one line
void check_scores(const std::vector<Score>& scores, const std::vector<ScoreInfo>& infos);

/// What an analysis hands over: every announced score and no other, within its announced range;
/// tables, columns and arrays with names of their own, columns equally long, arrays dense and real;
/// figures as check_figures demands.
/// \throws PluginError, or ShapeError from a figure
void check_analysis(const AnalysisResult& result, const std::vector<ScoreInfo>& infos);

/// What a system says of itself.
/// \throws PluginError, or ShapeError if the names of its dimensions are not as many as these
void check_system(const System& system);

/// The sizes of trials that the systems behind them must agree with.
struct TrialSizes {
  std::int64_t trials = 0;
  std::int64_t bins = 0;  ///< of what is reconstructed
  double bin_s = 0;
};
TrialSizes sizes_of(const Trials& trials);

/// Each system, and its drives and starts.
/// \throws ShapeError for an array, PluginError for the rest
void check_true_system(const TrueSystem& truth, TrialSizes sizes);

/// \throws ShapeError unless the derivatives have the sizes and type of the points they belong to
void check_jacobian(const Jacobian& jacobian, const Tensor& input, const Tensor& state);

/// \throws ShapeError for a corner, PluginError if they are the wrong way round
void check_box(const Box& box, std::int64_t state_dim);

}  // namespace npd::contract
