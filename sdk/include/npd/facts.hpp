#pragma once

#include <npd/tensor.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

/// \file facts.hpp
/// What is known of trials and neurons besides spikes.
namespace npd {

/// One named column of facts, a cell for each trial or for each neuron.
struct Column {
  std::string name;
  /// Numbers, NaN an empty cell; or texts.
  std::variant<std::vector<double>, std::vector<std::string>> values;

  Column() = default;
  Column(std::string n, std::vector<double> v) : name(std::move(n)), values(std::move(v)) {}
  Column(std::string n, std::vector<std::string> v) : name(std::move(n)), values(std::move(v)) {}

  std::size_t size() const;
  /// The cells if they are numbers, if they are texts; else null.
  const std::vector<double>* numbers() const { return std::get_if<0>(&values); }
  const std::vector<std::string>* texts() const { return std::get_if<1>(&values); }
};

/// Equal names and cells; empty cells are equal.
bool operator==(const Column& a, const Column& b);

/// The column of that name, or null.
const Column* find_column(const std::vector<Column>& columns, std::string_view name);

/// Which trials are repetitions of the same: by stimulus, target, block.
struct Conditions {
  std::vector<std::int64_t> labels;  ///< one per trial, an index into `names`; -1: of no condition
  std::vector<std::string> names;    ///< "4 Hz, 32 Hz"

  bool empty() const { return labels.empty(); }
  bool operator==(const Conditions&) const = default;
};

/// The conditions that a column of trial facts makes: one for each different cell, ascending;
/// trials with an empty cell belong to none.
Conditions conditions_of(const Column& column);

/// What was measured of the subject, or of the task, in each bin.
struct Behaviour {
  Tensor values;  ///< (trial, time of what is reconstructed, dim); NaN where not measured
  std::vector<std::string> names;  ///< one per dim: "hand_x"; may be empty
  std::vector<std::string> units;  ///< one per dim: "mm/s"; may be empty
};

}  // namespace npd
