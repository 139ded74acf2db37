#include "workbench.hpp"

#include <nlohmann/json.hpp>

#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <npd/testing/catch.hpp>

using namespace npd::testing;
using Json = nlohmann::json;

namespace {

const std::string small = " --batch 7 --bins 4 --neurons 21 --steps 2";
const std::set<std::string> models{"base", "low_rank", "mlp_rnn_flow", "frozen", "base_ext"};

std::vector<Json> json_lines(const std::string& text) {
  std::vector<Json> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    if (line.starts_with("{")) lines.push_back(Json::parse(line));
  }
  return lines;
}

void check_step(const Json& line) {
  CHECK(line.at("least_ms").get<double>() > 0);
  CHECK(line.at("median_ms").get<double>() >= line.at("least_ms").get<double>());
  CHECK(line.at("cpu_ms").get<double>() >= 0);
  CHECK(line.at("gflop_per_s").get<double>() > 0);
  CHECK(line.at("peak_share").get<double>() >= 0);
}

/// Every phase has its time, those of the inner loops their speed, too.
void check_phases(const Json& line) {
  for (const std::string phase : {"encoder", "decoder", "readout"}) {
    CHECK(line.at(phase + "_ms").get<double>() > 0);
    CHECK(line.at(phase + "_peak_share").get<double>() >= 0);
    CHECK(line.at(phase + "_gflop_per_s").get<double>() > 0);
  }
  CHECK(line.contains("optimiser_ms"));
  CHECK(line.contains("rest_ms"));
}

}  // namespace

TEST_CASE("bench times every model with both engines") {
  const Workbench bench;
  const auto result = bench.npd("bench --json --threads 3 --samples 2" + small);
  INFO(result.err);
  REQUIRE(result.exit_code == 0);
  const auto lines = json_lines(result.out);
  REQUIRE(lines.size() == 2 * models.size());
  std::set<std::string> fused, autograd;
  for (const auto& line : lines) {
    INFO(line.dump());
    check_step(line);
    CHECK(line.at("samples") == 2);
    CHECK(line.at("sampling_ms").get<double>() > 0);
    const bool is_fused = line.at("engine") == "fused";
    (is_fused ? fused : autograd).insert(line.at("model").get<std::string>());
    CHECK(line.at("threads") == (is_fused ? 3 : 1));
    CHECK(line.contains("encoder_ms") == is_fused);
    if (is_fused) check_phases(line);
  }
  CHECK(fused == models);
  CHECK(autograd == models);
}

TEST_CASE("bench times one model, engine and number of threads") {
  const Workbench bench;
  for (const int threads : {1, 2}) {
    const auto result = bench.npd("bench --json --model base_ext --engine fused --panel-trials 3" +
                                  small + " --threads " + std::to_string(threads));
    INFO(result.err);
    REQUIRE(result.exit_code == 0);
    const auto lines = json_lines(result.out);
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].at("model") == "base_ext");
    CHECK(lines[0].at("threads") == threads);
    CHECK_FALSE(lines[0].contains("sampling_ms"));
    check_step(lines[0]);
    check_phases(lines[0]);
  }
}

TEST_CASE("bench prints a table for people") {
  const Workbench bench;
  const auto result = bench.npd("bench --model base_ext --engine fused --threads 1" + small);
  CHECK(result.exit_code == 0);
  CHECK_THAT(result.out, StartsWith("model     engine  threads  median ms"));
  CHECK_THAT(result.out, ContainsSubstring("\nbase_ext  fused   1        "));
  CHECK(result.out.find('{') == std::string::npos);
}

TEST_CASE("bench says what it does not know") {
  const Workbench bench;
  const auto model = bench.npd("bench --model bass");
  CHECK(model.exit_code == 3);
  CHECK_THAT(model.err, ContainsSubstring("bench: --model: unknown model \"bass\"; must be one of "
                                          "base, low_rank, mlp_rnn_flow, frozen, base_ext"));
  const auto steps = bench.npd("bench --model base --steps few");
  CHECK(steps.exit_code == 2);
  CHECK_THAT(steps.err, ContainsSubstring("bench: --steps: \"few\" is not a whole number"));
}
