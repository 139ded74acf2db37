#include "config/toml_text.hpp"

#include <cstdint>
#include <cstdlib>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <npd/testing/catch.hpp>

using namespace npd::config;

TEST_CASE("numbers look human and read back exactly") {
  const std::vector<std::pair<double, std::string>> cases = {
      {0.004, "0.004"},
      {1e-7, "1e-07"},
      {20, "20"},
      {-1.5, "-1.5"},
      {0, "0"},
      {-0.0, "-0.0"},
      {0.1 + 0.2, "0.30000000000000004"},
      {1e300, "1e+300"},
      {std::numeric_limits<double>::denorm_min(), "5e-324"},
  };
  for (const auto& [number, text] : cases) {
    CHECK(toml_number(number) == text);
    CHECK(std::strtod(text.c_str(), nullptr) == number);
  }
}

TEST_CASE("texts are escaped") {
  CHECK(toml_string("plain") == "\"plain\"");
  CHECK(toml_string("a \"b\" \\ c") == R"("a \"b\" \\ c")");
  CHECK(toml_string("tab\tline\nreturn\r") == R"("tab\tline\nreturn\r")");
  CHECK(toml_string(std::string("\0\x1b\x7f", 3)) == R"("\u0000\u001B\u007F")");
  CHECK(toml_string("μ") == "\"μ\"");
}

TEST_CASE("keys are quoted where TOML needs it") {
  CHECK(toml_key("state_dim-2") == "state_dim-2");
  CHECK(toml_key("a.b") == "\"a.b\"");
  CHECK(toml_key("") == "\"\"");
}

TEST_CASE("values are described with their type") {
  CHECK(described(true) == "true");
  CHECK(described(std::int64_t{-3}) == "integer -3");
  CHECK(described(20.0) == "number 20.0");
  CHECK(described(1e-7) == "number 1e-07");
  CHECK(described(std::string("x")) == "text \"x\"");
  CHECK(described(DateTime{"1979-05-27"}) == "date or time 1979-05-27");
  CHECK(described(Table{}) == "table");
  CHECK(described(List{{Node{{}, {}, {}, std::int64_t{1}}, Node{{}, {}, {}, Table{}}}}) ==
        "list [1, {}]");
}

TEST_CASE("long values are cut between characters") {
  const std::string text = described(std::string(100, 'x'));
  CHECK(text == "text \"" + std::string(54, 'x') + "...");
  const std::string wide = described("x" + std::string(52, 'x') + "μμμμμμ");
  CHECK(wide == "text \"" + std::string(53, 'x') + "...");
}
