#include "table.hpp"
#include "workbench.hpp"

#include <npd/hdf5.hpp>
#include <npd/ops.hpp>
#include <npd/version.hpp>

#include <nlohmann/json.hpp>

#include <cmath>
#include <map>
#include <string>
#include <vector>

#include <npd/testing/catch.hpp>

using namespace npd::testing;

namespace {

using Json = nlohmann::json;
using Shape = std::vector<std::int64_t>;

/// One run of the small experiment that several test cases look at.
struct SmallRun : Workbench {
  Finished finished = npd("run small.toml --out out");
  std::string text(const std::string& file) const { return read_text(*this / ("out/" + file)); }
};

const SmallRun& small_run() {
  static const SmallRun run;
  return run;
}

}  // namespace

TEST_CASE("a run prints its scores to stdout and its progress to stderr") {
  const auto& [code, out, err] = small_run().finished;
  CHECK(code == 0);
  CHECK_THAT(out, StartsWith("metric                value  note  split  better  range"));
  CHECK_THAT(out, ContainsSubstring("\nrate_r2 "));
  CHECK_THAT(out, ContainsSubstring("\n32 more scores: in scores.csv, or give --all\n"));
  CHECK_THAT(out, ContainsSubstring("\n\nresults in " + (small_run() / "out").string() + "\n"));
  CHECK_THAT(err, StartsWith("run folder  " + (small_run() / "out").string() +
                             "\ndata        murray_rec_pfc: 20 trials (16 train, 4 valid) of 12 "
                             "bins of 10 ms, 5 neurons\ndata        1 of 20 trials have no "
                             "spike\nmodel       LFADS, generator gru (3 "
                             "units), readout linear, controller with 2 outputs, ar prior\n"));
  CHECK_THAT(err, ContainsSubstring("\nepoch    1  valid loss "));
  CHECK_THAT(err, ContainsSubstring("\ntrained     2 epochs in "));
  CHECK_THAT(err, ContainsSubstring("\nsampled     3 posterior samples of 20 trials in "));
}

TEST_CASE("a run that is asked for its report ends with it") {
  const Workbench bench;
  const auto finished = bench.npd("run small.toml report=true --out out");
  CHECK(finished.exit_code == 0);
  const auto report = (bench / "out/report.html").string();
  CHECK_THAT(finished.out, ContainsSubstring("\nreport in " + report + "\n"));
  CHECK_THAT(read_text(report), StartsWith("<!DOCTYPE html>"));
}

TEST_CASE("a run is good although its report cannot be written") {
  const Workbench bench;
  REQUIRE(bench.npd("run small.toml report=true --until 1 --out out").exit_code == 0);
  std::filesystem::create_directory(bench / "out/report.html");  // in its way
  const auto finished = bench.npd("resume out");
  CHECK(finished.exit_code == 0);
  CHECK_THAT(finished.out, ContainsSubstring("\nresults in "));
  CHECK_THAT(finished.err, ContainsSubstring("npd: warning: no report: ") &&
                               ContainsSubstring("try: npd report "));
}

TEST_CASE("what is not a terminal gets plain lines") {
  const auto& err = small_run().finished.err;
  CHECK(err.find('\x1b') == std::string::npos);
  CHECK(err.find('\r') == std::string::npos);
}

TEST_CASE("a run folder holds these files and no other") {
  CHECK(small_run().files() ==
        std::set<std::string>{"small.toml", "out/config.toml", "out/run.json", "out/params.json",
                              "out/metrics.csv", "out/log.txt", "out/checkpoints/best.h5",
                              "out/lfads_output_sess0.h5", "out/scores.csv", "out/trial_info.csv"});
}

TEST_CASE("metrics.csv has a row an epoch under the names of lfads-torch") {
  const auto metrics = parse_table(small_run().text("metrics.csv"));
  CHECK(metrics.columns ==
        std::vector<std::string>{
            "epoch",        "train/loss",  "train/recon",    "train/bps",      "train/co_bps",
            "train/fp_bps", "train/r2",    "train/wt_l2",    "train/wt_kl/ic", "train/wt_kl/co",
            "valid/loss",   "valid/recon", "valid/bps",      "valid/co_bps",   "valid/fp_bps",
            "valid/r2",     "valid/wt_l2", "valid/wt_kl/ic", "valid/wt_kl/co", "valid/recon_smth",
            "hp/lr",        "grad_norm"});
  REQUIRE(metrics.rows.size() == 2);
  for (std::size_t epoch = 0; epoch < 2; ++epoch) {
    const auto& row = metrics.rows[epoch];
    CHECK(row.at("epoch") == std::to_string(epoch));
    CHECK(row.at("hp/lr") == "0.004");
    for (const auto& [column, cell] : row) {
      INFO(column);
      // All neurons and bins are encoded, so that there is nothing else to predict.
      const bool empty = column.ends_with("co_bps") || column.ends_with("fp_bps");
      CHECK((empty ? cell.empty() : std::isfinite(std::stod(cell))));
    }
  }
}

TEST_CASE("scores.csv holds every score of the metric, all finite") {
  const auto scores = parse_table(small_run().text("scores.csv"));
  CHECK(scores.columns == std::vector<std::string>{"metric", "value", "split", "direction",
                                                   "perfect", "note", "doc"});
  REQUIRE(scores.rows.size() == 38);
  CHECK(scores.rows[0].at("metric") == "rate_r2");
  for (const auto& row : scores.rows) {
    INFO(row.at("metric"));
    CHECK(std::stod(row.at("value")) <= 1);
    CHECK(row.at("split") == (row.at("metric").starts_with("valid_") ? "valid" : "all"));
  }
}

TEST_CASE("lfads_output_sess0.h5 has the keys, shapes and types of lfads-torch") {
  const auto file = npd::hdf5::File::open(small_run() / "out/lfads_output_sess0.h5");
  const std::map<std::string, std::pair<Shape, std::string>> arrays{
      {"output_params", {{12, 5}, "float32"}},
      {"factors", {{12, 3}, "float32"}},
      {"ic_mean", {{3}, "float32"}},
      {"ic_std", {{3}, "float32"}},
      {"co_means", {{12, 2}, "float32"}},
      {"co_stds", {{12, 2}, "float32"}},
      {"con_states", {{12, 4}, "float32"}},
      {"gen_states", {{12, 3}, "float32"}},
      {"gen_inputs", {{12, 2}, "float32"}},
      {"gen_init", {{3}, "float32"}},
      {"encod_data", {{12, 5}, "uint8"}},
      {"recon_data", {{12, 5}, "uint8"}},
      {"truth", {{12, 5}, "float32"}},
      {"latents", {{12, 2}, "float32"}},
      {"ext_input", {{12, 2}, "float32"}},
      {"eff_pfc_inputs", {{12, 2}, "float32"}},
      {"inds", {{}, "int64"}},
  };
  for (const auto& [name, row] : arrays) {
    for (const auto& [part, trials] : {std::pair{"train_", 16}, {"valid_", 4}}) {
      INFO(part << name);
      const auto info = file.info(part + name);
      Shape shape{trials};
      shape.insert(shape.end(), row.first.begin(), row.first.end());
      CHECK(info.shape == shape);
      CHECK(info.type == row.second);
    }
  }
  CHECK((file.read("valid_output_params") > 0).all().item<bool>());
  CHECK((file.read("train_co_stds") > 0).all().item<bool>());
}

TEST_CASE("the best weights are named after the modules and say their epoch") {
  const auto file = npd::hdf5::File::open(small_run() / "out/checkpoints/best.h5");
  const auto record = Json::parse(small_run().text("run.json"));
  CHECK(file.number("", "epoch") == record["best_epoch"]);
  CHECK(file.info("weights/readout.bias").shape == Shape{5});
  CHECK(file.info("weights/readout.bias").type == "float32");
}

TEST_CASE("run.json says what was run with what") {
  const auto record = Json::parse(small_run().text("run.json"));
  CHECK(record["experiment"] == "small");
  CHECK(record["outcome"] == "finished");
  CHECK(record["config"] == (small_run() / "small.toml").string());
  CHECK(record["overrides"] == Json::array());
  CHECK(record["command"] == Json({"run", "small.toml", "--out", "out"}));
  CHECK(record["ending"] == "max_epochs");
  REQUIRE(record["attempts"].size() == 1);
  const auto& attempt = record["attempts"][0];
  CHECK(attempt["outcome"] == "finished");
  CHECK(attempt["versions"]["sdk"] == npd::sdk_version());
  CHECK(record["seed"] == 3);
  CHECK(record["epochs"] == 2);
  CHECK(record["seconds"]["training"] > 0);
  CHECK(record["started"] <= record["finished"]);
  std::map<std::string, std::string> kinds;
  for (const auto& plugin : attempt["plugins"]) {
    kinds[plugin["id"]] = plugin["kind"];
    const auto sum = run_shell("sha256sum " + plugin["library"].get<std::string>());
    CHECK(plugin["sha256"] == sum.out.substr(0, 64));
  }
  CHECK(kinds == std::map<std::string, std::string>{{"murray_rec_pfc", "dataset"},
                                                    {"gru", "generator"},
                                                    {"linear", "readout"},
                                                    {"regression", "metric"}});
  for (const auto& [name, sha256] : record["files"].items()) {
    INFO(name);
    const auto sum = run_shell("sha256sum " + (small_run() / ("out/" + name)).string());
    CHECK(sha256 == sum.out.substr(0, 64));
  }
  CHECK(record["files"].size() == 7);
}

TEST_CASE("params.json is one flat object with the original analysis' names") {
  const auto params = Json::parse(small_run().text("params.json"));
  CHECK(params["datamodule"] == "murray_rec_pfc");
  CHECK(params["model"] == "base_arprior");
  CHECK(params["model.co_dim"] == 2);
  CHECK(params["model.gen_dim"] == 3);
  CHECK(params["model.dropout_rate"] == 0.3);
  CHECK(params["dataset.trials"] == 20);
  CHECK(params["training.lr_init"] == 0.004);
  for (const auto& [key, value] : params.items()) {
    INFO(key);
    CHECK(!value.is_object());
  }
  // As the original's evaluation joins them: the folder's name, then all parameters.
  Json row{{"name", "run_model_0"}};
  row.update(params);
  CHECK(row["name"] == "run_model_0");
}

TEST_CASE("log.txt has every line with its time") {
  const auto log = small_run().text("log.txt");
  CHECK_THAT(log, ContainsSubstring("Z  data        murray_rec_pfc: 20 trials"));
  CHECK_THAT(log, ContainsSubstring("Z  trained     2 epochs in "));
  for (const char* epoch : {"Z  epoch    0  valid loss ", "Z  epoch    1  valid loss "}) {
    CHECK_THAT(log, ContainsSubstring(epoch));
  }
}

TEST_CASE("config.toml runs again to the same results") {
  const auto again = small_run().npd("run out/config.toml --out again");
  CHECK(again.exit_code == 0);
  for (const std::string file : {"config.toml", "metrics.csv", "scores.csv", "params.json",
                                 "checkpoints/best.h5", "lfads_output_sess0.h5"}) {
    INFO(file);
    CHECK(read_text(small_run() / ("again/" + file)) == small_run().text(file));
  }
  std::filesystem::remove_all(small_run() / "again");
}

TEST_CASE("equal seeds give equal bytes whatever the number of threads, other seeds others") {
  const std::vector<std::string> results{"metrics.csv", "scores.csv", "checkpoints/best.h5",
                                         "lfads_output_sess0.h5"};
  const auto& run = small_run();
  const auto results_of = [&](const std::string& arguments, const std::string& environment) {
    CHECK(run.npd("run small.toml --out again " + arguments, environment).exit_code == 0);
    std::vector<std::string> texts;
    for (const auto& file : results) texts.push_back(read_text(run / ("again/" + file)));
    std::filesystem::remove_all(run / "again");
    return texts;
  };
  std::vector<std::string> expected;
  for (const auto& file : results) expected.push_back(run.text(file));
  CHECK(results_of("", "") == expected);
  CHECK(results_of("threads=1", "") == expected);
  CHECK(results_of("threads=2", "OMP_NUM_THREADS=2 OPENBLAS_NUM_THREADS=2 MKL_NUM_THREADS=2") ==
        expected);
  CHECK(results_of("threads=2", "OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1") == expected);
  const auto other = results_of("seed=4", "");
  for (std::size_t i = 0; i < results.size(); ++i) {
    INFO(results[i]);
    CHECK(other[i] != expected[i]);
  }
}

TEST_CASE("without --out a run goes to runs/<experiment>/<UTC time> in the working directory") {
  const Workbench bench;
  CHECK(bench.npd("run small.toml name=mine/first").exit_code == 0);
  const auto parent = bench / "runs/mine/first";
  REQUIRE(std::filesystem::is_directory(parent));
  const auto folder = std::filesystem::directory_iterator(parent)->path();
  const std::string name = folder.filename().string();
  CHECK(name.size() == std::string("2026-11-23T21-05-09Z").size());
  CHECK(std::filesystem::exists(folder / "scores.csv"));
}
