#include "sequence/fused.hpp"

#include "framework/sequence/operation_cases.hpp"

#include <npd/ops.hpp>

#include <c10/core/GradMode.h>

#include <utility>

#include <npd/testing/catch.hpp>

using namespace npd;
using namespace npd::testing;

namespace {

template <class Case>
void check_equals_autograd(Case test) {
  sequence::FusedOperations fused(panel_trials, 2);
  sequence::AutogradOperations autograd;
  const auto ours = test.run(fused, at::kFloat).with_gradients();
  const auto expected = test.run(autograd, at::kDouble).with_gradients();
  REQUIRE(ours.size() == expected.size());
  for (std::size_t i = 0; i < ours.size(); ++i) {
    INFO(ours[i].name << " " << shape_text(ours[i].value.sizes()));
    CHECK(deviation(ours[i].name, ours[i].value, expected[i].value).relative < tolerance);
  }
}

template <class Case>
void check_same_bits(Case test) {
  sequence::FusedOperations one(panel_trials, 1);
  const auto expected = test.run(one, at::kFloat).with_gradients();
  for (const int threads : {2, 3, 8}) {
    sequence::FusedOperations several(panel_trials, threads);
    for (int repetition = 0; repetition < 2; ++repetition) {
      const auto ours = test.run(several, at::kFloat).with_gradients();
      for (std::size_t i = 0; i < ours.size(); ++i) {
        INFO(threads << " threads, " << ours[i].name);
        CHECK(at::equal(ours[i].value, expected[i].value));
      }
    }
  }
}

}  // namespace

TEST_CASE("the fused encoder equals autograd in value and gradient") {
  check_equals_autograd(EncoderCase{255, 6, 3, 5, 1});
  check_equals_autograd(EncoderCase{17, 5, 1, 1, 0});
  check_equals_autograd(EncoderCase{1, 7, 4, 3, 2, false});
  check_equals_autograd(EncoderCase{16, 1, 2, 7, 0});
  check_equals_autograd(EncoderCase{5, 3, 2, 2, 4});
  check_equals_autograd(EncoderCase{5, 4, 2, 2, -1});
  check_equals_autograd(EncoderCase{255, 6, 12, 25, 1, true, true});
  check_equals_autograd(EncoderCase{19, 4, 40, 3, 1, false, true});
}

TEST_CASE("the fused decoder equals autograd for every generator") {
  for (const std::string id : generator_variants) {
    INFO(id);
    check_equals_autograd(DecoderCase{17, 6, id});
    check_equals_autograd(DecoderCase{5, 3, id, 0, 2});
  }
}

TEST_CASE("the fused decoder equals autograd for every choice of parts and ragged sizes") {
  check_equals_autograd(DecoderCase{255, 4, "gru", 2, 0});
  check_equals_autograd(DecoderCase{1, 5, "gru", 1, 3});
  check_equals_autograd(DecoderCase{19, 1, "gru", 2, 1});
  check_equals_autograd(DecoderCase{6, 5, "gru", 2, 1, false, true});
  check_equals_autograd(DecoderCase{6, 5, "gru", 2, 1, true, false});
  check_equals_autograd(DecoderCase{6, 5, "gru", 0, 0, true, false});
  check_equals_autograd(DecoderCase{6, 5, "gru", 0, 2, false, false});
  check_equals_autograd(DecoderCase{6, 5, "gru", 1, 0, true, true, 1, 1, 1});
}

TEST_CASE("the fused readout equals autograd in loss, log rates and gradients") {
  for (const std::string id : readout_variants) {
    INFO(id);
    check_equals_autograd(ReadoutCase{255, 4, id});
    check_equals_autograd(ReadoutCase{17, 3, id, 2, 9, false});
    check_equals_autograd(ReadoutCase{1, 5, id, 1, 1});
    check_equals_autograd(ReadoutCase{20, 1, id});
    check_equals_autograd(ReadoutCase{17, 3, id, 2, 9, false, true});
    check_equals_autograd(ReadoutCase{20, 3, id, 5, 6, true, true});
  }
}

TEST_CASE("the fused decoder equals autograd with factors that are a map of the states") {
  for (const std::string id : generator_variants) {
    INFO(id);
    check_equals_autograd(with_factors(17, 6, id, 2, 0, 3));
    check_equals_autograd(with_factors(5, 3, id, 0, 2, 8));
  }
  check_equals_autograd(with_factors(19, 1, "gru", 2, 1, 1));
}

TEST_CASE("the fused readout equals autograd with Gaussian output") {
  constexpr auto gaussian = sequence::OutputDistribution::gaussian;
  for (const std::string id : readout_variants) {
    INFO(id);
    check_equals_autograd(ReadoutCase{255, 4, id, 5, 6, true, false, gaussian});
    check_equals_autograd(ReadoutCase{17, 3, id, 2, 9, false, true, gaussian});
    check_equals_autograd(ReadoutCase{20, 1, id, 1, 1, true, true, gaussian});
  }
}

TEST_CASE("any number of threads gives the same bits") {
  check_same_bits(EncoderCase{100, 5, 3, 5, 1});
  check_same_bits(EncoderCase{100, 5, 12, 5, 1, false, true});
  check_same_bits(DecoderCase{100, 5, "gru", 2, 1});
  check_same_bits(DecoderCase{100, 5, "mlp_rnn", 2, 1});
  check_same_bits(with_factors(100, 5, "gru", 2, 1, 3));
  check_same_bits(ReadoutCase{100, 5, "flow"});
  check_same_bits(ReadoutCase{100, 5, "linear"});
}

TEST_CASE("without gradients nothing is recorded and the values are the same") {
  sequence::FusedOperations fused(panel_trials, 2);
  const auto same = [&](auto test) {
    const auto recorded = test.run(fused, at::kFloat).outputs;
    const c10::AutoGradMode no_gradient(false);
    const auto bare = test.run(fused, at::kFloat).outputs;
    for (std::size_t i = 0; i < bare.size(); ++i) {
      INFO(bare[i].name);
      CHECK_FALSE(bare[i].value.requires_grad());
      CHECK(at::equal(bare[i].value, recorded[i].value));
    }
  };
  same(EncoderCase{33, 5, 3, 5, 1});
  same(DecoderCase{33, 5, "gru", 2, 1});
  same(DecoderCase{33, 5, "low_rank", 0, 1});
  same(ReadoutCase{33, 5, "flow"});
}

TEST_CASE("with what the controller makes of the encoded data known, the bits are the same") {
  sequence::FusedOperations fused(panel_trials, 2);
  const c10::AutoGradMode no_gradient(false);
  for (const auto& [batch, dropout] : {std::pair{1, false}, {33, false}, {33, true}}) {
    CAPTURE(batch, dropout);
    DecoderCase test{batch, 5, "gru", 2, 1, dropout};
    const auto all = test.run(fused, at::kFloat).outputs;
    test.sums_known = true;
    const auto rest = test.run(fused, at::kFloat).outputs;
    for (std::size_t i = 0; i < all.size(); ++i) {
      INFO(all[i].name);
      CHECK(at::equal(rest[i].value, all[i].value));
    }
  }
}

TEST_CASE("float64 and generators without a kernel go the way of autograd") {
  sequence::FusedOperations fused(panel_trials, 2);
  sequence::AutogradOperations autograd;
  const auto equal = [&](auto test, at::ScalarType type) {
    const auto ours = test.run(fused, type).with_gradients();
    const auto expected = test.run(autograd, type).with_gradients();
    for (std::size_t i = 0; i < ours.size(); ++i) {
      INFO(ours[i].name);
      CHECK(at::equal(ours[i].value, expected[i].value));
    }
  };
  equal(EncoderCase{5, 4, 3, 5, 1}, at::kDouble);
  equal(DecoderCase{5, 4}, at::kDouble);
  equal(ReadoutCase{5, 4}, at::kDouble);

  class Decay final : public Generator {
   public:
    Tensor step(const Tensor& input, const Tensor& state) override {
      return 0.9 * state + input.sum(1, true);
    }
  };
  DecoderCase test{5, 4};
  test.generator = std::make_shared<Decay>();
  equal(std::move(test), at::kFloat);
}
