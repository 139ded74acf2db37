#include "sequence/fused.hpp"
#include "sequence/gaussian.hpp"

#include "framework/components.hpp"

#include <npd/ops.hpp>
#include <npd/testing/gradcheck.hpp>

#include <cmath>
#include <initializer_list>
#include <numbers>
#include <vector>

#include <npd/testing/catch.hpp>

using namespace npd;
using namespace npd::testing;

namespace {

constexpr std::int64_t batch = 3, bins = 4, factor_dim = 2, neurons = 2;

Tensor counts() { return at::floor(3 * at::abs(random_tensor({batch, bins, neurons}, 3))); }

/// About every third count is missing.
Tensor gaps() { return (random_tensor({batch, bins, neurons}, 4) > -0.4).to(at::kFloat); }

Tensor random_factors() { return random_tensor({batch, bins, factor_dim}, 5); }

std::shared_ptr<Readout> linear_readout() {
  auto readout = make_readout("linear", {factor_dim, neurons});
  draw_weights(*readout, 1);
  return readout;
}

}  // namespace

TEST_CASE("the loss is the mean over the counts that were observed, in both engines") {
  const auto readout = linear_readout();
  const Tensor factors = random_factors(), observed = gaps();
  const auto lambda = at::exp(readout->output_parameters(factors)).detach().to(at::kDouble);
  double sum = 0;
  for (std::int64_t i = 0; i < observed.numel(); ++i) {
    if (observed.flatten()[i].item<double>() == 0) continue;
    const double rate = lambda.flatten()[i].item<double>();
    const double k = counts().flatten()[i].item<double>();
    sum += rate - k * std::log(rate);
    if (k > 1) sum += k * std::log(k) - k + 0.5 * std::log(2 * std::numbers::pi * k);
  }
  const double expected = sum / observed.sum().item<double>();
  REQUIRE(observed.sum().item<double>() < static_cast<double>(observed.numel()));

  sequence::AutogradOperations autograd;
  sequence::FusedOperations fused(2, 2);
  for (sequence::Operations* operations :
       std::initializer_list<sequence::Operations*>{&autograd, &fused}) {
    // What stands in a gap makes no difference.
    for (const double filling : {0.0, 7.0}) {
      const Tensor filled = at::where(observed > 0, counts(), at::full_like(observed, filling));
      const auto found = operations->reconstruct(*readout, factors, {filled, {}, observed, {}});
      CHECK(found.loss.item<double>() == Approx(expected).epsilon(1e-5));
    }
  }
}

TEST_CASE("where nothing was observed the loss is 0 and has no gradient, in both engines") {
  const auto readout = linear_readout();
  sequence::AutogradOperations autograd;
  sequence::FusedOperations fused(2, 2);
  for (sequence::Operations* operations :
       std::initializer_list<sequence::Operations*>{&autograd, &fused}) {
    Tensor factors = random_factors().requires_grad_(true);
    const auto found =
        operations->reconstruct(*readout, factors, {counts(), {}, at::zeros_like(counts()), {}});
    CHECK(found.loss.item<double>() == 0);
    found.loss.backward();
    CHECK(at::equal(factors.grad(), at::zeros_like(factors)));
  }
}

TEST_CASE("the loss's gradient is that of finite differences, with and without gaps") {
  const auto readout = linear_readout();
  readout->to(at::kDouble);
  sequence::AutogradOperations autograd;
  const Tensor factors = random_factors().to(at::kDouble).requires_grad_(true);
  for (const Tensor& observed : {Tensor(), gaps().to(at::kDouble)}) {
    const sequence::Target target{counts().to(at::kDouble), {}, observed, {}};
    for (const auto& [what, relative, where] :
         gradient_deviations([&] { return autograd.reconstruct(*readout, factors, target).loss; },
                             {{"factors", factors}})) {
      INFO(what << ": " << where);
      CHECK(relative < 1e-7);
    }
  }
}

// Mean 1, variance 4, value 4: (ln 4 + 9 / 4) / 2.
TEST_CASE("the Gaussian loss is the closed form, and finite for a value met exactly") {
  const Tensor parameters = at::tensor({1.0, std::log(4.0)}, at::kDouble);
  const Tensor value = at::tensor({4.0}, at::kDouble);
  CHECK(sequence::gaussian_nll(parameters, value).item<double>() ==
        Approx((std::log(4.0) + 9.0 / 4) / 2).epsilon(1e-12));
  const Tensor certain = at::tensor({4.0, -1000.0}, at::kDouble);
  CHECK(sequence::gaussian_nll(certain, value).item<double>() ==
        Approx(std::log(1e-6) / 2).epsilon(1e-9));
}

TEST_CASE("the Gaussian loss's gradient is that of finite differences, with and without gaps") {
  const auto readout = make_readout("linear", {factor_dim, 2 * neurons});
  draw_weights(*readout, 1);
  readout->to(at::kDouble);
  sequence::AutogradOperations autograd;
  const Tensor factors = random_factors().to(at::kDouble).requires_grad_(true);
  const Tensor values = random_tensor({batch, bins, neurons}, 6).to(at::kDouble);
  for (const Tensor& observed : {Tensor(), gaps().to(at::kDouble)}) {
    const sequence::Target target{values, {}, observed, sequence::OutputDistribution::gaussian};
    for (const auto& [what, relative, where] :
         gradient_deviations([&] { return autograd.reconstruct(*readout, factors, target).loss; },
                             {{"factors", factors}})) {
      INFO(what << ": " << where);
      CHECK(relative < 1e-7);
    }
  }
}

TEST_CASE("a Gaussian variance below the floor has a gradient, the same in both engines") {
  const auto gaussian = sequence::OutputDistribution::gaussian;
  const auto readout = make_readout("linear", {1, 2});
  readout->weights()[1].value.detach()[1].fill_(-20);  // ln v, far below ln 1e-6
  const Tensor values = at::tensor({0.0F, 0.5F}).view({1, 2, 1});
  std::vector<Tensor> gradients;
  sequence::AutogradOperations autograd;
  sequence::FusedOperations fused(2, 2);
  for (sequence::Operations* operations :
       std::initializer_list<sequence::Operations*>{&autograd, &fused}) {
    Tensor bias = readout->weights()[1].value;
    if (bias.grad().defined()) bias.mutable_grad().reset();
    operations->reconstruct(*readout, at::zeros({1, 2, 1}), {values, {}, {}, gaussian})
        .loss.backward();
    gradients.push_back(bias.grad().to(at::kDouble).clone());
  }
  // Of each value x: e^l (1 - x^2 / v) / (2 v) with v = 1e-6, here the mean over 0 and 0.5.
  const double slope = std::exp(-20.0) / 2e-6 * (1 - 0.5 * 0.25 / 1e-6);
  for (const auto& gradient : gradients) {
    CHECK(gradient[1].item<double>() == Approx(slope).epsilon(1e-4));
  }
}
