#include "config/problems.hpp"

#include <npd/error.hpp>

#include <cstdint>
#include <memory>
#include <string>

#include <npd/testing/catch.hpp>

namespace npd::config {

TEST_CASE("what several messages are explained by comes once, after all of them") {
  const auto source = std::make_shared<Source>(Source{"x.toml", "/"});
  Problems problems;
  problems.add({source, 2, 1}, {"model", "readout"}, "\"b\" not found\nsearched:  here\n  there");
  problems.add({source, 1, 1}, {"model", "generator"}, "\"a\" not found\nsearched:  here\n  there");
  problems.add({source, 3, 1}, {"seed"}, "must be a number");
  CHECK_THROWS_WITH(problems.throw_if_any(),
                    "x.toml:1:1: model.generator: \"a\" not found\n"
                    "x.toml:2:1: model.readout: \"b\" not found\n"
                    "x.toml:3:1: seed: must be a number\n"
                    "searched:  here\n"
                    "  there");
}

TEST_CASE("of very many problems the first are told, and how many more there are") {
  const auto source = std::make_shared<Source>(Source{"x.toml", "/"});
  Problems problems;
  for (std::uint32_t line = 1; line <= 51; ++line) problems.add({source, line, 1}, {"seed"}, "bad");
  std::string text;
  try {
    problems.throw_if_any();
  } catch (const ConfigError& error) {
    text = error.what();
  }
  CHECK_THAT(text, npd::testing::ContainsSubstring("x.toml:50:1: seed: bad\n... and 1 more"));
  CHECK(text.find("x.toml:51:1") == std::string::npos);
}

}  // namespace npd::config
