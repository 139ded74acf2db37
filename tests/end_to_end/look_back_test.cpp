#include "table.hpp"
#include "workbench.hpp"

#include <npd/hdf5.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>

#include <npd/testing/catch.hpp>

/// \file look_back_test.cpp
/// The commands that look back at runs, on small runs of the real program.
namespace {

namespace fs = std::filesystem;
using npd::testing::ContainsSubstring;
using npd::testing::Finished;
using npd::testing::read_text;
using npd::testing::StartsWith;
using npd::testing::Table;

constexpr const char* low_rank =
    " model.generator.plugin=low_rank model.generator.state_dim=4 model.generator.rank=2";

/// The small experiment with two metrics.
struct Bench : npd::testing::Workbench {
  Bench() {
    write("small.toml", std::string(npd::testing::small_experiment) +
                            "\n[metrics.procrustes]\nplugin = \"procrustes\"\n");
  }

  Finished train(const std::string& arguments) const {
    auto finished = npd("run small.toml --all --out " + arguments);
    INFO(finished.err);
    REQUIRE(finished.exit_code == 0);
    return finished;
  }
};

/// Three runs that several test cases look at and leave as they are.
struct Runs : Bench {
  Finished base = train("a/base");
  Finished lr = train(std::string("a/lr") + low_rank);
  Finished ext = train("b/base model.co_dim=0 " + npd::testing::small_data("murray_rec_pfc_ext"));
};

const Runs& runs() {
  static const Runs made;
  return made;
}

Table read_table(const fs::path& file) { return npd::testing::parse_table(read_text(file)); }

double number(const std::string& cell) { return cell.empty() ? NAN : std::stod(cell); }

/// The row of a metric.
const std::map<std::string, std::string>& row_of(const Table& table, const std::string& metric) {
  for (const auto& row : table.rows) {
    if (row.at("metric") == metric) return row;
  }
  throw std::runtime_error("no row " + metric);
}

double score(const Table& table, const std::string& metric) {
  return number(row_of(table, metric).at("value"));
}

std::string single_spaced(std::string text) {
  const auto both_spaces = [](char a, char b) { return a == ' ' && b == ' '; };
  text.erase(std::unique(text.begin(), text.end(), both_spaces), text.end());
  return text;
}

void copy_run(const Bench& to, const std::string& name) {
  fs::create_directories((to / name).parent_path());
  fs::copy(runs() / "a/base", to / name, fs::copy_options::recursive);
}

void set_outcome(const fs::path& run, const std::string& outcome) {
  auto json = nlohmann::json::parse(read_text(run / "run.json"));
  json["outcome"] = outcome;
  std::ofstream(run / "run.json") << json.dump();
}

}  // namespace

TEST_CASE("a run that is scored again scores the same") {
  const std::string results = "\nresults in ";
  for (const auto& [run, finished] :
       {std::pair{"a/base", runs().base}, {"a/lr", runs().lr}, {"b/base", runs().ext}}) {
    INFO(run);
    const Bench bench;
    const auto again = runs().npd("evaluate " + std::string(run) + " --all --out " +
                                  (bench / "scores.csv").string());
    CHECK(again.exit_code == 0);
    CHECK(again.err.empty());
    CHECK(again.out == finished.out.substr(0, finished.out.find(results)));
    CHECK(read_text(bench / "scores.csv") == read_text(runs() / run / "scores.csv"));
  }
}

TEST_CASE("whatever region was recorded, the true inputs are found again") {
  const Bench bench;
  for (const std::string region : {"all", "ppc"}) {
    bench.train(region + " dataset.region=" + region);
    CHECK(bench.npd("evaluate " + region + " --out " + region + ".csv").exit_code == 0);
    CHECK(read_text(bench / (region + ".csv")) == read_text(bench / region / "scores.csv"));
  }
}

TEST_CASE("an output file alone is scored by every metric, or by those of a file") {
  const Bench bench;
  const auto file = (runs() / "a/base/lfads_output_sess0.h5").string();
  const auto all = bench.npd("evaluate " + file + " --all --out all.csv");
  CHECK(all.exit_code == 0);
  for (const char* metric :
       {"\nrate_r2 ", "\nlatent_procrustes_rot ", "\nbits_per_spike ", "\nlatent_cka "}) {
    CHECK_THAT(all.out, ContainsSubstring(metric));
  }
  const auto before = read_table(runs() / "a/base/scores.csv"), now = read_table(bench / "all.csv");
  for (const auto& row : before.rows) {
    INFO(row.at("metric"));
    CHECK(std::abs(score(now, row.at("metric")) - number(row.at("value"))) <= 1e-12);
  }

  bench.write("metrics.toml", "[metrics.mine]\nplugin = \"procrustes\"\nalpha_rot = 0.5\n");
  const auto mine = bench.npd("evaluate " + file + " --config metrics.toml --out mine.csv");
  CHECK(mine.exit_code == 0);
  CHECK(mine.out.find("rate_r2") == std::string::npos);
  CHECK(score(read_table(bench / "mine.csv"), "latent_procrustes_rot") !=
        score(before, "latent_procrustes_rot"));
  CHECK(bench.npd("evaluate " + file + " --config small.toml").out ==
        runs().npd("evaluate a/base").out);
}

TEST_CASE("a run that failed after its outputs can still be scored") {
  const Bench bench;
  copy_run(bench, "run");
  fs::remove(bench / "run/scores.csv");
  set_outcome(bench / "run", "failed");
  CHECK(bench.npd("evaluate run").out == runs().npd("evaluate a/base").out);
}

TEST_CASE("what cannot be evaluated is told") {
  const Bench bench;
  const auto refused = [&](const std::string& arguments, int code, const std::string& text) {
    const auto finished = bench.npd("evaluate " + arguments);
    CHECK(finished.exit_code == code);
    CHECK(finished.out.empty());
    CHECK_THAT(finished.err, ContainsSubstring(text));
  };
  refused("nothing", 5, "nothing");
  fs::create_directory(bench / "empty");
  refused("empty", 5, "npd: error: empty: is not the folder of a run: it has no run.json; give a");

  copy_run(bench, "run");
  refused("run --config run/config.toml --out run/scores.csv", 7,
          "run/scores.csv: exists already and is not overwritten");
  bench.write("none.toml", "seed = 1\n");
  refused("run --config none.toml", 3, "none.toml:1:1: unknown key \"seed\"");
  bench.write("none.toml", "");
  refused("run --config none.toml", 3, "none.toml: metrics: names no metric; add a table");
  set_outcome(bench / "run", "interrupted");
  fs::remove(bench / "run/lfads_output_sess0.h5");
  refused("run", 5,
          "run: has no lfads_output_sess0.h5: the run is interrupted; go on with: npd resume run");

  CHECK(bench.npd("simulate small.toml -o data.h5").exit_code == 0);
  refused("data.h5", 5, "data.h5: /train_output_params: is not there, so this is not the output");
}

TEST_CASE("without any truth only spikes can be scored") {
  const Bench bench;
  const auto full = npd::hdf5::File::open(runs() / "a/base/lfads_output_sess0.h5");
  npd::hdf5::Writer writer(bench / "real.h5");
  for (const std::string part : {"train_", "valid_"}) {
    for (const char* name : {"encod_data", "recon_data", "output_params", "factors"}) {
      writer.write(part + name, full.read(part + name));
    }
  }
  writer.commit();
  const auto scored = bench.npd("evaluate real.h5");
  CHECK(scored.exit_code == 0);
  CHECK_THAT(scored.out, ContainsSubstring("\nbits_per_spike "));
  CHECK_THAT(scored.out,
             ContainsSubstring("\nskipped, the data set has no true rates:\n  rate_r2"));
  const auto refused = bench.npd("evaluate real.h5 --config small.toml");
  CHECK(refused.exit_code == 5);
  CHECK(refused.err ==
        "npd: error: real.h5: none of the scores can be computed: the data set has "
        "no true inputs, the data set has no true latents, the data set has no true "
        "rates\n");
}

TEST_CASE("compare shows runs side by side with what was published of their cells") {
  const Bench bench;
  const auto csv = (bench / "c.csv").string();
  const auto compared = runs().npd("compare a/base a/lr b/base --csv " + csv);
  CHECK(compared.exit_code == 0);
  const std::string figures = " published median (min to max) of murray_rec_pfc";
  CHECK_THAT(single_spaced(compared.out),
             StartsWith("run a/base a/lr b/base" + figures + "/lfads_base" + figures + "/lfads_lr" +
                        figures +
                        "_ext/lfads_base\nexperiment small small small\n"
                        "data murray_rec_pfc murray_rec_pfc murray_rec_pfc_ext\n"
                        "model gru, linear low_rank, linear gru, linear\n"
                        "the original's name base_arprior lr_arprior base_mvnprior\n"
                        "seed 3 3 3\n"));
  CHECK_THAT(single_spaced(compared.out), ContainsSubstring("\nmodel.generator.state_dim 3 4 3\n"));
  CHECK_THAT(compared.out, ContainsSubstring("0.9875 (0.9692 to 0.9886)"));  // rec, base
  CHECK_THAT(compared.out, ContainsSubstring("0.9921 (0.9822 to 0.9941)"));  // ext, base

  const auto table = read_table(csv);
  REQUIRE(table.columns.size() == 1 + 3 + 3 * 6 + 1);  // the last one holds notes
  CHECK(table.columns[1] == "a/base");
  CHECK(table.columns[3] == "b/base");
  const auto lr = read_table(runs() / "a/lr/scores.csv");
  CHECK(number(row_of(table, "rate_r2").at("a/lr")) == score(lr, "rate_r2"));
  CHECK(std::isnan(number(row_of(table, "fwd_input_r2").at("b/base"))));
  const auto published = [&](const std::string& metric, const std::string& column) {
    return number(row_of(table, metric).at(column));
  };
  CHECK(published("rate_r2", "murray_rec_pfc/lfads_lr n") == 20);
  CHECK(published("fwd_input_r2", "murray_rec_pfc/lfads_base median") ==
        npd::testing::Approx(0.889).margin(5e-4));
  CHECK(std::isnan(published("fwd_input_r2", "murray_rec_pfc_ext/lfads_base median")));
  CHECK(std::isnan(published("valid_rate_r2", "murray_rec_pfc/lfads_base median")));
}

TEST_CASE("compare goes on past unfinished runs, and is JSON for programs") {
  const Bench bench;
  copy_run(bench, "run");
  copy_run(bench, "other");
  set_outcome(bench / "other", "interrupted");
  const auto compared = bench.npd("compare other run --json");
  CHECK(compared.exit_code == 0);
  CHECK(compared.err == "not finished but interrupted: other\n");
  const auto json = nlohmann::json::parse(compared.out);
  REQUIRE(json.at("runs").size() == 1);
  CHECK(json.at("runs")[0].at("folder") == fs::canonical(bench / "run").string());
  CHECK(json.at("runs")[0].at("scores").contains("rate_r2"));
  CHECK(json.at("published").contains("murray_rec_pfc/lfads_base"));
}

TEST_CASE("a model of no published kind has no published column") {
  const Bench bench;
  bench.train("flow model.readout.plugin=flow model.readout.steps=2 training.max_epochs=1");
  const auto compared = bench.npd("compare flow");
  CHECK(compared.exit_code == 0);
  CHECK(compared.out.find("published") == std::string::npos);
}

TEST_CASE("tables have the original's columns and a row a run") {
  const Bench bench;
  const auto written =
      runs().npd("tables a/base a/lr b/base -o " + (bench / "new/tables").string());
  CHECK(written.exit_code == 0);
  CHECK_THAT(written.out, StartsWith("wrote regression.csv and procrustes.csv of 3 run(s) to "));
  const std::string parameters =
      ",datamodule,model,seed,model.ci_enc_dim,model.co_dim,model.con_dim,model.dropout_rate,"
      "model.ext_input_dim,model.gen_cell.rank,model.gen_cell.scale,model.gen_dim,"
      "model.kl_co_scale,model.kl_ic_scale,model.l2_con_scale,model.l2_gen_scale\n";
  CHECK_THAT(read_text(bench / "new/tables/regression.csv"),
             StartsWith("name,rate_r2,st_rate_r2,fwd_latent_r2,st_fwd_latent_r2,bwd_latent_r2,"
                        "st_bwd_latent_r2,fwd_input_r2,st_fwd_input_r2,bwd_input_r2,"
                        "st_bwd_input_r2" +
                        parameters));
  CHECK_THAT(read_text(bench / "new/tables/procrustes.csv"),
             StartsWith("name,latent_procrustes_lin,latent_procrustes_rot,input_procrustes_lin,"
                        "input_procrustes_rot" +
                        parameters));

  const auto table = read_table(bench / "new/tables/regression.csv");
  REQUIRE(table.rows.size() == 3);
  const auto cell = [&](std::size_t row, const std::string& column) {
    return table.rows[row].at(column);
  };
  CHECK(cell(0, "name") == "a/base");
  CHECK(cell(1, "model") == "lr_arprior");
  CHECK(cell(1, "model.gen_cell.rank") == "2");
  CHECK(cell(1, "model.con_dim") == "4");
  CHECK(cell(1, "model.ext_input_dim") == "0");
  CHECK(cell(2, "datamodule") == "murray_rec_pfc_ext");
  CHECK(cell(2, "model") == "base_mvnprior");
  CHECK(cell(2, "model.ci_enc_dim") == "0");
  CHECK(cell(2, "model.con_dim") == "0");
  CHECK(cell(2, "model.ext_input_dim") == "2");
  CHECK(cell(2, "model.gen_cell.rank").empty());
  CHECK(cell(2, "model.gen_dim") == "3");
  CHECK(cell(2, "fwd_input_r2").empty());
  CHECK(number(cell(2, "rate_r2")) == score(read_table(runs() / "b/base/scores.csv"), "rate_r2"));

  const auto again = runs().npd("tables a/lr -o " + (bench / "new/tables").string());
  CHECK(again.exit_code == 7);
  CHECK_THAT(again.err, ContainsSubstring("regression.csv: exists already and is not overwritten"));
}

TEST_CASE("a frozen generator is named after the one inside") {
  const Bench bench;
  bench.write("frozen.toml",
              "include = [\"small.toml\"]\n[model.generator]\nplugin = \"frozen\"\nstate_dim = 3\n"
              "inner = { plugin = \"low_rank\", rank = 2 }\n");
  CHECK(bench.npd("run frozen.toml --out out training.max_epochs=1").exit_code == 0);
  const auto parameters = nlohmann::json::parse(read_text(bench / "out/params.json"));
  CHECK(parameters.at("model") == "lr_arprior");
  CHECK(parameters.at("model.gen_cell.rank") == 2);
  CHECK(parameters.at("model.generator.plugin") == "frozen");
}

TEST_CASE("runs without scores are refused by name") {
  const Bench bench;
  copy_run(bench, "run");
  const auto refused = [&](const std::string& arguments, const std::string& text) {
    for (const std::string command : {"compare ", "tables -o tables "}) {
      const auto finished = bench.npd(command + arguments);
      CHECK(finished.exit_code == 5);
      CHECK_THAT(finished.err, ContainsSubstring(text));
    }
    CHECK(!fs::exists(bench / "tables"));
  };
  refused("run run/.", "run: is named twice; name each run once");
  set_outcome(bench / "run", "interrupted");
  CHECK_THAT(bench.npd("compare run").err,
             StartsWith("npd: error: not finished but interrupted: run\nthere is no finished run"));
  CHECK_THAT(
      bench.npd("tables run -o tables").err,
      ContainsSubstring("run: the run is not finished but interrupted, so it has no scores"));
  set_outcome(bench / "run", "finished");
  fs::rename(bench / "run/trial_info.csv", bench / "kept.csv");
  refused("run", "run/trial_info.csv: the run had finished, but this file of it is lost");
  fs::rename(bench / "kept.csv", bench / "run/trial_info.csv");
  bench.write("run/scores.csv", "metric,value\nrate_r2,1\n");
  refused("run", "run/scores.csv: is not what the run wrote (its SHA-256 differs)");
  fs::remove(bench / "run/checkpoints/best.h5");
  refused("run", "run/checkpoints/best.h5: the run had finished, but this file of it is lost");
  bench.write("run/run.json", "{");
  refused("run", "run/run.json: is not a JSON object");
  fs::remove(bench / "run/run.json");
  refused("run", "run: is not the folder of a run: it has no run.json");
}
