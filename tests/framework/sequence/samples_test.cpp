#include "framework/sequence/operation_cases.hpp"
#include "sequence/fused.hpp"
#include "sequence/sample_sums.hpp"
#include "sequence/sequence_view.hpp"

#include <c10/core/GradMode.h>

#include <utility>
#include <vector>

#include <npd/testing/catch.hpp>

using namespace npd;
using namespace npd::testing;

TEST_CASE("several samples at once are what each is alone, and their sums") {
  sequence::AutogradOperations autograd;
  const c10::AutoGradMode no_gradient(false);
  const auto check = [&](std::int64_t trials, std::int64_t samples, DecoderCase test) {
    CAPTURE(trials, samples, test.outputs, test.mapped_factors);
    sequence::FusedOperations fused(64, 2);
    test.batch = trials * samples;
    const auto all = test.given(fused, at::kFloat);
    sequence::DecoderInputs inputs = all.inputs;
    for (Tensor* x : {&inputs.encoded, &inputs.external}) {
      if (x->defined()) *x = x->narrow(0, 0, trials);
    }
    const bool sums_known = test.outputs > 0 && samples % 2 == 0;
    if (sums_known) inputs.encoded_sums = fused.sum_encoded(all.controller, inputs.encoded);
    sequence::Decoded sums, expected;
    std::vector<Tensor> factors;
    for (int repetition = 0; repetition < 2; ++repetition) {
      const Tensor ours = fused.decode_samples(all.controller, *test.generator, inputs, sums);
      sequence::DecoderInputs one = inputs;
      one.encoded_sums = Tensor();
      for (std::int64_t first = 0; first < test.batch; first += trials) {
        one.initial_state = inputs.initial_state.narrow(0, first, trials);
        one.initial_factors = inputs.initial_factors.narrow(0, first, trials);
        if (test.outputs > 0) one.output_noise = inputs.output_noise.narrow(0, first, trials);
        const auto sample = fused.decode(all.controller, *test.generator, one);
        CHECK(at::equal(ours.narrow(0, first, trials), sample.factors));
        for (const auto part : sequence::decoded_parts) {
          if (!(sample.*part).defined()) continue;
          Tensor& sum = expected.*part;
          sum = sum.defined() ? sum + sample.*part : (sample.*part).to(at::kDouble);
        }
      }
    }
    for (const auto part : sequence::decoded_parts) {
      REQUIRE((sums.*part).defined() == (expected.*part).defined());
      if ((sums.*part).defined()) CHECK(at::equal(sums.*part, expected.*part));
    }
    sequence::Decoded reference;
    autograd.decode_samples(all.controller, *test.generator, inputs, reference);
    for (const auto part : sequence::decoded_parts) {
      if (!(sums.*part).defined()) continue;
      CHECK(deviation("", (sums.*part) / 2, reference.*part).relative < tolerance);
    }
  };
  for (const auto& [trials, samples] :
       {std::pair{16, 4}, {16, 1}, {5, 3}, {1, 2}, {17, 2}, {40, 2}}) {
    check(trials, samples, {0, 5, "gru", 2, 1, false});
    check(trials, samples, {0, 4, "low_rank", 0, 2, false});
  }
  check(16, 2, {0, 3, "gru", 2, 0, false, true, 7, 5, 3, 4});
}

TEST_CASE("the moments of outputs are those of the parameters") {
  const c10::AutoGradMode no_gradient(false);
  for (const auto distribution :
       {sequence::OutputDistribution::poisson, sequence::OutputDistribution::gaussian}) {
    for (const std::string id : readout_variants) {
      CAPTURE(id);
      const auto outputs = 3 * sequence::parameters_per_neuron(distribution);
      const auto readout = make_readout(id, {2, outputs});
      draw_as(at::kFloat, *readout, 1);
      for (const std::int64_t batch : {1, 17, 40}) {
        const Tensor factors = random_tensor({batch, 4, 2}, 2);
        sequence::FusedOperations fused(panel_trials, 2);
        const auto ours = fused.moments(*readout, factors, outputs, distribution);
        const auto expected =
            sequence::AutogradOperations().moments(*readout, factors, outputs, distribution);
        CHECK(deviation("", ours, expected).relative < tolerance);
        const auto parameters = readout->output_parameters(factors);
        CHECK(at::allclose(ours.narrow(2, 0, 3), sequence::output_means(distribution, parameters),
                           1e-4, 1e-6));
      }
    }
  }
}

TEST_CASE("samples of any layout are added up in order, in float64") {
  for (const std::int64_t trials : {1, 5, 16, 35}) {
    CAPTURE(trials);
    const Tensor rows = 1e6 * random_tensor({3 * trials, 2, 4}, 1);
    const Tensor once = rows.narrow(0, 0, trials).to(at::kDouble) + rows.narrow(0, trials, trials) +
                        rows.narrow(0, 2 * trials, trials);
    for (const Tensor& samples : {rows, sequence::new_sequence(3 * trials, 2, 4).copy_(rows)}) {
      Tensor sums;
      sequence::add_samples(sums, samples, trials);
      CHECK(at::equal(sums, once));
      sequence::add_samples(sums, samples.narrow(0, 0, trials), trials);
      CHECK(at::equal(sums, once + rows.narrow(0, 0, trials)));
    }
    Tensor states;
    sequence::add_samples(states, rows.select(1, 0), trials);
    CHECK(at::equal(states, once.select(1, 0)));
  }
}
