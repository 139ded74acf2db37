#include "host/parameter_texts.hpp"

#include "base/wrap.hpp"
#include "config/toml_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>
#include <variant>

namespace npd::host {
namespace {

std::string plugin_table(const std::string& plugin) {
  return plugin.empty() ? "" : fmt::format("{{ plugin = {} }}", config::toml_string(plugin));
}

/// A default as TOML; empty where there is none. Components inside components as the least that
/// names one.
struct TomlDefault {
  std::string operator()(const bool* v) const { return *v ? "true" : "false"; }
  std::string operator()(const std::int64_t* v) const { return std::to_string(*v); }
  std::string operator()(const double* v) const { return config::toml_number(*v); }
  std::string operator()(const std::string* v) const { return config::toml_string(*v); }
  std::string operator()(const std::filesystem::path* v) const {
    return config::toml_string(v->string());
  }
  template <class T>
  std::string operator()(const std::optional<T>* v) const {
    return *v ? (*this)(&**v) : "";
  }
  template <class T>
  std::string operator()(const std::vector<T>* v) const {
    std::vector<std::string> items;
    for (const T& item : *v) items.push_back((*this)(&item));
    return fmt::format("[{}]", fmt::join(items, ", "));
  }
  std::string operator()(const AnySlot* v) const { return plugin_table(v->plugin); }
  std::string operator()(const SlotListRef& v) const {
    std::vector<std::string> items;
    for (std::size_t i = 0; i < v.size(); ++i) items.push_back(plugin_table(v[i].plugin));
    return fmt::format("[{}]", fmt::join(items, ", "));
  }
  std::string operator()(const TableRef&) const { return {}; }
  std::string operator()(const TableListRef& v) const {
    return v.size() == 0 ? "[]" : fmt::format("{} tables", v.size());
  }
};

std::string allowed_text(const ParameterInfo& info) {
  if (info.choices.all.empty()) return info.bounds.text();
  return fmt::format("\"{}\"", fmt::join(info.choices.words(), "\", \""));
}

bool explains_choices(const ParameterInfo& info) {
  return std::any_of(info.choices.all.begin(), info.choices.all.end(),
                     [](const Choice& choice) { return !choice.doc.empty(); });
}

std::string changes_text(const ParameterInfo& info) {
  std::string text;
  if (info.may_change_while_training) text = "training";
  if (info.changes_shapes) text += text.empty() ? "shapes" : ", shapes";
  return text;
}

constexpr const char* changes_legend =
    "change: \"training\" may change from epoch to epoch; \"shapes\" changes sizes of weights";

std::string commented_out(const std::string& lines) {
  std::string text;
  for (std::size_t begin = 0; begin < lines.size();) {
    const std::size_t end = lines.find('\n', begin);
    const std::string line = lines.substr(begin, end - begin);
    text += (line.empty() ? "" : "# ") + line + '\n';
    begin = end + 1;
  }
  return text;
}

}  // namespace

ParameterTexts::ParameterTexts(std::string toml_table, ExampleId example)
    : toml_table_(std::move(toml_table)), example_(std::move(example)) {}

std::string ParameterTexts::table(std::size_t width) const {
  if (rows_.empty()) return "none";
  const bool changes =
      std::any_of(rows_.begin(), rows_.end(), [](const Row& row) { return !row.changes.empty(); });
  base::TextTable table;
  const auto add = [&](const Row& row) {
    std::vector<std::string> cells{row.name, row.type, row.standard, row.allowed, row.unit};
    if (changes) cells.push_back(row.changes);
    cells.push_back(row.meaning);
    table.add_row(std::move(cells));
  };
  add({"name", "type", "default", "allowed", "unit", "change", "meaning"});
  for (const Row& row : rows_) add(row);
  const auto text = table.text(width);
  return changes ? fmt::format("{}\n{}", text, base::wrapped(changes_legend, width, 2)) : text;
}

void ParameterTexts::parameter(const ParameterInfo& info, ParameterRef value) {
  const std::string standard = std::visit(TomlDefault{}, value);
  add_row(info, value, standard);
  if (const auto* table = std::get_if<TableRef>(&value)) {
    add_table(info, *table);
  } else if (const auto* tables = std::get_if<TableListRef>(&value)) {
    add_tables(info, *tables);
  } else {
    add_line(info, value, standard);
  }
}

void ParameterTexts::add_row(const ParameterInfo& info, const ParameterRef& value,
                             const std::string& standard) {
  const bool explained = explains_choices(info);
  rows_.push_back({info.name, type_name(value), standard, explained ? "" : allowed_text(info),
                   info.unit, changes_text(info), info.doc});
  if (!explained) return;
  for (const auto& [word, doc] : info.choices.all) {
    rows_.push_back({{}, {}, {}, config::toml_string(word), {}, {}, "  " + doc});
  }
}

void ParameterTexts::add_line(const ParameterInfo& info, const ParameterRef& value,
                              const std::string& standard) {
  if (const auto* const* slot = std::get_if<AnySlot*>(&value); slot && standard.empty()) {
    const Kind kind = (*slot)->kind;
    toml_ += fmt::format("{} = {}  # required: any {}\n", info.name, plugin_table(example_(kind)),
                         kind_name(kind));
  } else if (const auto* list = std::get_if<SlotListRef>(&value); list && list->size() == 0) {
    toml_ += fmt::format("{} = []  # any {}, as in [{}]\n", info.name, kind_plural(list->kind()),
                         plugin_table(example_(list->kind())));
  } else if (standard.empty()) {
    toml_ += fmt::format("# {} =   # not set; {}\n", info.name, type_name(value));
  } else {
    toml_ += fmt::format("{} = {}\n", info.name, standard);
  }
}

ParameterTexts ParameterTexts::inside(const std::string& name) const {
  return {toml_table_.empty() ? name : toml_table_ + "." + name, example_};
}

void ParameterTexts::add_rows_of(const ParameterTexts& inside, const std::string& prefix) {
  for (Row row : inside.rows_) {
    if (!row.name.empty()) row.name.insert(0, prefix);
    rows_.push_back(std::move(row));
  }
}

void ParameterTexts::add_table(const ParameterInfo& info, const TableRef& table) {
  ParameterTexts texts = inside(info.name);
  table.visit(texts);
  add_rows_of(texts, info.name + ".");
  inner_toml_ += fmt::format("\n[{}]\n{}", texts.toml_table_, texts.toml());
}

void ParameterTexts::add_tables(const ParameterInfo& info, const TableListRef& tables) {
  ParameterTexts example = inside(info.name);
  tables.visit_example(example);
  add_rows_of(example, info.name + "[].");
  if (tables.size() == 0) {
    inner_toml_ +=
        '\n' + commented_out(fmt::format("[[{}]]\n{}", example.toml_table_, example.toml()));
  }
  for (std::size_t i = 0; i < tables.size(); ++i) {
    ParameterTexts texts = inside(info.name);
    tables.visit(i, texts);
    inner_toml_ += fmt::format("\n[[{}]]\n{}", texts.toml_table_, texts.toml());
  }
}

}  // namespace npd::host
