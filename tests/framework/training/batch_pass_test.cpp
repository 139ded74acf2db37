#include "training/batch_pass.hpp"

#include "framework/components.hpp"
#include "sequence/fused.hpp"
#include "whole_batch.hpp"

#include <npd/error.hpp>
#include <npd/ops.hpp>
#include <npd/testing/gradcheck.hpp>

#include <c10/core/GradMode.h>

#include <cmath>
#include <memory>
#include <numeric>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <npd/testing/catch.hpp>

using namespace npd;
using namespace npd::testing;

namespace {

constexpr std::int64_t shard = 5;  // trials

struct Case {
  static constexpr std::int64_t bins = 6, neurons = 4, state_dim = 3;

  std::int64_t trials;
  bool gaps = false;
  std::string co_prior = "ar";

  data::Batch batch() const {
    data::Batch batch;
    batch.seen = at::floor(3 * at::abs(random_tensor({trials, bins, neurons}, 1)));
    batch.target = batch.seen;
    batch.external = random_tensor({trials, bins, 1}, 2);
    if (gaps) {
      batch.observed = (random_tensor({trials, bins, neurons}, 3) > -0.5).to(at::kFloat);
      batch.observed.narrow(0, 0, shard + 1).zero_();  // the whole first shard
    }
    return batch;
  }

  std::unique_ptr<model::Lfads> model(std::shared_ptr<sequence::Operations> operations) const {
    model::Config config;
    config.ic_enc_dim = config.ci_enc_dim = config.con_dim = 3;
    config.co_dim = 1;
    config.co_prior = co_prior;
    auto lfads = std::make_unique<model::Lfads>(
        config, data::Sizes{neurons, neurons, 1}, state_dim, make_generator("gru", {2, state_dim}),
        make_readout("linear", {state_dim, neurons}), std::move(operations));
    draw_weights(*lfads, 1);
    return lfads;
  }
};

struct Named {
  std::string name;
  Tensor value;
};

MakeDraws some_draws() {
  return [](std::int64_t first, std::int64_t count) {
    std::vector<std::int64_t> trials(static_cast<std::size_t>(count));
    std::iota(trials.begin(), trials.end(), first);
    return std::make_unique<model::PhiloxDraws>(7, model::PhiloxDraws::Place{"train", 0, 0},
                                                trials);
  };
}

/// Loss terms, fit and gradients.
std::vector<Named> results(const Case& test, std::shared_ptr<sequence::Operations> operations) {
  const auto lfads = test.model(std::move(operations));
  const auto result =
      training::training_pass(*lfads, source_of(test.batch(), some_draws()), 90, 0.3);
  const double bits = result.fit.bits_per_spike().seen;
  std::vector<Named> all{{"bits per spike", at::scalar_tensor(bits, at::kDouble)},
                         {"reconstruction", result.loss.reconstruction},
                         {"l2", result.loss.l2},
                         {"kl_ic", result.loss.kl_ic},
                         {"kl_co", result.loss.kl_co},
                         {"total", result.loss.total}};
  for (const auto& weight : lfads->weights()) {
    if (!weight.trained) continue;
    INFO(weight.name);
    REQUIRE(weight.value.grad().defined());
    all.push_back({weight.name, weight.value.grad()});
  }
  return all;
}

}  // namespace

TEST_CASE("a batch in shards has the losses and gradients of the whole batch") {
  const auto [trials, gaps, prior] =
      GENERATE(values<std::tuple<std::int64_t, bool, std::string>>({{1, false, "ar"},
                                                                    {5, false, "ar"},
                                                                    {17, false, "ar"},
                                                                    {17, true, "ar"},
                                                                    {23, true, "mvn"}}));
  INFO(trials << " trials, gaps " << gaps << ", prior " << prior);
  const Case test{trials, gaps, prior};
  const auto whole = results(test, std::make_shared<sequence::FusedOperations>(shard, 2));
  const auto shards = results(test, std::make_shared<sequence::FusedOperations>(shard, 2, true));
  REQUIRE(whole.size() == shards.size());
  for (std::size_t i = 0; i < whole.size(); ++i) {
    INFO(whole[i].name);
    CHECK(deviation(whole[i].name, shards[i].value, whole[i].value).relative < 2e-5);
  }
}

TEST_CASE("a batch in shards gives the same bits for any number of threads") {
  const Case test{23, true};
  const auto one = results(test, std::make_shared<sequence::FusedOperations>(shard, 1, true));
  for (const int threads : {2, 3, 8}) {
    for (int repetition = 0; repetition < 3; ++repetition) {
      const auto several =
          results(test, std::make_shared<sequence::FusedOperations>(shard, threads, true));
      for (std::size_t i = 0; i < one.size(); ++i) {
        INFO(threads << " threads, " << one[i].name);
        CHECK(at::equal(several[i].value, one[i].value));
      }
    }
  }
}

TEST_CASE("a batch of which nothing was observed has no reconstruction loss and still gradients") {
  Case test{7};
  const auto lfads = test.model(std::make_shared<sequence::FusedOperations>(shard, 2, true));
  auto batch = test.batch();
  batch.observed = at::zeros_like(batch.target);
  const auto result = training::training_pass(*lfads, source_of(batch, some_draws()), 90, 0);
  CHECK(result.loss.reconstruction.item<double>() == 0);
  CHECK(result.loss.total.item<double>() > 0);
}

TEST_CASE("shards of a data set fit as well as its whole batch, in every region") {
  constexpr std::int64_t trials = 12, bins = 6, neurons = 4, more_bins = 8, more_neurons = 5;
  Trials all;
  all.spikes = at::floor(3 * at::abs(random_tensor({trials, bins, neurons}, 1)));
  all.target_spikes = at::floor(3 * at::abs(random_tensor({trials, more_bins, more_neurons}, 2)));
  all.target_spikes.narrow(1, 0, bins).narrow(2, 0, neurons).copy_(all.spikes);
  all.target_spikes.select(0, 7).select(1, 2).fill_(NAN);
  all.external_input = random_tensor({trials, more_bins, 1}, 3);
  all.truth.rates = at::exp(random_tensor({trials, more_bins, more_neurons}, 4));
  const data::Recording data(all);
  const std::vector<std::int64_t> order{7, 2, 9, 0, 11, 3, 5};

  model::Config config;
  config.ic_enc_dim = config.ci_enc_dim = config.con_dim = 3;
  config.co_dim = 1;
  model::Lfads lfads(config, data.sizes(), 3, make_generator("gru", {2, 3}),
                     make_readout("linear", {3, more_neurons}),
                     std::make_shared<sequence::FusedOperations>(2, 2, true));
  draw_weights(lfads, 1);
  const c10::AutoGradMode no_gradient(false);
  const model::PhiloxDraws::Place place{"valid", 0, 0};
  const auto fit =
      training::validation_pass(lfads, training::batch_of(data, order, 7, place), 0).fit;

  const auto batch = data.batch(order);
  model::PhiloxDraws draws(7, place, order);
  const auto parameters = lfads.forward(batch, {&draws, nullptr, 0}).reconstruction.parameters;
  const training::FitSums whole({parameters, batch.target, batch.observed,
                                 all.truth.rates.index_select(0, at::tensor(order))},
                                sequence::OutputDistribution::poisson, {bins, neurons});
  CHECK(fit.rate_r2() == Approx(whole.rate_r2()).epsilon(1e-6));
  const auto bits = fit.bits_per_spike(), expected = whole.bits_per_spike();
  CHECK(bits.seen == Approx(expected.seen).epsilon(1e-6));
  CHECK(bits.held_out == Approx(expected.held_out).epsilon(1e-6));
  CHECK(bits.forward_predicted == Approx(expected.forward_predicted).epsilon(1e-6));
}

TEST_CASE("a loss that is not finite names its first such term") {
  const Case test{7};
  const auto lfads = test.model(std::make_shared<sequence::FusedOperations>(shard, 2, true));
  for (const auto& weight : lfads->weights()) {
    if (weight.name.find("readout") == 0) weight.value.detach().fill_(NAN);
  }
  CHECK_THROWS_WITH(training::training_pass(*lfads, source_of(test.batch(), some_draws()), 90, 0.3),
                    "the reconstruction loss is NaN");
}
