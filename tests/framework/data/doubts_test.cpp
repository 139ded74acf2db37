#include "data/doubts.hpp"

#include <npd/ops.hpp>

#include <cmath>

#include <npd/testing/catch.hpp>

using npd::Tensor;
using npd::data::doubts_about_counts;
using npd::data::silence_in;
using npd::testing::ContainsSubstring;

namespace {

/// Four trials of ten bins of three neurons, 0, 1 or 2 spikes each.
Tensor counts() {
  return at::arange(4 * 10 * 3, at::kDouble).remainder(7).remainder(3).view({4, 10, 3});
}

}  // namespace

TEST_CASE("doubts: ordinary counts raise none, however wide the bins are") {
  CHECK(doubts_about_counts(counts(), 0.01).empty());
  CHECK(doubts_about_counts(counts(), 0.001).empty());  // 2 in 1 ms: several neurons on a channel
  CHECK(doubts_about_counts(at::full({4, 10, 3}, NAN), 0.01).empty());
}

TEST_CASE("doubts: one count that no neuron reaches is named with its place") {
  for (const double count : {60.0, 1e6, std::ldexp(1.0, 53)}) {
    auto wild = counts();
    wild[2][4][1] = count;
    const auto doubts = doubts_about_counts(wild, 0.01);
    REQUIRE(doubts.size() == 1);
    CHECK_THAT(doubts.front(), ContainsSubstring("in trial 2, bin 4, neuron 1"));
  }
  auto fast = counts();
  fast[2][4][1] = 40;  // 4 kHz
  CHECK(doubts_about_counts(fast, 0.01).empty());
}

TEST_CASE("doubts: rates in Hz in place of counts") {
  const auto doubts = doubts_about_counts(counts() * 100, 0.01);
  REQUIRE(doubts.size() == 1);
  CHECK_THAT(doubts.front(), ContainsSubstring("divide them by 100"));
  CHECK_THAT(doubts_about_counts(counts() * 99, 0.01).at(0),
             ContainsSubstring("the median neuron"));
  CHECK(doubts_about_counts(counts(), 0.5).empty());  // half a second: 1 is a count
}

TEST_CASE("doubts: trials and neurons without a spike are counted where they were recorded") {
  auto some = counts();
  some[1].fill_(0);
  some.select(2, 2).fill_(0);
  CHECK(silence_in(some).trials == 1);
  CHECK(silence_in(some).neurons == 1);
  some[1].fill_(NAN);
  some.select(2, 2).fill_(NAN);
  CHECK(silence_in(some).trials == 0);
  CHECK(silence_in(some).neurons == 0);
}

TEST_CASE("doubts: data without one spike, and what is seen where it is not what is explained") {
  CHECK(doubts_about_counts(at::zeros({4, 10, 3}), 0.01).at(0) ==
        "there is not one spike in all trials");
  npd::Trials trials;
  trials.spikes = counts();
  trials.spikes[2][4][1] = 1e6;
  trials.target_spikes = counts();
  trials.bin_s = 0.01;
  REQUIRE(npd::data::doubts_about(trials).size() == 1);
  CHECK_THAT(npd::data::doubts_about(trials).front(), ContainsSubstring("largest count is 1e+06"));
}
