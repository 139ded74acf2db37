#include "model/lfads_system.hpp"
#include "framework/components.hpp"
#include "model/lfads.hpp"
#include "sequence/autograd.hpp"

#include <npd/error.hpp>
#include <npd/ops.hpp>
#include <npd/testing/gradcheck.hpp>

#include <memory>
#include <string>
#include <vector>

#include <npd/testing/catch.hpp>

namespace npd::model {
namespace {

using namespace npd::testing;

constexpr std::int64_t inputs = 3, state_dim = 4, neurons = 5, points = 6;

/// A model with two controller outputs and one external input, and the parts that it was made of.
struct Fitted {
  explicit Fitted(const std::string& generator_variant, std::int64_t factor_dim = 0,
                  const std::string& output = "poisson", const std::string& readout_name = "flow")
      : variant(generator_variant), readout_variant(readout_name) {
    config.ic_enc_dim = config.ci_enc_dim = config.con_dim = 3;
    config.co_dim = 2;
    config.factor_dim = factor_dim;
    config.output = output;
    generator = new_generator();
    readout = new_readout();
    lfads = std::make_unique<model::Lfads>(config, data::Sizes{neurons, neurons, 1}, state_dim,
                                           generator, readout,
                                           std::make_shared<sequence::AutogradOperations>());
    draw_weights(*lfads, 1);
  }

  std::shared_ptr<Generator> new_generator() const {
    return make_generator(variant, {inputs, state_dim});
  }
  std::shared_ptr<Readout> new_readout() const {
    return make_readout(readout_variant, {model::factor_dim(config, state_dim),
                                          neurons * (config.output == "gaussian" ? 2 : 1)});
  }
  std::shared_ptr<System> system() const {
    return lfads->system(new_generator(), new_readout(), 0.01);
  }

  std::string variant, readout_variant;
  model::Config config;
  std::shared_ptr<Generator> generator;
  std::shared_ptr<Readout> readout;
  std::unique_ptr<model::Lfads> lfads;
};

Tensor random_points(std::int64_t dim, std::uint64_t seed) {
  return random_tensor({points, dim}, seed).to(at::kDouble);
}

Tensor central_differences(const std::function<Tensor(const Tensor&)>& map, const Tensor& at) {
  constexpr double step = 1e-5;
  std::vector<Tensor> columns;
  for (std::int64_t j = 0; j < at.size(1); ++j) {
    Tensor above = at.clone(), below = at.clone();
    above.select(1, j) += step;
    below.select(1, j) -= step;
    columns.push_back((map(above) - map(below)) / (2 * step));
  }
  return at::stack(columns, 2);
}

}  // namespace

TEST_CASE("a trained generator steps in float64 as it does in float32") {
  const std::string variant = GENERATE(from_range(generator_variants));
  CAPTURE(variant);
  const Fitted fitted(variant);
  const auto system = fitted.system();
  const Tensor input = random_points(inputs, 2), state = random_points(state_dim, 3);
  CHECK(system->state_dim() == state_dim);
  CHECK(system->input_dim() == inputs);

  const Tensor single = fitted.generator->step(input.to(at::kFloat), state.to(at::kFloat));
  const Tensor next = system->step(input, state);
  CHECK(next.scalar_type() == at::kDouble);
  CHECK_FALSE(next.requires_grad());
  CHECK(deviation("step", single, next).relative < 1e-6);
  const Tensor rates = at::exp(fitted.readout->output_parameters(state.to(at::kFloat)));
  CHECK(deviation("rates", rates, system->outputs(state)).relative < 1e-6);
}

TEST_CASE("derivatives of every trained generator equal finite differences") {
  const std::string variant = GENERATE(from_range(generator_variants));
  CAPTURE(variant);
  const auto system = Fitted(variant).system();
  const Tensor input = random_points(inputs, 2), state = random_points(state_dim, 3);
  const auto [by_state, by_input] = system->jacobian(input, state);
  const auto of_state = [&](const Tensor& s) { return system->step(input, s); };
  const auto of_input = [&](const Tensor& u) { return system->step(u, state); };
  CHECK(deviation("by state", by_state, central_differences(of_state, state)).relative < 1e-8);
  CHECK(deviation("by input", by_input, central_differences(of_input, input)).relative < 1e-8);
}

TEST_CASE("a generator's domain is mapped into itself, and its starts lie in it") {
  const std::string variant = GENERATE("gru", "low_rank", "frozen");
  CAPTURE(variant);
  const auto system = Fitted(variant).system();
  const Tensor input = random_points(inputs, 2)[0];
  const auto box = system->domain(input);
  REQUIRE(box.has_value());
  RandomStream random(1, "starts");
  const Tensor starts = system->starts(input, 500, random);
  const Tensor corners =
      at::where(random_tensor({500, state_dim}, 4) > 0, box->lowest, box->highest);
  for (const Tensor& inside :
       {starts, system->step(input.expand({500, inputs}), corners.to(at::kDouble))}) {
    CHECK((inside >= box->lowest - 1e-12).all().item<bool>());
    CHECK((inside <= box->highest + 1e-12).all().item<bool>());
  }
  CHECK_FALSE(Fitted("mlp_rnn").system()->domain(input).has_value());
}

TEST_CASE("fixed points of a low-rank generator are among what its starts look like") {
  const auto system = Fitted("low_rank").system();
  const Tensor input = random_points(inputs, 2)[0];
  RandomStream random(1, "starts");
  const Tensor starts = system->starts(input, 50, random);
  // Rank 2: all of them lie in a plane.
  const Tensor centred = (starts - starts.mean(0, true)).contiguous();
  const Tensor gram = at::matmul(centred.t(), centred);
  CHECK(gram.abs().max().item<double>() > 1);
  CHECK(std::abs((gram.narrow(0, 0, 3).narrow(1, 0, 3)).det().item<double>()) < 1e-6);
}

TEST_CASE("the model that gives the system away is left as it is") {
  const Fitted fitted("gru", 2);
  std::vector<Weight> before = fitted.lfads->weights();
  for (auto& weight : before) weight.value = weight.value.detach().clone();
  const auto system = fitted.system();
  const Tensor input = random_points(inputs, 2), state = random_points(state_dim, 3);
  const Tensor next = system->step(input, state);
  const auto after = fitted.lfads->weights();
  for (std::size_t i = 0; i < after.size(); ++i) {
    CHECK(after[i].value.scalar_type() == at::kFloat);
    CHECK(at::equal(after[i].value, before[i].value));
    CHECK(after[i].trained == before[i].trained);
  }
  // Nor does the system follow the model's later training.
  for (auto& weight : fitted.lfads->weights()) weight.value.detach().mul_(2);
  CHECK(at::equal(system->step(input, state), next));
}

TEST_CASE("latents of a system are the model's factors, its outputs their readout") {
  const Fitted fitted("gru", 2, "gaussian", "linear");
  const auto system = fitted.system();
  const Tensor state = random_points(state_dim, 3);
  const Tensor factors = system->latents(state);
  REQUIRE(factors.sizes() == at::IntArrayRef({points, 2}));
  Tensor weight;
  for (const auto& w : fitted.lfads->weights()) {
    if (w.name == "decoder.factor_map.weight") weight = w.value.detach().to(at::kDouble);
  }
  const Tensor rows = weight / weight.square().sum(1, true).sqrt();
  CHECK(deviation("factors", factors, at::matmul(state, rows.t())).relative < 1e-14);
  // Of a Gaussian's parameters the first half are its means.
  const Tensor parameters = fitted.readout->output_parameters(factors.to(at::kFloat));
  CHECK(deviation("means", parameters.narrow(1, 0, neurons), system->outputs(state)).relative <
        1e-6);
  CHECK(system->input_dimensions()[1].name == "controller 1");
  CHECK(system->input_dimensions()[2].name == "external 0");
}

TEST_CASE("a part of other sizes is refused") {
  const Fitted fitted("gru");
  CHECK_THROWS_WITH(
      fitted.lfads->system(make_generator("gru", {inputs, 3}), fitted.new_readout(), 0.01),
      ContainsSubstring("a component that is made anew has the weight"));
  CHECK_THROWS_WITH(
      fitted.lfads->system(make_generator("low_rank", {inputs, 4}), fitted.new_readout(), 0.01),
      ContainsSubstring("has the weight m (4, 2) instead of cell.input_weight (12, 3)"));
  CHECK_THROWS_WITH(
      fitted.lfads->system(make_generator("mlp_rnn", {inputs, 4}), fitted.new_readout(), 0.01),
      ContainsSubstring("weights instead of 4"));
}

}  // namespace npd::model
