/// \file malformed_parameters_test.cpp
/// Every parameter of the host's tables, wrong in every way that its declaration tells of.
#include "app/exit_codes.hpp"
#include "app/report.hpp"
#include "config/host_table_names.hpp"
#include "framework/runs/read_experiment.hpp"
#include "host/parameter_json.hpp"
#include "runs/host_tables.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstring>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <npd/testing/catch.hpp>

using namespace npd;
using npd::testing::ContainsSubstring;
using npd::testing::StartsWith;
using npd::testing::TemporaryFolder;

namespace {

/// What the wrong line comes behind; without headers, so that it may be of any table.
const std::string before =
    "dataset.plugin = \"murray_rec_pfc\"\n"
    "model.generator.plugin = \"gru\"\n"
    "model.readout.plugin = \"linear\"\n";
constexpr int wrong_line = 4;

/// What a line is to be called wrong for; where: the column, or 0 if it is TOML's own business.
struct Wrong {
  std::string line;
  std::size_t column;
  std::string message;
};

/// A parameter as it is written: "training.lr_init", and in its table "lr_init".
struct Key {
  std::string full;
  std::string name;

  std::size_t name_column() const { return full.size() - name.size() + 1; }
  std::size_t value_column() const { return full.size() + std::size(" = "); }
  std::string assign(const std::string& value) const { return full + " = " + value; }
};

Wrong wrong_value(const Key& key, const std::string& value, const std::string& message) {
  return {key.assign(value), key.value_column(), key.full + ": " + message};
}

void add_wrong_types(std::vector<Wrong>& all, const Key& key, const std::string& type) {
  const auto expected = "expected " + type + ", found ";
  all.push_back(wrong_value(key, "[[1]]", expected + "list [[1]]"));
  all.push_back(wrong_value(key, "{ a = 1 }", expected + "table"));
  all.push_back(wrong_value(key, "1979-05-27", expected + "date or time 1979-05-27"));
  if (type != "text") all.push_back(wrong_value(key, "\"x\"", expected + "text \"x\""));
  if (type == "text") all.push_back(wrong_value(key, "3", expected + "integer 3"));
  if (type == "integer") all.push_back(wrong_value(key, "2.5", expected + "number 2.5"));
  if (type == "integer") all.push_back(wrong_value(key, "1e300", expected + "number 1e+300"));
  if (type != "true or false") all.push_back(wrong_value(key, "true", expected + "true"));
  if (type == "true or false") all.push_back(wrong_value(key, "1", expected + "integer 1"));
}

void add_forbidden_values(std::vector<Wrong>& all, const Key& key,
                          const nlohmann::ordered_json& parameter) {
  const auto forbid = [&](const std::string& value) {
    all.push_back(wrong_value(key, value, value + " is not allowed; must be "));
  };
  if (!parameter.at("choices").is_null()) forbid("\"no such word\"");
  const bool whole = parameter.at("type") == "integer";
  if (!parameter.at("minimum").is_null()) forbid(whole ? "-1" : "-0.5");
  if (!parameter.at("minimum").is_null()) forbid(whole ? "-9223372036854775808" : "-inf");
  if (!parameter.at("maximum").is_null()) forbid(whole ? "9223372036854775807" : "inf");
  if (!whole && !parameter.at("minimum").is_null()) forbid("nan");
}

void add_wrong_keys(std::vector<Wrong>& all, const Key& key) {
  const auto table = key.full.substr(0, key.full.size() - key.name.size());
  const auto name = key.name + key.name.back();
  const auto where = table.empty() ? "" : table.substr(0, table.size() - 1) + ": ";
  all.push_back({table + name + " = 1", key.name_column(),
                 where + fmt::format("unknown key \"{}\"; did you mean \"{}\"?", name, key.name)});
}

void add_broken_syntax(std::vector<Wrong>& all, const Key& key) {
  for (const char* value : {"", "\"open", "[1, 2", "1 2", "0x", "= 1", "\"\\q\"", "1__0", ".5"}) {
    all.push_back({key.assign(value), 0, "not valid TOML: "});
  }
}

std::vector<Wrong> wrong_lines() {
  std::vector<Wrong> all;
  for (const auto& table : config::host_table_names) {
    const auto host_table = runs::host_table(table);
    host::ParameterJson parameters;
    host_table.visit(parameters);
    for (const auto& parameter : parameters.json()) {
      const std::string name = parameter.at("name");
      const Key key{host_table.toml.empty() ? name : host_table.toml + "." + name, name};
      add_wrong_types(all, key, parameter.at("type"));
      add_forbidden_values(all, key, parameter);
      add_wrong_keys(all, key);
      add_broken_syntax(all, key);
    }
  }
  return all;
}

/// As the program ends: the exit code and the text.
std::pair<int, std::string> end_of(const TemporaryFolder& folder, const std::string& text) {
  try {
    npd::testing::read_experiment(folder, text);
    return {app::exit_ok, ""};
  } catch (...) {
    std::ostringstream out;
    const int code = app::report_exception(out);
    return {code, out.str()};
  }
}

}  // namespace

TEST_CASE("malformed: sizes that no memory has room for are told with their place") {
  const TemporaryFolder folder;
  const auto file = (folder / "first.toml").string();
  for (const char* key : {"model.ic_enc_dim", "model.ci_enc_dim", "model.con_dim", "model.co_dim",
                          "model.ic_dim", "model.factor_dim", "model.generator.state_dim"}) {
    for (const char* size : {"1000000000000", "9000000000000000000"}) {
      const auto line = std::string(key) + " = " + size;
      CAPTURE(line);
      const auto [code, text] = end_of(folder, before + line + "\n");
      CHECK(code == app::exit_config);
      CHECK_THAT(text, StartsWith(fmt::format(
                           "npd: error: {}:{}:{}: {}: {} is too large: weights of ", file,
                           wrong_line, line.size() - std::strlen(size) + 1, key, size)));
      CHECK(std::count(text.begin(), text.end(), '\n') == 1);
    }
  }
}

TEST_CASE("malformed: every parameter, wrong in every way, is told with its place") {
  const TemporaryFolder folder;
  const auto file = (folder / "first.toml").string();
  const auto all = wrong_lines();
  std::set<std::string> distinct;
  for (const auto& [line, column, message] : all) {
    distinct.insert(line);
    CAPTURE(line);
    const auto [code, text] = end_of(folder, before + line + "\n");
    CHECK(code == app::exit_config);
    // toml++ words its own mistakes, and its versions need not agree on the column.
    const auto place = column == 0 ? fmt::format("{}:{}:", file, wrong_line)
                                   : fmt::format("{}:{}:{}: ", file, wrong_line, column);
    CHECK_THAT(text, StartsWith("npd: error: " + place));
    CHECK_THAT(text, ContainsSubstring(message));
    CHECK(std::count(text.begin(), text.end(), '\n') == 1);
  }
  CHECK(distinct.size() > 800);
}
