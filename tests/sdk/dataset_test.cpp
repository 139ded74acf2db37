#include <npd/dataset.hpp>
#include <npd/error.hpp>
#include <npd/ops.hpp>

#include <algorithm>
#include <cmath>

#include <npd/testing/catch.hpp>

TEST_CASE("random_split: both parts are sorted and together all trials") {
  npd::RandomStream random(3, "split");
  const auto split = npd::random_split(10, 0.76, random);
  CHECK(split.train.size() == 8);
  CHECK(split.valid.size() == 2);
  CHECK(split.test.empty());
  CHECK(std::is_sorted(split.train.begin(), split.train.end()));
  CHECK(std::is_sorted(split.valid.begin(), split.valid.end()));
  auto all = split.train;
  all.insert(all.end(), split.valid.begin(), split.valid.end());
  std::sort(all.begin(), all.end());
  CHECK(all == std::vector<std::int64_t>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
}

TEST_CASE("random_split: an empty part is refused") {
  npd::RandomStream random(3, "split");
  CHECK_THROWS_WITH(npd::random_split(4, 0.95, random),
                    "0.95 of 4 trials leaves 4 for training and 0 for validation; both need at "
                    "least one");
}

TEST_CASE("check_counts: whole numbers of any type pass, others are named") {
  for (const auto type : {at::kByte, at::kLong, at::kFloat, at::kDouble}) {
    CHECK_NOTHROW(npd::check_counts(at::arange(6).view({2, 3}).to(type), "spikes"));
  }
  CHECK_NOTHROW(npd::check_counts(at::zeros({0, 3}), "spikes"));
  for (const double bad : {-1.0, 0.25, HUGE_VAL, -HUGE_VAL}) {
    const auto counts = at::zeros({2, 3}, at::kDouble);
    counts[1][2].fill_(bad);
    CHECK_THROWS_AS(npd::check_counts(counts, "spikes"), npd::DataError);
  }
  CHECK_THROWS_WITH(npd::check_counts(at::full({2}, NAN), "spikes"),
                    "spikes: expected counts (0, 1, 2, ...), found nan at index (0)");
}

TEST_CASE("check_counts: the rules allow gaps and real numbers, each by itself") {
  const auto counts = [](double number) { return at::full({2}, number, at::kDouble); };
  const npd::CountRules gaps{.may_be_missing = true}, real{.real_valued = true},
      both{.may_be_missing = true, .real_valued = true};
  CHECK_NOTHROW(npd::check_counts(counts(NAN), "spikes", gaps));
  CHECK_NOTHROW(npd::check_counts(counts(-0.5), "spikes", real));
  CHECK_NOTHROW(npd::check_counts(at::full({2}, -3, at::kLong), "spikes", real));
  CHECK_NOTHROW(npd::check_counts(counts(NAN), "spikes", both));
  CHECK_NOTHROW(npd::check_counts(counts(-0.5), "spikes", both));

  CHECK_THROWS_WITH(npd::check_counts(counts(-0.5), "spikes", gaps),
                    "spikes: expected counts (0, 1, 2, ...) or NaN, found -0.5 at index (0)");
  CHECK_THROWS_WITH(npd::check_counts(at::full({2}, -3, at::kLong), "spikes", gaps),
                    "spikes: expected counts (0, 1, 2, ...) or NaN, found -3 at index (0)");
  CHECK_THROWS_WITH(npd::check_counts(counts(NAN), "spikes", real),
                    "spikes: expected finite numbers, found nan at index (0)");
  for (const auto& rules : {npd::CountRules{}, gaps, real, both}) {
    CHECK_THROWS_AS(npd::check_counts(counts(HUGE_VAL), "spikes", rules), npd::DataError);
  }
}

TEST_CASE("check_counts: what would allow a number is named with it") {
  const auto message = [](double number, npd::CountRules rules) -> std::string {
    rules.missing_option = "gaps = true";
    rules.real_option = "real = true";
    try {
      npd::check_counts(at::full({1}, number, at::kDouble), "spikes", rules);
    } catch (const npd::DataError& error) {
      const std::string text = error.what();
      return text.substr(std::min(text.size(), text.find("(0)") + 3));
    }
    return "no error";
  };
  CHECK(message(NAN, {}) == "; if NaN stands for what was not recorded, set gaps = true");
  CHECK(message(-1, {}) ==
        "; if -1 stands for what was not recorded, store NaN instead and set gaps = true");
  CHECK(message(-1, {.may_be_missing = true}) ==
        "; if -1 stands for what was not recorded, store NaN instead");
  CHECK(message(-999, {}) ==
        "; if -999 stands for what was not recorded, store NaN instead and set gaps = true");
  CHECK(message(0.5, {}) ==
        "; if these are no counts but smoothed or measured numbers, set real = true");
  CHECK(message(NAN, {.real_valued = true}) ==
        "; if NaN stands for what was not recorded, set gaps = true");
  CHECK(message(HUGE_VAL, {}) == "");
}
