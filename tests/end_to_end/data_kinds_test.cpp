#include "table.hpp"
#include "workbench.hpp"

#include <npd/hdf5.hpp>
#include <npd/ops.hpp>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include <npd/testing/catch.hpp>

/// \file data_kinds_test.cpp
/// Data of which the model sees only a part, data with gaps, data that are no counts, and the
/// models that these ask for: from TOML to scores, and scored again.
namespace {

using namespace npd::testing;
using npd::Tensor;

struct Bench : Workbench {
  Bench() {
    write("small.toml", std::string(small_experiment) +
                            "\n[metrics.bits_per_spike]\nplugin = \"bits_per_spike\"\n");
  }

  Finished run(const std::string& arguments) const {
    auto finished = npd("run small.toml --out out " + arguments);
    INFO(finished.err);
    REQUIRE(finished.exit_code == 0);
    return finished;
  }

  /// Of a score in scores.csv; NaN if its cell is empty.
  double score(const std::string& metric) const {
    for (const auto& row : parse_table(read_text(*this / "out/scores.csv")).rows) {
      if (row.at("metric") == metric) return number(row.at("value"));
    }
    throw std::out_of_range(metric);
  }

  /// Of the last epoch in metrics.csv; NaN if its cell is empty.
  double last(const std::string& column) const {
    return number(parse_table(read_text(*this / "out/metrics.csv")).rows.back().at(column));
  }

  std::vector<std::int64_t> shape(const std::string& key) const {
    return npd::hdf5::File::open(*this / "out/lfads_output_sess0.h5").info(key).shape;
  }

  void check_scored_again() const {
    CHECK(npd("evaluate out --out again.csv").exit_code == 0);
    CHECK(read_text(*this / "again.csv") == read_text(*this / "out/scores.csv"));
  }

 private:
  static double number(const std::string& cell) {
    return cell.empty() ? std::numeric_limits<double>::quiet_NaN() : std::stod(cell);
  }
};

using Shape = std::vector<std::int64_t>;

/// A file in the layout of lfads-torch with the same data to see and to reconstruct.
void write_file(const Bench& bench, const Tensor& train, const Tensor& valid) {
  npd::hdf5::Writer writer(bench / "data.h5");
  for (const std::string name : {"encod_data", "recon_data"}) {
    writer.write("train_" + name, train);
    writer.write("valid_" + name, valid);
  }
  writer.commit();
}

const std::string from_file = "dataset.plugin=lfads_hdf5 dataset.file=data.h5 ";

}  // namespace

TEST_CASE("held-out neurons and bins to predict are reconstructed and scored apart") {
  const Bench bench;
  const auto finished = bench.run("dataset.heldout_neurons=2 dataset.forward_bins=3");
  CHECK_THAT(finished.err, ContainsSubstring("of 12 bins of 10 ms, 5 neurons; the model sees 9 "
                                             "bins of 3 neurons\n"));
  CHECK(bench.shape("train_encod_data") == Shape{16, 9, 3});
  CHECK(bench.shape("train_recon_data") == Shape{16, 12, 5});
  CHECK(bench.shape("train_output_params") == Shape{16, 12, 5});
  CHECK(bench.shape("train_gen_inputs") == Shape{16, 12, 2});
  for (const std::string phase : {"train/", "valid/"}) {
    for (const std::string bits : {"bps", "co_bps", "fp_bps"}) {
      INFO(phase << bits);
      CHECK(std::isfinite(bench.last(phase + bits)));
    }
  }
  for (const std::string prefix : {"", "valid_"}) {
    for (const std::string bits : {"bits_per_spike", "co_bits_per_spike", "fp_bits_per_spike"}) {
      INFO(prefix << bits);
      CHECK(std::isfinite(bench.score(prefix + bits)));
    }
  }
  bench.check_scored_again();

  // The file that lfads-torch reads says the same.
  const std::string held_out = "dataset.heldout_neurons=2 dataset.forward_bins=3";
  REQUIRE(bench.npd("simulate small.toml -o data.h5 " + held_out).exit_code == 0);
  REQUIRE(bench.npd("run small.toml --out read " + from_file).exit_code == 0);
  CHECK(read_text(bench / "read/scores.csv") == read_text(bench / "out/scores.csv"));
}

TEST_CASE("given inputs span the bins to predict") {
  const Bench bench;
  bench.run(small_data("murray_rec_pfc_ext") + " dataset.forward_bins=4 model.co_dim=0");
  CHECK(bench.shape("valid_encod_data") == Shape{4, 8, 5});
  CHECK(bench.shape("valid_gen_inputs") == Shape{4, 12, 2});
  CHECK(std::isfinite(bench.score("fp_bits_per_spike")));
}

TEST_CASE("a bottleneck and bins of the initial condition's own run to their scores") {
  const Bench bench;
  bench.run("model.factor_dim=2 model.ic_enc_seq_len=4 model.readout.plugin=linear");
  CHECK(bench.shape("train_factors") == Shape{16, 8, 2});
  CHECK(bench.shape("train_gen_states") == Shape{16, 8, 3});
  CHECK(bench.shape("train_output_params") == Shape{16, 8, 5});
  CHECK(bench.shape("train_recon_data") == Shape{16, 12, 5});
  CHECK(std::isfinite(bench.score("rate_r2")));
  bench.check_scored_again();

  const auto none_left = bench.npd("run small.toml model.ic_enc_seq_len=12");
  CHECK(none_left.exit_code == 3);
  CHECK_THAT(none_left.err,
             ContainsSubstring("model.ic_enc_seq_len: 12 of 12 bins that are seen leave "
                               "none for the model; it must be at most 11"));
}

TEST_CASE("missing counts are an error unless the data set allows them") {
  const Bench bench;
  Tensor counts = at::arange(20 * 12 * 5).remainder(3).to(at::kFloat).view({20, 12, 5});
  counts.narrow(1, 4, 2).narrow(2, 0, 1).fill_(std::numeric_limits<double>::quiet_NaN());
  write_file(bench, counts.narrow(0, 0, 16), counts.narrow(0, 16, 4));
  const auto refused = bench.npd("run small.toml " + from_file);
  CHECK(refused.exit_code == 5);
  CHECK_THAT(refused.err, ContainsSubstring("/train_encod_data: expected counts (0, 1, 2, ...), "
                                            "found nan at index (0, 4, 0)"));
  const auto finished = bench.run(from_file + "dataset.allow_missing=true");
  CHECK_THAT(finished.err, ContainsSubstring("40 of 1200 counts are missing\n"));
  CHECK(std::isfinite(bench.last("train/recon")));
  CHECK(std::isfinite(bench.score("bits_per_spike")));
  bench.check_scored_again();
  CHECK_THAT(
      bench.npd("data describe data.h5").out,
      ContainsSubstring(
          "\nmissing  40 of 1200 counts (NaN): needs dataset.allow_missing = true\nspikes   "));
}

TEST_CASE("real numbers have a Gaussian output, and no bits per spike") {
  const Bench bench;
  const Tensor values = at::sin(at::arange(20 * 12 * 5).to(at::kFloat)).view({20, 12, 5});
  write_file(bench, values.narrow(0, 0, 16), values.narrow(0, 16, 4));
  const auto counts = bench.npd("run small.toml " + from_file);
  CHECK(counts.exit_code == 5);
  CHECK_THAT(counts.err, ContainsSubstring("/train_encod_data: expected counts (0, 1, 2, ...)"));
  const auto poisson = bench.npd("run small.toml " + from_file + "dataset.real_valued=true");
  CHECK(poisson.exit_code == 3);
  CHECK_THAT(poisson.err, ContainsSubstring("model.output: \"poisson\" explains counts, but the "
                                            "data set has real numbers; use \"gaussian\""));

  bench.run(from_file + "dataset.real_valued=true model.output=gaussian");
  CHECK(bench.shape("train_output_params") == Shape{16, 12, 5});
  CHECK(bench.shape("train_output_variances") == Shape{16, 12, 5});
  CHECK(std::isfinite(bench.last("valid/recon")));
  CHECK(std::isnan(bench.last("valid/bps")));
  CHECK(std::isnan(bench.score("bits_per_spike")));
  bench.check_scored_again();
  CHECK_THAT(bench.npd("data describe data.h5").out,
             ContainsSubstring("\nvalues   real numbers, mean "));
}

TEST_CASE("a Gaussian explains counts as well") {
  const Bench bench;
  bench.run("model.output=gaussian");
  CHECK(std::isfinite(bench.score("rate_r2")));
  CHECK(std::isnan(bench.score("valid_bits_per_spike")));
  bench.check_scored_again();
}
