#include "workbench.hpp"

#include <nlohmann/json.hpp>

#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <npd/testing/catch.hpp>

using namespace npd::testing;
using Json = nlohmann::json;

namespace {

const std::string small = " bench.batch=7 bench.bins=4 bench.neurons=21 --steps 2";
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

TEST_CASE("bench times every model that comes with the program with both engines") {
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
    CHECK(line.at("sampled_trials") == 7);
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

// The published table has the GFLOP of a step of 256 trials x 100 bins; 16 x 10 are a 160th.
TEST_CASE("bench counts the operations of the models that come with the program") {
  const Workbench bench;
  const auto result = bench.npd(
      "bench --json --engine autograd --steps 1 "
      "bench.batch=16 bench.bins=10");
  INFO(result.err);
  REQUIRE(result.exit_code == 0);
  std::map<std::string, double> gflop;
  for (const auto& line : json_lines(result.out)) gflop[line.at("model")] = line.at("gflop");
  CHECK(gflop["base"] == Approx(28.4 / 160).epsilon(0.005));
  CHECK(gflop["low_rank"] == Approx(30.2 / 160).epsilon(0.005));
  CHECK(gflop["mlp_rnn_flow"] == Approx(105.4 / 160).epsilon(0.005));
  CHECK(gflop["frozen"] == Approx(17.3 / 160).epsilon(0.005));
  CHECK(gflop["base_ext"] == Approx(11.4 / 160).epsilon(0.005));
}

TEST_CASE("bench times one model, engine and number of threads") {
  const Workbench bench;
  for (const int threads : {1, 2}) {
    const auto result =
        bench.npd("bench npd:bench/base_ext.toml --json --engine fused training.panel_trials=3" +
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

TEST_CASE("bench times an experiment on its own data") {
  const Workbench bench;
  const auto result = bench.npd("bench small.toml --json --steps 1");
  INFO(result.err);
  REQUIRE(result.exit_code == 0);
  const auto lines = json_lines(result.out);
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].at("engine") == "fused");
  CHECK(lines[1].at("engine") == "autograd");
  for (const auto& line : lines) {
    CHECK(line.at("model") == "small");
    CHECK(line.at("trials") == 8);
    CHECK(line.at("bins") == 12);
    CHECK(line.at("neurons") == 5);
    CHECK(line.at("left_to_autograd").is_null());
    check_step(line);
  }
  const auto asked = bench.npd("bench small.toml --json --steps 1 training.engine=autograd");
  CHECK(json_lines(asked.out).size() == 1);
  CHECK(!std::filesystem::exists(bench / "runs"));
}

TEST_CASE("bench says what an engine leaves to autograd, and why") {
  const Workbench bench;
  const std::string file = "small.toml --steps 1 --plugin-path " NPD_FIXTURES
                           " model.generator.plugin=wrapping model.generator.inner.plugin=gru";
  const auto table = bench.npd("bench " + file);
  INFO(table.err);
  REQUIRE(table.exit_code == 0);
  CHECK_THAT(table.out, ContainsSubstring("small: a step of 8 trials x 12 bins x 5 neurons\n"));
  CHECK_THAT(table.out, ContainsSubstring("small: the engine \"fused\" leaves to autograd the "
                                          "generator, which offers no kernel\n"));
  const auto lines = json_lines(bench.npd("bench --json " + file).out);
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].at("left_to_autograd") == "the generator, which offers no kernel");
  const auto forced = bench.npd("bench --engine fused " + file);
  CHECK(forced.exit_code == 3);
  CHECK_THAT(forced.err, ContainsSubstring("training.engine: \"fused\" cannot do the generator, "
                                           "which offers no kernel; use \"auto\" or \"autograd\""));
}

TEST_CASE("bench prints a table for people") {
  const Workbench bench;
  const auto result = bench.npd("bench npd:bench/base_ext.toml --engine fused --threads 1" + small);
  CHECK(result.exit_code == 0);
  CHECK_THAT(result.out, StartsWith("model     engine  threads  median ms"));
  CHECK_THAT(result.out, ContainsSubstring("\nbase_ext  fused   1        "));
  CHECK_THAT(result.out,
             ContainsSubstring("\n\nbase_ext: a step of 7 trials x 4 bins x 21 neurons\n"));
  CHECK(result.out.find('{') == std::string::npos);
}

TEST_CASE("bench says what is wrong with a file") {
  const Workbench bench;
  const auto error = [&](const std::string& arguments, int exit_code) {
    const auto result = bench.npd("bench " + arguments);
    CHECK(result.exit_code == exit_code);
    return result.err;
  };
  CHECK(error("npd:bench/bass.toml", 3).find("bench/bass.toml: no such file") != std::string::npos);
  CHECK_THAT(error("npd:bench/base.toml --steps few", 2),
             ContainsSubstring("bench: --steps: \"few\" is not a whole number"));
  CHECK_THAT(error("small.toml bench.bins=4", 3),
             ContainsSubstring("bench: bins and neurons together are the size of random counts"));
  CHECK_THAT(error("small.toml bench.external_dim=4", 3),
             ContainsSubstring("bench.external_dim: is of random counts, which need bins and"));
  CHECK_THAT(error("small.toml bench.batch=400", 3),
             ContainsSubstring("bench: a step of 400 trials needs more than the "));
  CHECK_THAT(error("small.toml bench.bach=4", 3), ContainsSubstring("did you mean \"batch\"?"));
  bench.write("alone.toml", "[model]\ngenerator.plugin = \"gru\"\nreadout.plugin = \"linear\"\n");
  CHECK_THAT(error("alone.toml", 3), ContainsSubstring("there is nothing to time: the file has no "
                                                       "[dataset]; give bins and neurons of"));
  bench.write("bench.toml", "include = [\"small.toml\"]\n[bench]\nbatch = 4\n");
  CHECK(bench.npd("run bench.toml").err ==
        "npd: error: bench.toml:2:2: bench: makes this a benchmark; start it with: npd bench\n");
}
