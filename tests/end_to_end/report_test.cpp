#include "end_to_end/workbench.hpp"
#include "report/data_facts.hpp"
#include "report/data_statistics.hpp"
#include "report/projections.hpp"

#include <npd/ops.hpp>

#include <npd/testing/catch.hpp>

#include <algorithm>
#include <cmath>

/// What published notebooks print of the data of murray_rec_pfc [Murray2017], from the data file
/// and the table beside it, as `npd report` reads them.

namespace {

using namespace npd::report;
using Catch::Contains;
using npd::Tensor;
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

GroupMeans by_second_stimulus(const std::string& fact) {
  for (const auto& [name, values] : published_data().numbers) {
    if (name == fact) return group_means(values, grouping("stim2_hz"));
  }
  throw std::runtime_error("no column " + fact);
}

void check_cumulative(const Tensor& rows, const std::string& by,
                      const std::vector<double>& printed) {
  const Tensor means = condition_means(rows, grouping(by));
  const auto pca = principal_components(means.reshape({-1, means.size(2)}), true);
  for (std::size_t i = 0; i < printed.size(); ++i) {
    // The original simulated in single precision.
    CHECK(std::abs(pca.cumulative[i] - printed[i]) < 1e-7);
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
  const auto choices = by_second_stimulus("decision");
  CHECK(choices.trials == std::vector<std::int64_t>{139, 112, 109, 142, 127, 119, 130, 122});
  check_values(choices.mean, {0, 0.0089285714285714281, 0.11926605504587157, 0.352112676056338,
                              0.71653543307086609, 0.9327731092436975, 0.99230769230769234, 1});
  check_values(by_second_stimulus("correct").mean,
               {1, 0.9910714285714286, 0.88073394495412849, 0.647887323943662, 0.71653543307086609,
                0.9327731092436975, 0.99230769230769234, 1});
  check_values(by_second_stimulus("reaction_bin").mean,
               {50.266187050359711, 56.651785714285715, 70.256880733944953, 72.049295774647888,
                75.614173228346459, 64.352941176470594, 58.684615384615384, 49.098360655737707});
}

TEST_CASE("principal components of the published data explain the published variance") {
  const auto& facts = published_data();
  const Tensor smooth = smoothed(facts.counts);
  check_cumulative(
      smooth, "ground_truth",
      {.55473323, .94923559, .98327676, .98847456, .99238511, .99419322, .99588768, .99689631});
  check_cumulative(
      smooth, "stim1_hz",
      {.54855428, .91562916, .94872106, .95628463, .9636909, .96993564, .97521346, .97926853});
  check_cumulative(
      facts.true_rates, "stim1_hz",
      {.58129138, .9896188, .99852349, .99996952, .99999381, .99999833, .99999976, .99999991});
}

TEST_CASE("means over conditions of the published data are the published ones") {
  const Tensor spikes =
      condition_means(smoothed(published_data().counts), grouping("ground_truth"));
  const Tensor rates = condition_means(published_data().true_rates, grouping("ground_truth"));
  struct Value {
    int condition, neuron, bin;
    double smoothed, rate;
  };
  for (const auto& value :
       {Value{0, 0, 0, 0.301580457, 0.0501422756}, Value{0, 1, 45, 0.304926296, 0.0300613479},
        Value{1, 0, 45, 0.852127481, 0.0835099393}, Value{1, 1, 90, 0.275698719, 0.0277850986}}) {
    const auto at = [&](const Tensor& means) {
      return means[value.condition][value.bin][value.neuron].item<double>();
    };
    CHECK(at(spikes) == Approx(value.smoothed).epsilon(1e-8));
    CHECK(at(rates) == Approx(value.rate).epsilon(1e-6));
  }
}

TEST_CASE("a report is one file, which is not replaced unasked") {
  const Workbench bench;
  REQUIRE(bench.npd("run small.toml --out out").exit_code == 0);
  const auto first = bench.npd("report out");
  CHECK(first.exit_code == 0);
  CHECK(first.out == "wrote report.html\n");
  const auto page = npd::testing::read_text(bench / "report.html");
  CHECK_THAT(page, Catch::StartsWith("<!DOCTYPE html>"));
  const auto again = bench.npd("report out");
  CHECK(again.exit_code == 7);
  CHECK_THAT(again.err, Contains("report.html") && Contains("--force"));
  CHECK(bench.npd("report out out/lfads_output_sess0.h5 --force").exit_code == 0);
  CHECK(npd::testing::read_text(bench / "report.html").size() > page.size());
}

TEST_CASE("what cannot be drawn is refused, and nothing is written") {
  const Workbench bench;
  const auto refused = bench.npd("report small.toml -o x.html");
  CHECK(refused.exit_code == 5);
  CHECK_THAT(refused.err, Contains("small.toml"));
  CHECK_FALSE(std::filesystem::exists(bench / "x.html"));
}
