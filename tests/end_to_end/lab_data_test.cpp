/// \file lab_data_test.cpp
/// Data as labs have them: trial numbers with gaps, padded trials, files of other tools, few
/// samples.
#include "table.hpp"
#include "workbench.hpp"

#include <npd/hdf5.hpp>
#include <npd/ops.hpp>
#include <npd/random.hpp>

#include <cmath>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <npd/testing/catch.hpp>

namespace {

using namespace npd::testing;
using npd::Tensor;
using Arrays = std::map<std::string, Tensor>;

/// 16 training and 4 validation trials of 12 bins, drawn from rates that two latents make.
Arrays recording(std::int64_t neurons = 5) {
  npd::RandomStream random(1, "recording");
  const auto normal = [&](at::IntArrayRef sizes) {
    Tensor x = at::empty(sizes, at::kDouble);
    for (std::int64_t i = 0; i < x.numel(); ++i) x.data_ptr<double>()[i] = random.normal();
    return x;
  };
  const Tensor latents = normal({20, 12, 2});
  const Tensor rates = at::exp(0.5 * at::matmul(latents, normal({2, neurons})) - 0.5);
  Tensor spikes = at::empty_like(rates);
  for (std::int64_t i = 0; i < rates.numel(); ++i) {
    spikes.data_ptr<double>()[i] = static_cast<double>(random.poisson(rates.data_ptr<double>()[i]));
  }
  Arrays arrays;
  for (const auto& [name, array] :
       {std::pair{"encod_data", spikes}, {"truth", rates}, {"latents", latents}}) {
    arrays[std::string("train_") + name] = array.slice(0, 0, 16).contiguous();
    arrays[std::string("valid_") + name] = array.slice(0, 16).contiguous();
  }
  return arrays;
}

struct Bench : Workbench {
  Bench() {
    write("small.toml", std::string(small_experiment) +
                            "\n[metrics.bits_per_spike]\nplugin = \"bits_per_spike\"\n");
  }

  void store(const Arrays& arrays) const {
    npd::hdf5::Writer writer(*this / "data.h5");
    for (const auto& [key, array] : arrays) writer.write(key, array);
    writer.commit();
  }

  Finished run(const Arrays& arrays, const std::string& out, const std::string& more = "") const {
    store(arrays);
    return npd("run small.toml --out " + out + " dataset.plugin=lfads_hdf5 dataset.file=data.h5 " +
               more);
  }

  std::string scores(const std::string& out) const {
    return read_text(*this / (out + "/scores.csv"));
  }

  Tensor output(const std::string& out, const std::string& key) const {
    return npd::hdf5::File::open(*this / (out + "/lfads_output_sess0.h5")).read(key);
  }
};

std::map<std::string, std::string> cells(const std::string& csv, const std::string& column) {
  std::map<std::string, std::string> cells;
  for (const auto& row : parse_table(csv).rows) cells[row.at("metric")] = row.at(column);
  return cells;
}

}  // namespace

TEST_CASE("numbers of trials with gaps go through a run to its output, and scores are the same") {
  const Bench bench;
  auto arrays = recording();
  const Tensor places = at::arange(20);
  arrays["train_inds"] = places.slice(0, 4);  // validation trials came first
  arrays["valid_inds"] = places.slice(0, 0, 4);
  REQUIRE(bench.run(arrays, "whole").exit_code == 0);
  arrays["train_inds"] = (places.slice(0, 4) * 3 + 1).to(at::kDouble);
  arrays["valid_inds"] = (places.slice(0, 0, 4) * 3 + 1).to(at::kDouble);
  const auto gaps = bench.run(arrays, "gaps");
  INFO(gaps.err);
  REQUIRE(gaps.exit_code == 0);
  CHECK(bench.scores("gaps") == bench.scores("whole"));
  CHECK(at::equal(bench.output("gaps", "train_inds"), places.slice(0, 4) * 3 + 1));
  CHECK(at::equal(bench.output("gaps", "valid_inds"), places.slice(0, 0, 4) * 3 + 1));
  REQUIRE(bench.npd("evaluate gaps --out again.csv").exit_code == 0);
  CHECK(read_text(bench / "again.csv") == bench.scores("gaps"));
  CHECK_THAT(bench.npd("data describe data.h5").out,
             ContainsSubstring("\nnumbers  1 to 58 of the recording's trials, with gaps\n"));
}

TEST_CASE("padding is looked at nowhere, whatever stands for the truth in it") {
  const Bench bench;
  std::map<std::string, std::string> scores, metrics;
  for (const auto& [name, padding] :
       {std::pair{"zero", 0.0}, {"absurd", 7.0}, {"unknown", std::nan("")}}) {
    auto arrays = recording();
    for (auto& [key, array] : arrays) {
      const bool counts = key.find("encod") != std::string::npos;
      array.slice(0, 0, array.size(0), 2).slice(1, 8).fill_(counts ? std::nan("") : padding);
    }
    const auto finished = bench.run(arrays, name, "dataset.allow_missing=true");
    INFO(finished.err);
    REQUIRE(finished.exit_code == 0);
    scores[name] = bench.scores(name);
    metrics[name] = read_text(bench / (std::string(name) + "/metrics.csv"));
    REQUIRE(bench.npd(std::string("evaluate ") + name + " --out " + name + ".csv").exit_code == 0);
    CHECK(read_text(bench / (std::string(name) + ".csv")) == scores[name]);
  }
  CHECK(scores["zero"] == scores["absurd"]);
  CHECK(scores["zero"] == scores["unknown"]);
  CHECK(metrics["zero"] == metrics["absurd"]);
  CHECK(metrics["zero"] == metrics["unknown"]);
  for (const auto& [metric, value] : cells(scores["unknown"], "value")) {
    INFO(metric);
    const bool nothing_hidden =
        metric.find("co_") != std::string::npos || metric.find("fp_") != std::string::npos;
    CHECK(value.empty() == (nothing_hidden || metric.find("input") != std::string::npos));
  }
  CHECK(bench.npd("report unknown -o report.html").exit_code == 0);
}

TEST_CASE("scores of few samples are marked in the table, in scores.csv and in comparisons") {
  const Bench bench;
  const auto finished = bench.run(recording(100), "out");  // 240 bins in all
  INFO(finished.err);
  REQUIRE(finished.exit_code == 0);
  CHECK_THAT(finished.out, ContainsSubstring("value  note  split"));
  CHECK_THAT(finished.out, ContainsSubstring("\nnotes:\n  (1) fitted with 100 regressors on 240 "
                                             "samples"));
  const auto notes = cells(bench.scores("out"), "note");
  CHECK_THAT(notes.at("rate_r2"), ContainsSubstring("would explain 0.42 of an unrelated target"));
  CHECK_THAT(notes.at("rate_r2"), ContainsSubstring("does not carry over to other trials"));
  CHECK_THAT(notes.at("valid_rate_r2"),
             ContainsSubstring("fitted with 100 regressors on 192 samples"));
  CHECK_THAT(cells(bench.scores("out"), "doc").at("rate_r2"),
             StartsWith("R2 of true rates from estimated rates"));
  CHECK_THAT(bench.npd("compare out").out, ContainsSubstring("\nnotes:\n  (1) fitted with"));
}

TEST_CASE("counts that no neuron reaches are told by a run and by data describe") {
  const Bench bench;
  auto arrays = recording();
  arrays["train_encod_data"][3][4][1] = 1e6;
  arrays["train_encod_data"][5].fill_(0);
  const auto finished = bench.run(arrays, "out");
  INFO(finished.err);
  REQUIRE(finished.exit_code == 0);
  const std::string told = "the largest count is 1e+06, in trial 3, bin 4, neuron 1";
  CHECK_THAT(finished.err, ContainsSubstring("warning     " + told));
  CHECK_THAT(finished.err, ContainsSubstring("data        1 of 20 trials have no spike\n"));
  CHECK_THAT(bench.npd("data describe data.h5").out, ContainsSubstring("\nwarning  " + told));
}

TEST_CASE("a file of another layout is described, and a run says what it is") {
  const Bench bench;
  const auto arrays = recording();
  const Arrays other = {{"train_data", arrays.at("train_encod_data")},
                        {"valid_data", arrays.at("valid_encod_data")}};
  const auto refused = bench.run(other, "out");
  CHECK(refused.exit_code == 5);
  CHECK_THAT(refused.err, ContainsSubstring("looks like autolfads"));
  const auto described = bench.npd("data describe data.h5");
  CHECK(described.exit_code == 0);
  CHECK_THAT(described.out, ContainsSubstring("\n  train_data  (16, 12, 5)  float64\n"));
  bench.store({{"train_encod_data", at::ones({3, 4, 2})}});
  const auto broken = bench.npd("data describe data.h5 --json");
  CHECK(broken.exit_code == 5);
  CHECK_THAT(broken.out, ContainsSubstring("\"layout\": \"lfads-torch\""));
  CHECK_THAT(broken.err, ContainsSubstring("/valid_encod_data: no such array"));
}
