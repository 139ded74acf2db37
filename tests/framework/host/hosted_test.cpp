#include "config/component_table.hpp"
#include "fixture_registry.hpp"

#include <npd/dataset.hpp>
#include <npd/generator.hpp>
#include <npd/metric.hpp>
#include <npd/readout.hpp>

#include <c10/core/GradMode.h>
#include <fenv.h>
#include <fmt/format.h>

#include <cfenv>
#include <limits>

#include <npd/testing/catch.hpp>

namespace npd::host {
namespace {

Registry& registry() {
  static Registry all = registry_of(fixtures);
  return all;
}

std::shared_ptr<Generator> make_generator(const std::string& id, GivenParams params = {}) {
  return registry().make<Generator>(registry().find(Kind::generator, id), params, {2, 3});
}

std::string misbehaving(const std::string& kind, const std::string& id, const std::string& call) {
  return fmt::format("{} \"{}\" 0.1.0 ({}/misbehaving.so), {}: ", kind, id, NPD_FIXTURES, call);
}

template <class Error>
std::string create_message(const std::string& id) {
  return message_of<Error>([&] { make_generator(id); });
}

template <class Error>
std::string step_message(const std::string& id) {
  const auto generator = make_generator(id);
  return message_of<Error>([&] { generator->step(at::zeros({4, 2}), at::zeros({4, 3})); });
}

}  // namespace

TEST_CASE("what a constructor throws names the plugin") {
  CHECK(create_message<PluginError>("throws_in_constructor") ==
        misbehaving("generator", "throws_in_constructor", "create") + "no luck today");
  CHECK(create_message<ConfigError>("refuses_config") ==
        misbehaving("generator", "refuses_config", "create") + "must be at most state_dim");
  CHECK(create_message<PluginError>("twin_weights") ==
        misbehaving("generator", "twin_weights", "create") + "two weights are called \"w\"");
}

TEST_CASE("the key of a ConfigError survives") {
  try {
    make_generator("refuses_config");
    FAIL("nothing was thrown");
  } catch (const ConfigError& error) {
    CHECK(error.key() == "rank");
  }
}

TEST_CASE("a component that cannot list its parameters is not found") {
  CHECK(create_message<PluginError>("throws_in_visit") ==
        misbehaving("generator", "throws_in_visit", "list parameters") + "cannot say");
  CHECK(create_message<PluginError>("throws_int_in_visit") ==
        misbehaving("generator", "throws_int_in_visit", "list parameters") +
            "threw something that is not a std::exception");
  CHECK(create_message<PluginError>("takes_host_key") ==
        misbehaving("generator", "takes_host_key", "list parameters") +
            "the parameter name \"state_dim\" belongs to the host");
  CHECK(create_message<PluginError>("bad_default") ==
        misbehaving("generator", "bad_default", "list parameters") +
            "the default of the parameter \"tau_s\" must be above 0");
}

TEST_CASE("what a step gives is checked") {
  CHECK(step_message<ShapeError>("wrong_shape") ==
        misbehaving("generator", "wrong_shape", "step") +
            "next state (trial, state): expected shape (4, 3), found (4, 6)");
  CHECK(step_message<ShapeError>("wrong_type") ==
        misbehaving("generator", "wrong_type", "step") +
            "next state (trial, state): expected type Float, found Double");
  CHECK(step_message<ShapeError>("no_tensor") ==
        misbehaving("generator", "no_tensor", "step") +
            "next state (trial, state): expected shape (4, 3), found no array");
}

TEST_CASE("what a step throws names the plugin, in one line") {
  CHECK(step_message<NumericalError>("nan_step") ==
        misbehaving("generator", "nan_step", "step") + "state: NaN");
  CHECK(step_message<PluginError>("bad_product") ==
        misbehaving("generator", "bad_product", "step") +
            "mat1 and mat2 shapes cannot be multiplied (4x3 and 4x2)");
}

TEST_CASE("what a readout gives is checked") {
  GivenParams params;
  const auto readout =
      registry().make<Readout>(registry().find(Kind::readout, "wide_readout"), params, {3, 5});
  CHECK(message_of<ShapeError>([&] {
          readout->output_parameters(at::zeros({4, 7, 3}));
        }) == misbehaving("readout", "wide_readout", "output_parameters") +
                  "output parameters (..., output): expected shape (4, 7, 5), found (4, 7, 6)");
}

TEST_CASE("what a dataset gives is checked") {
  const auto message = [](const std::string& fault) {
    GivenParams params;
    params.text = fault;
    const auto dataset =
        registry().make<Dataset>(registry().find(Kind::dataset, "bad_trials"), params);
    RandomStream random(1, "dataset");
    const auto text = message_of<Error>([&] { dataset->make(random); });
    const auto prefix = misbehaving("dataset", "bad_trials", "make");
    return text.starts_with(prefix) ? text.substr(prefix.size()) : text;
  };
  CHECK(message("rank") ==
        "spikes (trial, time, neuron): expected shape (any, any, any), found (4, 5)");
  CHECK(message("input") ==
        "external_input (trial, time, dim): expected shape (4, 5, any), found (4, 6, 1)");
  CHECK(message("narrower") ==
        "target_spikes (trial, time, neuron): expected at least (4, 5, 3), found (4, 5, 2)");
  CHECK(message("array") == "extra: expected 4 trials on the first axis, found (3)");
  CHECK(message("range") == "split.valid: trial 4 is not in [0, 4)");
  CHECK(message("overlap") == "split.valid: trial 2 is used twice");
  CHECK(message("order") == "split.train: the trials must be ascending");
  CHECK(message("bin") == "bin_s: must be above 0, found 0");
  CHECK(message("info") == "trial_info.coherence: expected 4 values, one per trial, found 2");
  CHECK(message("none") == "no exception");
}

TEST_CASE("a metric gives only the scores it announced") {
  GivenParams params;
  const auto metric = registry().make<Metric>(registry().find(Kind::metric, "unannounced"), params);
  CHECK(message_of<PluginError>([&] { metric->evaluate({}); }) ==
        misbehaving("metric", "unannounced", "evaluate") +
            "gave the score \"b\" without announcing it");
}

TEST_CASE("a metric that changes what it was given to read is named") {
  Evaluation evaluation;
  evaluation.estimates.rates = at::ones({2, 3, 4}, at::kDouble);
  const auto message = [&](const std::string& behaviour) {
    GivenParams params;
    params.text = behaviour;
    const auto metric = registry().make<Metric>(registry().find(Kind::metric, "unruly"), params);
    return message_of<PluginError>([&] { metric->evaluate(evaluation); });
  };
  CHECK(message("none") == "no exception");
  for (const auto* behaviour : {"writes_one_number", "zeroes_rates", "resizes_rates"}) {
    CHECK_THAT(message(behaviour),
               testing::ContainsSubstring("acts.so), evaluate: changed estimates.rates"));
  }
}

TEST_CASE("how the processor computes, and whether autograd follows, is the same behind a call") {
  for (const auto* behaviour : {"round_up", "flush_to_zero", "trap_arithmetic", "no_gradients"}) {
    GivenParams params;
    params.text = behaviour;
    const auto generator =
        registry().make<Generator>(registry().find(Kind::generator, "unruly"), params, {2, 3});
    generator->step(at::zeros({4, 2}), at::zeros({4, 3}));
    INFO(behaviour);
    const volatile double third = 3, tiny = std::numeric_limits<double>::denorm_min();
    CHECK(std::fegetround() == FE_TONEAREST);
    CHECK(tiny * third != 0);
    CHECK(::fegetexcept() == 0);
    CHECK(c10::GradMode::is_enabled());
  }
}

TEST_CASE("a hosted generator is the plugin's: names, weights, answers") {
  const auto generator = make_generator("fast");
  auto weights = generator->weights();
  REQUIRE(weights.size() == 1);
  CHECK(weights[0].name == "scale");
  CHECK(weights[0].trained);
  weights[0].value.set_data(at::full({3}, 2.0f));
  CHECK(generator->step(at::zeros({4, 2}), at::ones({4, 3})).equal(at::full({4, 3}, 2.0f)));
  CHECK(generator->recurrent_weights().at(0).is_same(weights[0].value));
  CHECK_FALSE(generator->trained());
  CHECK(generator->initial_state() == InitialState::prior);

  generator->freeze();
  generator->to(at::kDouble);
  weights = generator->weights();
  CHECK_FALSE(weights[0].trained);
  CHECK(weights[0].value.scalar_type() == at::kDouble);
}

TEST_CASE("a hosted kernel passes on, guards, and keeps its generator") {
  const auto kernel = make_generator("fast")->kernel();
  CHECK(kernel->memory().tape == 3);
  float state = 1, next = 0;
  kernel->prepare();
  kernel->forward({}, {&state, 1, 1}, {&next, 1, 1}, nullptr, nullptr);
  CHECK(next == 2);
  CHECK(message_of<PluginError>([&] {
          kernel->backward({}, {}, {}, nullptr, {}, {}, {}, {}, nullptr);
        }) == fmt::format("generator \"fast\" 0.1.0 ({}/behaving.so), kernel backward: no way back",
                          NPD_FIXTURES));
  CHECK(make_generator("wrong_shape")->kernel() == nullptr);
}

TEST_CASE("a generator inside another keeps its names, and its errors say both") {
  GivenParams params;
  params.inner = [](const GeneratorShape&) { return make_generator("fast"); };
  CHECK(make_generator("wrapping", params)->weights().at(0).name == "inner.scale");

  params.inner = [](const GeneratorShape&) { return make_generator("nan_step"); };
  const auto outer = make_generator("wrapping", params);
  CHECK(message_of<NumericalError>([&] {
          outer->step(at::zeros({4, 2}), at::zeros({4, 3}));
        }) == fmt::format("generator \"wrapping\" 0.1.0 ({}/behaving.so), step: ", NPD_FIXTURES) +
                  misbehaving("generator", "nan_step", "step") + "state: NaN");
}

TEST_CASE("an error that has its place in a file passes through plugins as it is") {
  GivenParams params;
  params.inner = [](const GeneratorShape&) -> std::shared_ptr<Generator> {
    throw config::LocatedError({}, "run.toml:7:1: model.generator.inner.rank: too large");
  };
  CHECK(message_of<config::LocatedError>([&] { make_generator("wrapping", params); }) ==
        "run.toml:7:1: model.generator.inner.rank: too large");
}

TEST_CASE("objects outlive the registry that made them") {
  std::shared_ptr<Generator> generator;
  {
    Registry short_lived = registry_of(fixtures);
    GivenParams params;
    generator =
        short_lived.make<Generator>(short_lived.find(Kind::generator, "fast"), params, {2, 3});
  }
  CHECK(generator->step(at::zeros({4, 2}), at::ones({4, 3})).equal(at::zeros({4, 3})));
}

TEST_CASE("the registry remembers what was used, each once") {
  Registry fresh = registry_of(fixtures);
  GivenParams params;
  const auto& fast = fresh.find(Kind::generator, "fast");
  const auto& metric = fresh.find(Kind::metric, "two_scores");
  fresh.find(Kind::dataset, "every_type");
  fresh.make<Generator>(fast, params, {2, 3});
  fresh.make<Metric>(metric, params);
  fresh.make<Generator>(fast, params, {2, 3});
  const auto used = fresh.used();
  REQUIRE(used.size() == 2);
  CHECK(used[0].id == "fast");
  CHECK(used[0].version == "0.1.0");
  CHECK(used[0].library == fixtures / "behaving.so");
  CHECK(used[1].kind == Kind::metric);
}

}  // namespace npd::host
