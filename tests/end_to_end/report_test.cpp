#include "base/csv.hpp"
#include "end_to_end/workbench.hpp"
#include "report/data_facts.hpp"
#include "report/data_statistics.hpp"
#include "report/projections.hpp"

#include <npd/ops.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <stdexcept>

#include <npd/testing/catch.hpp>

using npd::testing::Approx;

/// What published notebooks print of the data of murray_rec_pfc [Murray2017], from the data file
/// and the table beside it, as `npd report` reads them.

namespace {

using namespace npd::report;
using npd::Tensor;
using npd::base::CsvTable;
using npd::base::read_csv;
using npd::testing::ContainsSubstring;
using npd::testing::Workbench;

const DataFacts& published_data() {
  static const DataFacts facts = [] {
    const Workbench bench;
    const auto simulated =
        bench.npd("simulate " NPD_CONFIGS "/experiments/murray_rec_pfc/lfads_base.toml -o data.h5");
    REQUIRE(simulated.exit_code == 0);
    return data_facts(read_run_source(bench / "data.h5"));
  }();
  return facts;
}

const Grouping& grouping(const std::string& name) {
  for (const auto& one : published_data().groupings) {
    if (one.name == name) return one;
  }
  throw std::runtime_error("no column " + name);
}

const std::vector<double>& fact(const std::string& column) {
  for (const auto& [name, values] : published_data().numbers) {
    if (name == column) return values;
  }
  throw std::runtime_error("no column " + column);
}

GroupMeans by_second_stimulus(const std::string& column) {
  return group_means(fact(column), grouping("stim2_hz"));
}

CsvTable golden(const std::string& name) {
  return read_csv(NPD_TEST_DATA "/goldens/studies/" + name);
}

void check_cumulative(const Tensor& rows, const std::string& by, const std::string& column) {
  const auto printed = golden("notebook_pca_cumsum.csv");
  const Tensor means = condition_means(rows, grouping(by));
  const auto pca = principal_components(means.reshape({-1, means.size(2)}), true);
  REQUIRE(printed.rows.size() == pca.cumulative.size());
  INFO(column);
  for (std::size_t i = 0; i < printed.rows.size(); ++i) {
    // The original simulated in single precision.
    CHECK(std::abs(pca.cumulative[i] - printed.number(i, printed.column(column))) < 1e-7);
  }
}

void check_values(const std::vector<double>& values, const std::vector<double>& printed) {
  REQUIRE(values.size() == printed.size());
  for (std::size_t i = 0; i < values.size(); ++i)
    CHECK(values[i] == Approx(printed[i]).epsilon(1e-12));
}

}  // namespace

TEST_CASE("mean rates of the published data fall into the published bins") {
  auto rates = mean_counts(published_data().counts);
  for (double& rate : rates) rate /= 0.01;
  const auto histogram = histogram_of(rates);
  CHECK(histogram.width == 2);
  CHECK(histogram.counts == std::vector<double>{1, 6, 6, 3, 4, 4, 2, 2, 1, 0, 1});
}

TEST_CASE("choices, accuracy and reaction times of the published data are the published ones") {
  const auto printed = golden("notebook_behaviour.csv");
  const auto column = [&](const char* name) {
    std::vector<double> values;
    for (std::size_t i = 0; i < printed.rows.size(); ++i) {
      values.push_back(printed.number(i, printed.column(name)));
    }
    return values;
  };
  const auto choices = by_second_stimulus("decision");
  CHECK(choices.trials == std::vector<std::int64_t>{139, 112, 109, 142, 127, 119, 130, 122});
  check_values(choices.mean, column("percent_choose_right"));
  check_values(by_second_stimulus("correct").mean, column("accuracy"));
  check_values(by_second_stimulus("reaction_bin").mean, column("reaction_time_bins"));
}

TEST_CASE("over all trials of the published data choices and reaction times are as published") {
  const auto mean = [](const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
  };
  CHECK(mean(fact("correct")) == Approx(0.891).epsilon(1e-12));
  CHECK(1 - mean(fact("decided")) == Approx(0.069).epsilon(1e-9));
  auto bins = fact("reaction_bin");
  CHECK(std::abs(mean(bins) - 62.101) < 0.51e-3);
  std::sort(bins.begin(), bins.end());
  CHECK((bins[499] + bins[500]) / 2 == 59);
}

TEST_CASE("principal components of the published data explain the published variance") {
  const auto& facts = published_data();
  const Tensor smooth = smoothed(facts.counts);
  check_cumulative(smooth, "ground_truth", "smoothed_left_right");
  check_cumulative(smooth, "stim1_hz", "smoothed_by_stim1");
  check_cumulative(facts.true_rates, "stim1_hz", "rates_by_stim1");
}

TEST_CASE("means over conditions of the published data are the published ones") {
  const Tensor smooth = smoothed(published_data().counts);
  std::map<std::string, Tensor> means;
  for (const std::string by : {"ground_truth", "stim1_hz"}) {
    means["smoothed " + by] = condition_means(smooth, grouping(by));
    means["rates " + by] = condition_means(published_data().true_rates, grouping(by));
  }
  const auto printed = golden("notebook_psth_first6.csv");
  REQUIRE(printed.rows.size() > 1000);
  for (std::size_t row = 0; row < printed.rows.size(); ++row) {
    const auto& cells = printed.rows[row];
    const auto by =
        cells[printed.column("grouping")] == "ground_truth" ? "ground_truth" : "stim1_hz";
    const auto& groups = grouping(by).values;
    const auto group = std::find(groups.begin(), groups.end(), cells[printed.column("condition")]);
    REQUIRE(group != groups.end());
    const auto at = [&](const char* name) {
      return static_cast<std::int64_t>(printed.number(row, printed.column(name)));
    };
    const auto& source = cells[printed.column("source")];
    const Tensor& mean = means.at(source + " " + by);
    const double found = mean[group - groups.begin()][at("bin")][at("neuron")].item<double>();
    // Nine digits are stored; the original adds up some 500 rates in single precision.
    const double relative = source == "rates" ? 5e-6 : 1e-8;
    CHECK(found == Approx(printed.number(row, printed.column("value"))).epsilon(relative));
  }
}

TEST_CASE("a report is one file, which is not replaced unasked") {
  const Workbench bench;
  REQUIRE(bench.npd("run small.toml --out out").exit_code == 0);
  const auto first = bench.npd("report out");
  CHECK(first.exit_code == 0);
  CHECK(first.out == "wrote report.html\n");
  const auto page = npd::testing::read_text(bench / "report.html");
  CHECK_THAT(page, npd::testing::StartsWith("<!DOCTYPE html>"));
  const auto again = bench.npd("report out");
  CHECK(again.exit_code == 7);
  CHECK_THAT(again.err, ContainsSubstring("report.html") && ContainsSubstring("--force"));
  CHECK(bench.npd("report out out/lfads_output_sess0.h5 --force").exit_code == 0);
  CHECK(npd::testing::read_text(bench / "report.html").size() > page.size());
}

TEST_CASE("an experiment that was never run is drawn by its data and the circuit behind them") {
  const Workbench bench;
  const auto written = bench.npd("report small.toml -o x.html");
  REQUIRE(written.exit_code == 0);
  CHECK_THAT(npd::testing::read_text(bench / "x.html"), ContainsSubstring("small.toml</title>"));
  // Nothing but the page is left behind.
  CHECK(bench.files() == std::set<std::string>{"small.toml", "x.html"});
}

TEST_CASE("what cannot be drawn is refused, and nothing is written") {
  const Workbench bench;
  bench.write("some.txt", "text\n");
  const auto refused = bench.npd("report some.txt -o x.html");
  CHECK(refused.exit_code == 5);
  CHECK_THAT(refused.err, ContainsSubstring("some.txt"));
  CHECK_FALSE(std::filesystem::exists(bench / "x.html"));
}
