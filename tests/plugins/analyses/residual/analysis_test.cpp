#include "plugins/analyses/residual/circuit_data.hpp"
#include "residual/sources.hpp"

#include <npd/analysis.hpp>
#include <npd/error.hpp>
#include <npd/figure.hpp>
#include <npd/ops.hpp>
#include <npd/reporter.hpp>
#include <npd/testing/load_component.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <npd/testing/catch.hpp>

using npd::AnalysisData;
using npd::AnalysisResult;
using npd::Tensor;
using npd::testing::Approx;
using npd::testing::ContainsSubstring;
using npd::testing::ParamValues;

namespace {

/// Keeps warnings.
class Listener final : public npd::Reporter {
 public:
  void log(std::string_view) override {}
  void warn(std::string_view line) override { warnings.append(line).append("\n"); }
  void progress(double share, std::string_view) override {
    is_share = is_share && share >= last && share <= 1;
    last = share;
  }
  std::string warnings;
  double last = 0;
  bool is_share = true;
};

struct Analysed {
  AnalysisResult result;
  std::string warnings;
};

Analysed analyse(const AnalysisData& data, const ParamValues& values) {
  const auto analysis = npd::testing::load<npd::Analysis>(NPD_PLUGIN_DIR "/residual_dynamics.so",
                                                          "residual_dynamics", values);
  const auto listener = std::make_shared<Listener>();
  analysis->report_to(listener);
  Analysed analysed{analysis->run(data), {}};
  CHECK(listener->is_share);
  analysed.warnings = listener->warnings;
  return analysed;
}

/// The published trials: what tables say of them is known.
const AnalysisData& published() {
  static const AnalysisData data = npd::testing::circuit_data(murray::PositiveFeedback());
  return data;
}

/// As in the table of the reference: by stimulus and decision, fitted by decision.
ParamValues as_in_table(const std::string& source, double smoothness) {
  return {{"sources", std::vector<std::string>{source}},
          {"fine", std::vector<std::string>{"conditions", "decision"}},
          {"coarse", std::vector<std::string>{"decision"}},
          {"order", std::int64_t{4}},
          {"rank", std::int64_t{2}},
          {"lag", std::int64_t{3}},
          {"dimension", std::int64_t{2}},
          {"smoothness", smoothness},
          {"bootstraps", std::int64_t{0}},
          {"jacobian_trials", std::int64_t{0}}};
}

const npd::ResultTable& table(const AnalysisResult& result, std::string_view name) {
  return *std::find_if(result.tables.begin(), result.tables.end(),
                       [&](const npd::ResultTable& one) { return one.name == name; });
}

template <class Cells>
const Cells& column(const npd::ResultTable& table, std::string_view name) {
  const auto found =
      std::find_if(table.columns.begin(), table.columns.end(),
                   [&](const npd::TableColumn& one) { return one.cells.name == name; });
  return std::get<Cells>(found->cells.values);
}

using Numbers = std::vector<double>;
using Texts = std::vector<std::string>;

/// The mean of a column of the table of maps over bins of 50 ms, of one group.
double mean(const AnalysisResult& result, const std::string& name, const std::string& group,
            int first, int last) {
  const auto& maps = table(result, "maps");
  const auto &times = column<Numbers>(maps, "time"), &values = column<Numbers>(maps, name);
  const auto& groups = column<Texts>(maps, "trials");
  double sum = 0, count = 0;
  for (std::size_t i = 0; i < times.size(); ++i) {
    const auto bin = std::lround(times[i] / .05 - .5);
    if (groups[i] != group || bin < first || bin > last) continue;
    sum += values[i];
    ++count;
  }
  return sum / count;
}

struct Row {
  double early_b, early_a, late_b, late_a;
};

void check_row(const AnalysisResult& result, const std::string& name, const Row& expected,
               double tolerance) {
  CAPTURE(name);
  CHECK(mean(result, name, "decision 1", 3, 7) == Approx(expected.early_b).margin(tolerance));
  CHECK(mean(result, name, "decision 0", 3, 7) == Approx(expected.early_a).margin(tolerance));
  CHECK(mean(result, name, "decision 1", 13, 18) == Approx(expected.late_b).margin(tolerance));
  CHECK(mean(result, name, "decision 0", 13, 18) == Approx(expected.late_a).margin(tolerance));
}

double score(const AnalysisResult& result, const std::string& name) {
  const auto found = std::find_if(result.scores.begin(), result.scores.end(),
                                  [&](const npd::Score& one) { return one.name == name; });
  return found->value;
}

/// s' = .5 s + B u, latents the state, outputs exp(s).
class Halving final : public npd::System {
 public:
  std::int64_t state_dim() const override { return 2; }
  std::int64_t input_dim() const override { return 2; }
  double bin_s() const override { return 0.01; }
  Tensor step(const Tensor& input, const Tensor& state) override { return .5 * state + input; }
  Tensor outputs(const Tensor& state) override { return at::exp(state); }
};

/// A model of many trials whose posteriors are the same in all of them.
AnalysisData modelled(std::int64_t trials, double ic_std, double controller_std) {
  AnalysisData data;
  auto& e = data.evaluation;
  e.spikes = at::zeros({trials, 4, 2}, at::kDouble);
  e.estimates.initial_mean = at::linspace(-1, 1, trials, at::kDouble).unsqueeze(1);
  e.estimates.initial_std = at::full({trials, 1}, ic_std, at::kDouble);
  e.estimates.controller_mean = at::full({trials, 4, 1}, .25, at::kDouble);
  e.estimates.controller_std = at::full({trials, 4, 1}, controller_std, at::kDouble);
  data.model.system = std::make_shared<Halving>();
  data.model.inputs = at::zeros({trials, 4, 2}, at::kDouble);
  data.model.inputs.select(2, 1).fill_(3);  // given from outside
  data.model.starts = e.estimates.initial_mean * at::tensor({2.0, -1.0}, at::kDouble) + 1;
  data.model.states = at::zeros({trials, 4, 2}, at::kDouble);
  return data;
}

}  // namespace

TEST_CASE("the published circuit's residual dynamics are those of the table") {
  const auto states = analyse(published(), as_in_table("states", 1)).result;
  check_row(states, "largest", {1.32, 1.34, .857, .844}, .0055);
  const auto spikes = analyse(published(), as_in_table("spikes", 500)).result;
  check_row(spikes, "largest", {.923, .996, .829, .799}, .0015);
  check_row(spikes, "one_stage", {.332, .384, .461, .540}, .0015);
  const auto& fits = table(spikes, "fits");
  const auto& counts = column<Numbers>(fits, "count");
  CHECK(counts[0] + counts[1] == 990);
}

TEST_CASE("beside residual dynamics stand the Jacobians of the part and of the whole") {
  auto values = as_in_table("states", 1);
  values["jacobian_trials"] = std::int64_t{1000};
  const auto result = analyse(published(), values).result;
  // The table has products over the bins themselves; from middle to middle of bins it is half a bin
  // later, when the part has become slower.
  check_row(result, "own", {1.03, 1.02, .469, .467}, .027);
  check_row(result, "global", {1.21, 1.21, .581, .578}, .01);
}

TEST_CASE("scores are means over groups of the largest modulus, early and late") {
  auto values = as_in_table("spikes", 500);
  values["early_s"] = Numbers{.175, .375};
  values["late_s"] = Numbers{.675, .925};
  const auto result = analyse(published(), values).result;
  CHECK(score(result, "rd_spikes_early") == Approx((mean(result, "largest", "decision 0", 3, 7) +
                                                    mean(result, "largest", "decision 1", 3, 7)) /
                                                   2));
  CHECK(score(result, "rd_spikes_late") == Approx((mean(result, "largest", "decision 0", 13, 18) +
                                                   mean(result, "largest", "decision 1", 13, 18)) /
                                                  2));
  CHECK(std::isnan(score(result, "rd_own_late")));
}

TEST_CASE("what makes a fit doubtful is told") {
  const auto warnings = analyse(published(), as_in_table("spikes", 500)).warnings;
  CHECK_THAT(warnings, ContainsSubstring("have fewer than 10 trials"));
  CHECK_THAT(warnings, ContainsSubstring("trials of one condition differ in decision"));
  CHECK_THAT(warnings, ContainsSubstring("instruments are weak"));
  CHECK_THAT(warnings, ContainsSubstring("the recorded part hears another one"));
  auto few = as_in_table("spikes", 500);
  few["dimension"] = std::int64_t{20};
  CHECK_THAT(analyse(published(), few).warnings, ContainsSubstring("trials are few for 60"));
}

TEST_CASE("resamples give intervals around the largest modulus") {
  auto values = as_in_table("spikes", 500);
  values["bootstraps"] = std::int64_t{40};
  const auto result = analyse(published(), values).result;
  const auto& maps = table(result, "maps");
  const auto &low = column<Numbers>(maps, "low"), &high = column<Numbers>(maps, "high");
  const auto& found = column<Numbers>(maps, "largest");
  int inside = 0;
  for (std::size_t i = 0; i < low.size(); ++i) {
    CHECK(low[i] < high[i]);
    if (low[i] <= found[i] && found[i] <= high[i]) ++inside;
  }
  CHECK(inside > 0.7 * static_cast<double>(low.size()));
  npd::check_figures(result.figures);
}

TEST_CASE("of sources that are not there the scores say why") {
  auto values = as_in_table("spikes", 500);
  values["sources"] = std::vector<std::string>{"spikes", "samples"};
  const auto result = analyse(published(), values).result;
  const auto samples =
      std::find_if(result.scores.begin(), result.scores.end(),
                   [](const npd::Score& one) { return one.name == "rd_samples_late"; });
  CHECK(samples->reason == "there is no model");
  CHECK(std::isnan(score(result, "rd_difference")));
  CHECK(score(result, "rd_spikes_late") > 0);
}

TEST_CASE("samples of a model start where draws of initial conditions lead and get drawn inputs") {
  constexpr std::int64_t trials = 4000;
  const auto exact = npd::residual::sampled_outputs(modelled(trials, 0, 0), false);
  const auto data = modelled(trials, 0, 0);
  Tensor state = data.model.starts;
  for (std::int64_t bin = 0; bin < 4; ++bin) {
    state = .5 * state + at::tensor({.25, 3.0}, at::kDouble);
    CHECK(at::allclose(exact.select(1, bin), at::exp(state), 1e-9, 1e-12));
  }
  const Tensor drawn = at::log(npd::residual::sampled_outputs(modelled(trials, .3, .2), false));
  const Tensor apart = drawn - at::log(exact);
  // After the first bin the first state has .5 2 .3 of the start and .2 of its input, the other .5
  // .3 of the start alone.
  CHECK(apart.select(1, 0).select(1, 0).std().item<double>() ==
        Approx(std::hypot(.3, .2)).epsilon(.05));
  CHECK(apart.select(1, 0).select(1, 1).std().item<double>() == Approx(.15).epsilon(.05));
  CHECK(std::abs(apart.mean().item<double>()) < .02);
  // Each bin has an input of its own.
  const Tensor steps = apart.select(2, 0).slice(1, 1) - .5 * apart.select(2, 0).slice(1, 0, 3);
  CHECK(std::abs((steps.select(1, 0) * steps.select(1, 1)).mean().item<double>()) < .003);
}

TEST_CASE("samples may be spikes, whose mean is the rate") {
  const auto data = modelled(4000, 0, 0);
  const auto rates = npd::residual::sampled_outputs(data, false).select(2, 0);
  auto counting = data;
  counting.evaluation.poisson = true;
  const auto counts = npd::residual::sampled_outputs(counting, true).select(2, 0);
  CHECK(at::equal(counts, at::floor(counts)));
  CHECK((counts - rates).mean().item<double>() == Approx(0).margin(.05));
  CHECK((counts - rates).square().mean().item<double>() ==
        Approx(rates.mean().item<double>()).epsilon(.1));
}
