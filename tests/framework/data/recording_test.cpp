#include "data/recording.hpp"

#include <npd/ops.hpp>

#include <cmath>

#include <npd/testing/catch.hpp>

using npd::data::Recording;

namespace {

/// Three trials of four bins; the model sees two bins of one neuron of two.
npd::Trials held_out() {
  npd::Trials trials;
  trials.target_spikes = at::arange(24, at::kFloat).view({3, 4, 2});
  trials.spikes = trials.target_spikes.slice(1, 0, 3).slice(2, 0, 1);
  trials.split = {{0, 2}, {1}, {}};
  trials.bin_s = 0.02;
  trials.neuron_info = {{"id", std::vector<double>{7, 12}},
                        {"area", std::vector<std::string>{"pfc", "ppc"}}};
  return trials;
}

}  // namespace

TEST_CASE("a recording knows what is seen, held out and predicted") {
  const Recording recording(held_out(), 1);
  CHECK(recording.ic_bins() == 1);
  CHECK(recording.bins() == 3);
  CHECK(recording.seen_bins() == 2);
  CHECK(recording.predicted_bins() == 1);
  CHECK(recording.held_out_neurons() == 1);
  CHECK(recording.sizes().external_dim == 0);
  CHECK(recording.bin_s() == 0.02);
  CHECK_FALSE(recording.has_missing());
  CHECK(recording.ids() == std::vector<std::string>{"7", "12"});
  CHECK(recording.areas() == std::vector<std::string>{"pfc", "ppc"});
}

TEST_CASE("a data set without facts about neurons has neither ids nor areas") {
  auto trials = held_out();
  trials.neuron_info.clear();
  CHECK(Recording(trials).ids().empty());
  CHECK(Recording(trials).areas().empty());
}

TEST_CASE("mean counts are those of observed bins of training trials, never zero") {
  npd::Trials trials;
  trials.spikes = at::zeros({3, 2, 2});
  trials.spikes[0][0][0] = 3;
  trials.spikes[2][1][0] = NAN;
  trials.spikes[1].fill_(100);  // validates
  trials.split = {{0, 2}, {1}, {}};
  trials.may_be_missing = true;
  const auto means = Recording(trials).training_means();
  CHECK(means[0].item<double>() == 1.0);      // 3 counts in 3 observed bins
  CHECK(means[1].item<double>() == 0.5 / 4);  // none in 4: half a count

  trials.real_valued = true;
  CHECK(Recording(trials).training_means()[1].item<double>() == 0);
}
