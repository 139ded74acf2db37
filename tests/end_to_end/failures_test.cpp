#include "table.hpp"
#include "workbench.hpp"

#include <npd/abi.h>
#include <npd/hdf5.hpp>
#include <npd/ops.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <limits>
#include <string>
#include <vector>

#include <npd/testing/catch.hpp>

using namespace npd::testing;

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

/// Counts of a file in the layout of lfads-torch: (8, 6, 3) and (2, 6, 3).
struct Counts {
  npd::Tensor train = at::ones({8, 6, 3});
  npd::Tensor valid = at::ones({2, 6, 3});
};

void write_counts(const fs::path& file, const Counts& counts) {
  npd::hdf5::Writer writer(file);
  for (const char* name : {"encod_data", "recon_data"}) {
    writer.write(fmt::format("train_{}", name), counts.train);
    writer.write(fmt::format("valid_{}", name), counts.valid);
  }
  writer.commit();
}

const std::string run_file =
    "run small.toml --out out dataset.plugin=lfads_hdf5 dataset.file=data.h5";

/// What the program says about data.h5; it must leave nothing behind.
std::string data_error(const Workbench& bench) {
  const auto finished = bench.npd(run_file);
  CHECK(finished.exit_code == 5);
  CHECK(finished.out.empty());
  CHECK(!fs::exists(bench / "out"));
  const std::string before = "npd: error: dataset \"lfads_hdf5\" 0.1.0 (" NPD_PLUGIN_DIR
                             "/lfads_hdf5.so), make: " +
                             (bench / "data.h5").string();
  REQUIRE_THAT(finished.err, StartsWith(before));
  return finished.err.substr(before.size());
}

}  // namespace

TEST_CASE("malformed data files are exit code 5 and name file and key") {
  const Workbench bench;
  CHECK(data_error(bench) == ": no such file\n");
  bench.write("data.h5", "trial,neuron\n1,2\n");
  CHECK_THAT(data_error(bench), ContainsSubstring("HDF5"));
  Counts negative, broken, narrow, flat;
  negative.train[3][2][1] = -1;
  broken.valid[0][0][0] = std::numeric_limits<float>::quiet_NaN();
  narrow.valid = at::ones({2, 6, 2});
  flat.train = at::ones({8, 18});
  for (const auto& [counts, key] : {std::pair{negative, "/train_encod_data"},
                                    {broken, "/valid_encod_data"},
                                    {narrow, "/valid_encod_data"},
                                    {flat, "/train_encod_data"}}) {
    write_counts(bench / "data.h5", counts);
    CHECK_THAT(data_error(bench), StartsWith(std::string(": ") + key + ": "));
  }
}

TEST_CASE("data without truth trains, and every score is skipped by name") {
  const Workbench bench;
  write_counts(bench / "data.h5", {});
  const auto finished = bench.npd(run_file);
  INFO(finished.err);
  CHECK(finished.exit_code == 0);
  CHECK_THAT(finished.out, ContainsSubstring("skipped, the data set has no true rates:\n"));
  CHECK_THAT(finished.out, ContainsSubstring("skipped, the data set has no true latents:\n"));
  CHECK(read_text(bench / "out/scores.csv") == "metric,value,split,direction,perfect,note,doc\n");
  CHECK(parse_table(read_text(bench / "out/metrics.csv")).rows[0].at("valid/r2").empty());
}

TEST_CASE("a numerical error ends the run with epoch, step and term") {
  const Workbench bench;
  const std::string remedy = "; try a smaller training.lr_init or training.gradient_clip";
  for (const auto& [overrides, message] :
       {std::pair<std::string, std::string>{
            "training.lr_init=1e30",
            "training, epoch 0, step 1: the reconstruction loss is NaN" + remedy},
        {"model.loss_scale=1e300", "training, epoch 0, step 0: the loss is infinite" + remedy}}) {
    const auto finished = bench.npd("run small.toml --out out " + overrides);
    CHECK(finished.exit_code == 6);
    CHECK(finished.out.empty());
    CHECK_THAT(finished.err, ContainsSubstring("\nnpd: error: " + message + "\n"));
    CHECK(bench.files("out") == std::set<std::string>{"config.toml", "log.txt", "metrics.csv",
                                                      "params.json", "run.json"});
    CHECK_THAT(read_text(bench / "out/log.txt"), ContainsSubstring("Z  error: " + message + "\n"));
    const auto record = Json::parse(read_text(bench / "out/run.json"));
    CHECK(record["outcome"] == "failed");
    CHECK(!record["finished"].get<std::string>().empty());
    fs::remove_all(bench / "out");
  }
}

TEST_CASE("a run never overwrites anything") {
  const Workbench bench;
  fs::create_directory(bench / "mine");
  bench.write("mine/notes.txt", "results of a year");
  const auto finished = bench.npd("run small.toml --out mine");
  CHECK(finished.exit_code == 7);
  CHECK(finished.out.empty());
  CHECK(finished.err == fmt::format("npd: error: {}: the folder is not empty, and a run never "
                                    "overwrites another; choose a new one with --out\n",
                                    (bench / "mine").string()));
  CHECK(bench.files() == std::set<std::string>{"small.toml", "mine/notes.txt"});
  CHECK(read_text(bench / "mine/notes.txt") == "results of a year");
}

TEST_CASE("a file that may not grow is named, with its cause, and nothing is left of it") {
  const Workbench bench;
  const auto finished = run_shell("cd '" + (bench / "").string() +
                                  "' && ulimit -f 16 && " NPD_PROGRAM " run small.toml --out out");
  CHECK(finished.exit_code == 7);
  CHECK(finished.out.empty());
  CHECK_THAT(finished.err,
             ContainsSubstring("npd: error: " + (bench / "out/checkpoints").string()));
  CHECK_THAT(finished.err, ContainsSubstring("cannot be written: File too large"));
  CHECK(finished.err.find("errno") == std::string::npos);
  for (const auto& file : bench.files("out")) CHECK(file.find(".tmp") == std::string::npos);
  CHECK(Json::parse(read_text(bench / "out/run.json"))["outcome"] == "failed");
}

TEST_CASE("more threads than there can be are refused before anything is done") {
  const Workbench bench;
  const auto finished = bench.npd("run small.toml --out out threads=200000");
  CHECK(finished.exit_code == 3);
  CHECK(finished.err ==
        "npd: error: command line: threads=200000: threads: 200000 is not allowed; must be in "
        "[0, 1024]\n");
  CHECK(!fs::exists(bench / "out"));
}

TEST_CASE("the output of a run is no data for another: refused before the training") {
  const Workbench bench;
  REQUIRE(bench.npd("run small.toml --out first").exit_code == 0);
  const auto finished = bench.npd(
      "run small.toml --out out dataset.plugin=lfads_hdf5 "
      "dataset.file=first/lfads_output_sess0.h5");
  CHECK(finished.exit_code == 5);
  CHECK_THAT(finished.err, ContainsSubstring("as the output of a run will have; this seems to be "
                                             "the output file of a run: give the data that it was "
                                             "made from"));
  CHECK(!fs::exists(bench / "out"));
}

TEST_CASE("a file of the name that was given is overwritten with --force alone") {
  const Workbench bench;
  REQUIRE(bench.npd("run small.toml --out run").exit_code == 0);
  bench.write("file", "mine");
  for (const std::string command :
       {"simulate small.toml -o file", "evaluate run --out file", "compare run --csv file"}) {
    INFO(command);
    bench.write("file", "mine");
    const auto refused = bench.npd(command);
    CHECK(refused.exit_code == 7);
    CHECK(refused.out.empty());
    CHECK(refused.err ==
          "npd: error: file: exists already and is not overwritten; choose another name or remove "
          "it, or give --force\n");
    CHECK(read_text(bench / "file") == "mine");
    CHECK(bench.npd(command + " --force").exit_code == 0);
    CHECK(read_text(bench / "file") != "mine");
  }
  fs::create_symlink("small.toml", bench / "link");
  for (const std::string force : {"", " --force"}) {
    CHECK(bench.npd("simulate small.toml -o link" + force).exit_code == 7);
  }
  CHECK(read_text(bench / "small.toml") == small_experiment);
}

TEST_CASE("a folder that cannot be made is exit code 7") {
  const Workbench bench;
  for (const std::string out : {"small.toml", "small.toml/below"}) {
    const auto finished = bench.npd("run small.toml --out " + out);
    CHECK(finished.exit_code == 7);
    CHECK(finished.err == fmt::format("npd: error: {}: the folder cannot be made: Not a "
                                      "directory; choose another place with --out\n",
                                      (bench / out).string()));
  }
  CHECK(read_text(bench / "small.toml") == small_experiment);
  const auto simulated = bench.npd("simulate small.toml -o none/data.h5");
  CHECK(simulated.exit_code == 7);
  CHECK_THAT(simulated.err, StartsWith("npd: error: none/data.h5: "));
}

TEST_CASE("an empty folder may be the run's") {
  const Workbench bench;
  fs::create_directory(bench / "mine");
  CHECK(bench.npd("run small.toml --out mine").exit_code == 0);
  CHECK(fs::exists(bench / "mine/scores.csv"));
}

namespace {

/// A folder of plugins that only these tests have.
void add_plugins(const Workbench& bench, const std::vector<std::string>& names) {
  fs::create_directory(bench / "plugins");
  for (const auto& name : names) {
    fs::create_symlink(NPD_FIXTURES "/" + name + ".so", bench / ("plugins/" + name + ".so"));
  }
}

}  // namespace

TEST_CASE("plugins that break their contract are exit code 4 and named") {
  const Workbench bench;
  add_plugins(bench, {"misbehaving"});
  const auto error_with = [&](const std::string& overrides) {
    const auto finished = bench.npd("run small.toml --out out --plugin-path plugins " + overrides);
    CHECK(finished.exit_code == 4);
    CHECK(finished.out.empty());
    return finished.err;
  };
  CHECK(error_with("model.generator.plugin=throws_in_constructor") ==
        "npd: error: generator \"throws_in_constructor\" 0.1.0 (plugins/misbehaving.so), create: "
        "no luck today\n");
  CHECK(error_with("dataset.plugin=bad_trials") ==
        "npd: error: dataset \"bad_trials\" 0.1.0 (plugins/misbehaving.so), make: spikes (trial, "
        "time, neuron): expected shape (any, any, any), found (4, 5)\n");
  CHECK(!fs::exists(bench / "out"));
  CHECK_THAT(error_with("model.generator.plugin=wrong_shape"),
             ContainsSubstring("\nnpd: error: generator \"wrong_shape\" 0.1.0 "
                               "(plugins/misbehaving.so), step: next state (trial, state): "
                               "expected shape (8, 20), found (8, 40)\n"));
  CHECK(Json::parse(read_text(bench / "out/run.json"))["outcome"] == "failed");
}

TEST_CASE("plugins that end the program are exit code 4 and named") {
  for (const auto& [library, last_words] : {
           std::pair{"constructor_exit", "create: ended the process by calling exit()\n"},
           {"constructor_abort", "create: crashed: aborted (SIGABRT)\n"},
           {"step_throw", "step: threw something that is not a std::exception\n"},
#ifndef __SANITIZE_ADDRESS__  // which has the last word
           {"step_crash", "step: crashed: memory that is not its own (SIGSEGV)\n"},
#endif
       }) {
    const Workbench bench;
    fs::create_directory(bench / "plugins");
    fs::copy_file(fs::path(NPD_HOSTILE) / fmt::format("{}.so", library), bench / "plugins/mine.so");
    const auto finished =
        bench.npd("run small.toml --out out --plugin-path plugins model.generator.plugin=hostile");
    CAPTURE(library);
    CHECK(finished.exit_code == 4);
    CHECK_THAT(finished.err,
               ContainsSubstring(
                   std::string("npd: error: generator \"hostile\" 0.1.0 (plugins/mine.so), ") +
                   last_words));
  }
}

TEST_CASE("libraries that do not load are listed with the reason when a plugin is missed") {
  const Workbench bench;
  add_plugins(bench, {"duplicate_id", "no_symbol", "other_sdk"});
  const auto finished = bench.npd("run small.toml --plugin-path plugins dataset.plugin=absent");
  CHECK(finished.exit_code == 4);
  CHECK_THAT(finished.err,
             ContainsSubstring(fmt::format(
                 "\nskipped:   duplicate_id.so: has generator \"twin\" twice (plugins)\n"
                 "           no_symbol.so: exports no symbol npd_plugin (plugins)\n"
                 "           other_sdk.so: built for sdk 0.0, host {}.{} (plugins)\n",
                 NPD_SDK_VERSION_MAJOR, NPD_SDK_VERSION_MINOR)));
  CHECK(!fs::exists(bench / "runs"));
}
