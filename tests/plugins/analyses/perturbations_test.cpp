#include "dynamics/perturbed_run.hpp"
#include "dynamics/response.hpp"
#include "plugins/analyses/linear_system.hpp"

#include <npd/analysis.hpp>
#include <npd/error.hpp>
#include <npd/ops.hpp>
#include <npd/testing/load_component.hpp>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include <npd/testing/catch.hpp>

namespace npd::dynamics {
namespace {

using testing::Approx;
using testing::ContainsSubstring;
using testing::LinearSystem;

const at::TensorOptions float64(at::kDouble);

Tensor matrix(std::initializer_list<double> values, std::int64_t columns) {
  return at::tensor(at::ArrayRef<double>(values), float64).reshape({-1, columns});
}

Tensor noise(at::IntArrayRef shape, std::uint64_t seed) {
  RandomStream random(seed, "noise");
  Tensor values = at::empty(shape, float64);
  for (std::int64_t i = 0; i < values.numel(); ++i) values.data_ptr<double>()[i] = random.normal();
  return values;
}

Tensor eye(std::int64_t size) { return at::eye(size, float64); }

double largest(const Tensor& values) { return values.abs().max().item<double>(); }

constexpr std::int64_t trials = 12, bins = 20;

/// Two areas of two states: the first is recorded, the second answers it.
struct TwoAreas {
  Tensor own = matrix({.8, .1, -.2, .7}, 2);
  Tensor from_other = matrix({.3, 0, .1, .2}, 2), to_other = matrix({-.4, .1, 0, .3}, 2);
  Tensor other = matrix({.9, 0, .05, .8}, 2);
  Tensor drive = .3 * noise({trials, bins, 4}, 1), starts = noise({trials, 4}, 2);

  DrivenSystem whole() const {
    const Tensor a = at::cat({at::cat({own, from_other}, 1), at::cat({to_other, other}, 1)});
    return {std::make_shared<LinearSystem>(a, eye(4), eye(4).slice(0, 0, 2)), drive, starts};
  }

  /// The whole, and behind it a copy of the first area that it drives.
  DrivenSystem replayed() const {
    const Tensor none = at::zeros({2, 2}, float64);
    const Tensor a =
        at::cat({at::cat({own, from_other, none}, 1), at::cat({to_other, other, none}, 1),
                 at::cat({none, from_other, own}, 1)});
    const Tensor b = at::cat({eye(4), at::cat({eye(2), none}, 1)});
    return {std::make_shared<LinearSystem>(a, b, eye(6).slice(0, 4, 6)), drive,
            at::cat({starts, starts.slice(1, 0, 2)}, 1)};
  }

  /// (trial, time, state)
  Tensor states() const {
    std::vector<Tensor> all;
    const auto driven = whole();
    Tensor state = starts;
    for (std::int64_t t = 0; t < bins; ++t) {
      state = driven.system->step(drive.select(1, t), state);
      all.push_back(state);
    }
    return at::stack(all, 1);
  }

  /// What the first area receives in each bin, (trial, time, 2).
  Tensor received() const {
    const Tensor before = at::cat({starts.unsqueeze(1), states().slice(1, 0, bins - 1)}, 1);
    return at::matmul(before.slice(2, 2, 4), from_other.t()) + drive.slice(2, 0, 2);
  }
};

/// The first area alone as the model, which is given what the first area received.
AnalysisData first_area_alone(const TwoAreas& areas) {
  AnalysisData data;
  const Tensor latents = areas.states().slice(2, 0, 2).contiguous();
  data.evaluation.truth.latents = latents;
  data.evaluation.spikes = at::zeros({trials, bins, 2}, float64);
  data.evaluation.bin_s = 0.02;
  data.evaluation.conditions = {{}, {"even", "odd"}};
  for (std::int64_t i = 0; i < trials; ++i) data.evaluation.conditions.labels.push_back(i % 2);
  const auto alone = std::make_shared<LinearSystem>(areas.own, eye(2), eye(2));
  data.model = {alone, areas.received(), latents, areas.starts.slice(1, 0, 2).contiguous()};
  data.truth = {{alone, areas.received(), areas.starts.slice(1, 0, 2).contiguous()},
                areas.whole(),
                areas.replayed()};
  return data;
}

AnalysisResult analyse(const AnalysisData& data, const testing::ParamValues& values) {
  return testing::load<Analysis>(NPD_PLUGIN_DIR "/perturbations.so", "perturbations", values)
      ->run(data);
}

const Score& score_of(const AnalysisResult& result, const std::string& name) {
  const auto found = std::find_if(result.scores.begin(), result.scores.end(),
                                  [&](const Score& score) { return score.name == name; });
  REQUIRE(found != result.scores.end());
  return *found;
}

double value_of(const AnalysisResult& result, const std::string& name) {
  return score_of(result, name).value;
}

}  // namespace

TEST_CASE("a fork is where the trials of a system were, and goes on as they did") {
  const TwoAreas areas;
  const Tensor states = areas.states();
  const auto fork = fork_at(areas.whole(), 6);
  CHECK(largest(fork.states - states.select(1, 6)) < 1e-14);
  const auto course = run_on(fork, fork.states);
  CHECK(course.latents.sizes() == at::IntArrayRef{trials, bins - 6, 2});
  CHECK(largest(course.latents - states.slice(1, 6).slice(2, 0, 2)) < 1e-13);
  CHECK(largest(course.outputs - (1 + 2 * course.latents)) < 1e-14);
}

TEST_CASE("a push of latents is the least one of states, and what they do not see stays") {
  LinearSystem system(eye(3), eye(3), matrix({2, 0, 0, 0, 1, 1}, 3));
  const Tensor states = 100 * noise({5, 3}, 3);
  const Tensor moved = shifted_in_latents(system, states, matrix({.5, 3}, 2)) - states;
  // Of (a, b, c) with 2 a = .5 and b + c = 3.
  CHECK(largest(moved - matrix({.25, 1.5, 1.5}, 3)) < 1e-10);
  CHECK(at::equal(shifted_in_latents(system, states, at::zeros({2}, float64)), states));
}

TEST_CASE("the response of a linear system is the push times powers of its matrix") {
  const TwoAreas areas;
  const auto fork = fork_at(areas.whole(), 3);
  const auto base = run_on(fork, fork.states);
  const Tensor push = matrix({.2, -.1}, 2);
  const auto pushed = run_on(fork, shifted_in_latents(*fork.system, fork.states, push));
  const auto response = difference(pushed, base);
  Tensor state = at::cat({push, at::zeros({1, 2}, float64)}, 1);
  for (std::int64_t t = 0; t < 5; ++t) {
    CHECK(largest(response.latents.select(1, t) - state.slice(1, 0, 2)) < 1e-12);
    state = fork.system->step(at::zeros({1, 4}, float64), state);
  }
}

TEST_CASE("no push gives no response at all") {
  const TwoAreas areas;
  for (const auto& driven : {areas.whole(), areas.replayed()}) {
    const auto fork = fork_at(driven, 4);
    const auto pushed =
        run_on(fork, shifted_in_latents(*fork.system, fork.states, at::zeros({2}, float64)));
    CHECK(largest(difference(pushed, run_on(fork, fork.states)).latents) == 0);
  }
}

TEST_CASE("a response is compared behind the bin of the push, as it is: no mean is taken away") {
  Tensor truth = 1 + noise({3, 5, 2}, 4);
  Tensor model = truth / 2;
  model.select(1, 0).fill_(1e6);
  const auto half = response_agreement(response_sums(model, truth));
  CHECK(half.r2 == Approx(0.75).epsilon(1e-12));
  CHECK(half.gain == Approx(0.5).epsilon(1e-12));
  CHECK(half.correlation == Approx(1).epsilon(1e-12));
  const auto sums = response_sums(truth, truth);
  CHECK(response_agreement(sums).r2 == 1);
  const auto none = response_agreement(response_sums(truth, at::zeros_like(truth)));
  CHECK(std::isnan(none.r2));
  CHECK(std::isnan(none.gain));
  const auto silent = response_agreement(response_sums(at::zeros_like(truth), truth));
  CHECK(silent.r2 == 0);
  CHECK(std::isnan(silent.correlation));
}

TEST_CASE("an interval draws all perturbations of a trial together") {
  // Truth 1 everywhere; the errors of a trial's two perturbations add up to 1, however they are
  // shared: only rows that are drawn together give the same R2 each time.
  ResponseSums sums;
  sums.truth = Eigen::VectorXd::Ones(6);
  sums.model = sums.product = sums.truth;
  sums.error = (Eigen::VectorXd(6) << 1, .2, .5, 0, .8, .5).finished();
  const auto together = r2_interval(sums, 3, 200, RandomStream(0, "resamples"));
  CHECK(together.low == Approx(0.5).epsilon(1e-12));
  CHECK(together.high == Approx(0.5).epsilon(1e-12));
  const auto apart = r2_interval(sums, 6, 200, RandomStream(0, "resamples"));
  CHECK(apart.low < 0.4);
  CHECK(apart.high > 0.6);
}

TEST_CASE("a response has decayed where it is shorter than 1/e of the push") {
  Tensor response = at::zeros({4, 6, 2}, float64);
  for (std::int64_t t = 0; t < 6; ++t) {
    response[0][t].fill_(std::pow(0.5, t));  // .5, .25: behind two bins
    response[1][t].fill_(std::pow(1.1, t));  // never
    response[2][t][t % 2].fill_(t == 3 ? 0.3 : 1);
  }
  CHECK(decay_bins(response) == std::vector<double>{2, 5, 3, 5});
}

TEST_CASE("a trial is decided otherwise if another latent is the largest at its end") {
  const Tensor before = matrix({0, 1, /**/ 1, 0, /**/ 2, 3, /**/ 5, 4}, 2).reshape({4, 1, 2});
  const Tensor behind = matrix({1, 0, /**/ 1, 0, /**/ 2, 9, /**/ 5, 4}, 2).reshape({4, 1, 2});
  CHECK(share_decided_otherwise(behind, before) == 0.25);
}

TEST_CASE("the recorded area alone answers as the truth does in open loop, not in closed loop") {
  const auto result = analyse(first_area_alone(TwoAreas()), {{"resamples", std::int64_t{20}}});
  CHECK(value_of(result, "response_rate_r2_open") == Approx(1).epsilon(1e-9));
  CHECK(value_of(result, "response_latent_r2_open") == Approx(1).epsilon(1e-9));
  CHECK(value_of(result, "response_gain_open") == Approx(1).epsilon(1e-9));
  CHECK(value_of(result, "response_correlation_open") == Approx(1).epsilon(1e-9));
  CHECK(value_of(result, "response_decay_ratio_open") == 1);
  CHECK(value_of(result, "response_latent_r2_closed") < 0.99);
  CHECK(value_of(result, "loop_preference") ==
        Approx(value_of(result, "response_latent_r2_closed") - 1).epsilon(1e-9));
  CHECK_THAT(score_of(result, "unseen_response").reason,
             ContainsSubstring("true latents see every state"));
  // choice, common, two axes and a random direction; two sizes; two loops; all and two conditions
  CHECK(result.tables.at(0).columns.at(0).cells.size() == 5 * 2 * 2 * 3);
  CHECK(result.figures.size() == 5);
}

TEST_CASE("a system with nothing hidden is compared with itself in closed loop") {
  const TwoAreas areas;
  auto data = first_area_alone(areas);
  data.truth.whole = data.truth.recorded;
  data.truth.replayed = {};
  const auto result = analyse(data, {{"resamples", std::int64_t{20}}, {"bin", std::int64_t{2}}});
  CHECK(value_of(result, "response_latent_r2_closed") == Approx(1).epsilon(1e-9));
  CHECK(value_of(result, "response_rate_r2_closed") == Approx(1).epsilon(1e-9));
  CHECK(score_of(result, "response_latent_r2_open").reason == "nothing of the system was hidden");
  CHECK(score_of(result, "loop_preference").reason == "not both loops are known");
}

TEST_CASE("states of a model that true latents do not see are pushed as a control") {
  const TwoAreas areas;
  const auto response_if_it_drives = [&](double latent) {
    auto data = first_area_alone(areas);
    const Tensor third = noise({trials, bins, 1}, 5);
    const Tensor a =
        at::cat({at::cat({areas.own, matrix({latent, 0}, 1)}, 1), matrix({0, 0, .9}, 3)});
    data.model.system = std::make_shared<LinearSystem>(a, eye(3), eye(3).slice(0, 0, 2));
    data.model.states = at::cat({data.model.states, third}, 2);
    data.model.inputs = at::cat({data.model.inputs, third}, 2);
    return value_of(analyse(data, {{"resamples", std::int64_t{20}}}), "unseen_response");
  };
  CHECK(response_if_it_drives(0) < 1e-9);
  const double some = response_if_it_drives(0.1);
  CHECK(some > 0.1);
  CHECK(response_if_it_drives(0.2) == Approx(2 * some).epsilon(0.1));
}

TEST_CASE("a push must have a bin behind it, and a direction that there is") {
  const auto data = first_area_alone(TwoAreas());
  CHECK_THROWS_AS(analyse(data, {{"bin", std::int64_t{19}}}), ConfigError);
  CHECK_THROWS_WITH(analyse(data, {{"bin", std::int64_t{19}}}),
                    ContainsSubstring("the trials have 20 bins"));
  CHECK_THROWS_WITH(analyse(data, {{"directions", std::vector<std::string>()}}),
                    ContainsSubstring("none of them is one of 2 latents"));
}

}  // namespace npd::dynamics
