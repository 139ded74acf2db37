#include "runs/metrics_csv.hpp"

#include "framework/app/run_program.hpp"

#include <npd/error.hpp>

#include <limits>
#include <string>

#include <npd/testing/catch.hpp>

using npd::runs::MetricsCsv;
using npd::testing::read_text;
using npd::testing::TemporaryFolder;

namespace {

const std::string header =
    "epoch,train/loss,train/recon,train/bps,train/co_bps,train/fp_bps,train/r2,train/wt_l2,"
    "train/wt_kl/ic,train/wt_kl/co,valid/loss,valid/recon,valid/bps,valid/co_bps,valid/fp_bps,"
    "valid/r2,valid/wt_l2,valid/wt_kl/ic,valid/wt_kl/co,"
    "valid/recon_smth,hp/lr,grad_norm\n";

npd::training::EpochRecord record() {
  npd::training::EpochRecord record;
  record.epoch = 3;
  const double none = std::numeric_limits<double>::quiet_NaN();
  record.train = {1000.5, 0.1, -1, 0.5, 0.75, 0.25, 1e-5, 2e-5, 3e-5};
  record.valid = {2000, 0.2, 0.01, none, none, none, 0, 0, 0};
  record.smoothed_reconstruction = 0.15;
  record.learning_rate = 0.004;
  record.gradient_norm = 1e10 / 3;
  return record;
}

}  // namespace

TEST_CASE("metrics.csv: one line an epoch, on disk at once, all digits, NaN is an empty cell") {
  const TemporaryFolder folder;
  MetricsCsv metrics(folder / "metrics.csv");
  CHECK(read_text(folder / "metrics.csv") == header);
  metrics.add(record());
  CHECK(read_text(folder / "metrics.csv") ==
        header +
            "3,1000.5,0.1,-1,0.5,0.75,0.25,1e-05,2e-05,3e-05,2000,0.2,0.01,,,,0,0,0,0.15,0.004,"
            "3333333333.3333335\n");
}

TEST_CASE("metrics.csv goes on behind the epochs that are done") {
  const TemporaryFolder folder;
  const auto path = folder / "metrics.csv";
  {
    MetricsCsv metrics(path);
    metrics.add(record());
  }
  const auto one_row = read_text(path);
  std::ofstream(path, std::ios::app) << "4,half a ro";
  CHECK(MetricsCsv::holds(path, one_row));
  MetricsCsv resumed(path, one_row);
  CHECK(read_text(path) == one_row);
  resumed.add(record());
  const auto two_rows = one_row + one_row.substr(header.size());
  CHECK(read_text(path) == two_rows);
  CHECK(resumed.text() == two_rows);
}

TEST_CASE("metrics.csv that is not what it was is noticed") {
  const TemporaryFolder folder;
  const auto path = folder / "metrics.csv";
  std::ofstream(path) << header;
  CHECK(MetricsCsv::holds(path, header));
  CHECK_FALSE(MetricsCsv::holds(path, header + "0,1\n"));
  auto changed = header;
  changed[10] = 'x';
  CHECK_FALSE(MetricsCsv::holds(path, changed));
  CHECK_FALSE(MetricsCsv::holds(folder / "none", header));
}

TEST_CASE("metrics.csv that cannot be written is an output error with the file's name") {
  CHECK_THROWS_AS(MetricsCsv("/dev/full"), npd::OutputError);
  CHECK_THROWS_WITH(MetricsCsv("/no/folder/metrics.csv"),
                    "/no/folder/metrics.csv: cannot be written: there is no folder /no/folder");
}
