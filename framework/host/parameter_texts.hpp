#pragma once

#include "base/text_table.hpp"

#include <npd/params.hpp>

#include <cstddef>
#include <functional>
#include <limits>
#include <string>
#include <vector>

/// \file parameter_texts.hpp
/// Parameters for people, of plugins as of the host's own tables.
namespace npd::host {

/// Gives the id of some component that fits into a slot.
using ExampleId = std::function<std::string(Kind)>;

/// Visits parameters and shows them in two forms.
class ParameterTexts final : public Params {
 public:
  /// \param toml_table  the name of their table, "model.generator"; empty: outside of all tables
  ParameterTexts(std::string toml_table, ExampleId example);

  /// Name, type, default, allowed values, unit and meaning, a row each; "none" if there are none.
  /// \param width  of the lines, see base::TextTable
  std::string table(std::size_t width = std::numeric_limits<std::size_t>::max()) const;

  /// Lines of TOML with the defaults, to stand in the table, and the tables inside it behind them.
  std::string toml() const { return toml_ + inner_toml_; }

 private:
  struct Row {
    std::string name, type, standard, allowed, unit, changes, meaning;
  };

  void parameter(const ParameterInfo& info, ParameterRef value) override;
  void add_row(const ParameterInfo& info, const ParameterRef& value, const std::string& standard);
  void add_line(const ParameterInfo& info, const ParameterRef& value, const std::string& standard);
  void add_table(const ParameterInfo& info, const TableRef& table);
  void add_tables(const ParameterInfo& info, const TableListRef& tables);
  ParameterTexts inside(const std::string& name) const;
  void add_rows_of(const ParameterTexts& inside, const std::string& prefix);

  std::string toml_table_;
  ExampleId example_;
  std::vector<Row> rows_;
  std::string toml_, inner_toml_;
};

}  // namespace npd::host
