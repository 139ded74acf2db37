#include "framework/host/fixture_registry.hpp"
#include "host/registry.hpp"

#include <npd/analysis.hpp>
#include <npd/error.hpp>
#include <npd/ops.hpp>

#include <memory>
#include <string>

#include <npd/testing/catch.hpp>

namespace npd::host {
namespace {

/// Leaves states where they are.
class Standing final : public System {
 public:
  std::int64_t state_dim() const override { return 2; }
  std::int64_t input_dim() const override { return 1; }
  double bin_s() const override { return 0.01; }
  Tensor step(const Tensor& /*input*/, const Tensor& state) override { return state.clone(); }
  Tensor outputs(const Tensor& state) override { return state; }
};

AnalysisData standing_trials() {
  const at::TensorOptions float64(at::kDouble);
  AnalysisData data;
  data.evaluation.truth.latents = at::ones({3, 4, 2}, float64);
  data.evaluation.conditions = {{0, 0, 0}, {"only"}};
  data.model = {std::make_shared<Standing>(), at::zeros({3, 4, 1}, float64),
                at::ones({3, 4, 2}, float64), at::ones({3, 2}, float64)};
  return data;
}

std::shared_ptr<Analysis> analysis_with(const std::string& fault) {
  static Registry registry = registry_of(fixtures);
  GivenParams params;
  params.text = fault;
  return registry.make<Analysis>(registry.find(Kind::analysis, "faulty_analysis"), params);
}

std::string run_message(const std::string& fault) {
  return message_of<PluginError>([&] { analysis_with(fault)->run(standing_trials()); });
}

}  // namespace

TEST_CASE("a hosted analysis gives what its plugin gives") {
  const auto result = analysis_with("none")->run(standing_trials());
  REQUIRE(result.scores.size() == 1);
  CHECK(result.scores[0].value == 0);
  CHECK(result.tables.at(0).columns.at(0).unit == "mm");
  CHECK(result.arrays.at(0).values.sizes() == at::IntArrayRef({9, 2}));
}

TEST_CASE("what an analysis does wrong is told in its name") {
  using testing::ContainsSubstring;
  CHECK_THAT(run_message("missing"), ContainsSubstring("analysis \"faulty_analysis\" 0.1.0 (") &&
                                         ContainsSubstring(", run: left out the score \"step_err"));
  CHECK_THAT(run_message("ragged"), ContainsSubstring("the column other has 1 cells"));
  CHECK_THAT(run_message("writes"), ContainsSubstring("changed model.states, which it was only"));
}

TEST_CASE("who does not want to be interrupted runs to its end") {
  CHECK_NOTHROW(analysis_with("goes_on")->run(standing_trials()));
}

}  // namespace npd::host
