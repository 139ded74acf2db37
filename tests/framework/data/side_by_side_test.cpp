#include "data/side_by_side.hpp"

#include <npd/ops.hpp>
#include <npd/testing/gradcheck.hpp>

#include <vector>

#include <npd/testing/catch.hpp>

// Trials below, at and beyond the eight that go together; columns that fill their blocks or not.
TEST_CASE("chosen trials lie side by side") {
  for (const std::int64_t features : {0, 1, 7, 8, 30}) {
    const auto sequence = npd::testing::random_tensor({20, 3, features}, 1);
    for (const std::size_t count : {1, 7, 8, 9, 17}) {
      CAPTURE(features, count);
      std::vector<std::int64_t> trials(count);
      for (std::size_t i = 0; i < count; ++i) trials[i] = static_cast<std::int64_t>(7 * i % 20);
      const auto chosen = npd::data::side_by_side(sequence, trials);
      CHECK(at::equal(chosen, sequence.index_select(0, at::tensor(trials, at::kLong))));
      CHECK(chosen.permute({1, 2, 0}).is_contiguous());
    }
  }
}
