#include "runs/original_names.hpp"

#include <npd/testing/catch.hpp>

namespace {

using npd::runs::GeneratorParameters;
using npd::runs::OriginalGenerator;

/// As the program is shipped with.
OriginalGenerator original(const GeneratorParameters& parameters) {
  static const auto table = npd::runs::read_original_generators(NPD_PUBLISHED "/generators.csv");
  return npd::runs::original_generator(table, parameters);
}

std::string text(const char* word) { return word; }

}  // namespace

TEST_CASE("generators have the names of the original analysis") {
  CHECK(original({{"plugin", text("gru")}}).name == "base");
  CHECK(original({{"plugin", text("low_rank")}}).name == "lr");
  CHECK(original({{"plugin", text("low_rank")}}).gen_cell == std::vector<std::string>{"rank"});
  CHECK(original({{"plugin", text("mlp_rnn")}, {"inputs", text("linear")}}).name == "odinlin");
  const auto odin = original({{"plugin", text("mlp_rnn")}, {"inputs", text("concatenated")}});
  CHECK(odin.name == "odin");
  CHECK(odin.gen_cell == std::vector<std::string>{"scale"});
}

TEST_CASE("a generator that the original does not have keeps its name") {
  const auto mine = original({{"plugin", text("my_rnn")}, {"inputs", text("linear")}});
  CHECK(mine.name == "my_rnn");
  CHECK(mine.gen_cell.empty());
}

TEST_CASE("somebody else's generator of a known name need not have its parameters") {
  CHECK(original({{"plugin", text("mlp_rnn")}}).name == "odin");
  CHECK(original({{"plugin", text("mlp_rnn")}, {"inputs", std::int64_t{3}}}).name == "odin");
}
