#include "fixture_registry.hpp"

#include <npd/dataset.hpp>
#include <npd/metric.hpp>
#include <npd/ops.hpp>

#include <fmt/format.h>

#include <npd/testing/catch.hpp>

namespace npd::host {
namespace {

/// The data set behind a wrapper, after its trials were made.
std::shared_ptr<Dataset> system_data(const std::string& fault) {
  static Registry all = registry_of(fixtures);
  GivenParams params;
  params.text = fault;
  const auto dataset = all.make<Dataset>(all.find(Kind::dataset, "system_data"), params);
  RandomStream random(1, "dataset");
  dataset->make(random);
  return dataset;
}

std::string by_system_data(const std::string& call) {
  return fmt::format("dataset \"system_data\" 0.1.0 ({}/misbehaving_system.so), {}: ", NPD_FIXTURES,
                     call);
}

}  // namespace

TEST_CASE("the systems of a data set are checked as a whole") {
  CHECK(message_of<ShapeError>([] { system_data("starts")->system(); }) ==
        by_system_data("system") +
            "whole.starts (trial, state): expected shape (4, 2), found (3, 2)");
}

TEST_CASE("what was one system stays one") {
  const auto truth = system_data("none")->system();
  CHECK(truth.whole.system != nullptr);
  CHECK(truth.whole.system == truth.recorded.system);
  CHECK(truth.replayed.system == nullptr);
}

TEST_CASE("every call of a system is guarded and checked") {
  const auto system = system_data("none")->system().whole.system;
  const Tensor state = at::ones({4, 2}, at::kDouble), input = at::ones({4, 1}, at::kDouble);
  RandomStream random(1, "starts");
  const auto message = [](auto&& call) { return message_of<ShapeError>(call); };
  CHECK(message([&] { system->step(input, state); }) ==
        by_system_data("system step") +
            "next state (point, state): expected type Double, found Float");
  CHECK(message([&] { system->jacobian(input, state); }) ==
        by_system_data("jacobian") +
            "derivatives by the state (point, state, state): expected shape (4, 2, 2), found (4, "
            "2)");
  CHECK(message([&] { system->domain(input[0]); }) ==
        by_system_data("domain") +
            "lowest corner of the domain (state): expected shape (2), found (3)");
  CHECK(message([&] { system->starts(input[0], 7, random); }) ==
        by_system_data("starts") + "starts (point, state): expected shape (7, 2), found (7, 3)");
  CHECK(message([&] { system->outputs(state); }) ==
        by_system_data("system outputs") +
            "outputs (point, neuron): expected shape (4, any), found ()");
  CHECK(message_of<PluginError>([&] { system->latents(state); }) ==
        by_system_data("system latents") + "not today");
  CHECK(message([&] { system->field()->velocity(input, state); }) ==
        by_system_data("field velocity") +
            "velocity (point, state): expected shape (4, 2), found (4, 4)");
  CHECK(system->field()->bin() == 0.01);
  CHECK(system->state_dimensions()[1].name == "state 1");
}

TEST_CASE("the figures of a metric are checked") {
  Registry all = registry_of(fixtures);
  GivenParams params;
  const auto metric = all.make<Metric>(all.find(Kind::metric, "bad_figure"), params);
  CHECK(message_of<PluginError>([&] { metric->figures({}); }) ==
        fmt::format("metric \"bad_figure\" 0.1.0 ({}/misbehaving_system.so), figures: figure "
                    "\"rates\": has no series",
                    NPD_FIXTURES));
}

}  // namespace npd::host
