#include "model/philox_bin.hpp"

#include <npd/random.hpp>

#include <numeric>
#include <vector>

#include <npd/testing/catch.hpp>

using npd::model::fill_mask;
using npd::model::fill_words;
using npd::model::PhiloxBin;

// Trials below, at and beyond the eight that go together, units that fill their blocks or not.
TEST_CASE("the words of a bin are Philox blocks, one for each trial and four units") {
  const PhiloxBin at{.bin = 17, .step = 0xFFFFFFFF, .key0 = 0x9E3779B9, .key1 = 3};
  for (const std::size_t count : {1, 7, 8, 9, 21}) {
    std::vector<std::uint32_t> trials(count);
    std::iota(trials.begin(), trials.end(), 0xFFFFFFF0);  // over the end of 32 bits
    for (const std::size_t units : {1, 3, 4, 5, 10}) {
      CAPTURE(count, units);
      constexpr std::uint32_t guard = 0xDEADBEEF, highest = 0x90000000;
      std::vector<std::uint32_t> words(units * count + 1, guard);
      std::vector<float> mask(units * count + 1, -1.0F);
      fill_words(at, trials, units, words.data());
      fill_mask(at, trials, units, mask.data(), highest, 2.5F);
      const std::size_t blocks = (units + 3) / 4;
      for (std::size_t unit = 0; unit < units; ++unit) {
        for (std::size_t i = 0; i < count; ++i) {
          const auto block =
              npd::philox({static_cast<std::uint32_t>(unit % blocks), at.bin, trials[i], at.step},
                          {at.key0, at.key1});
          const auto word = block[unit / blocks];
          REQUIRE(words[unit * count + i] == word);
          REQUIRE(mask[unit * count + i] == (word <= highest ? 2.5F : 0.0F));
        }
      }
      CHECK(words.back() == guard);
      CHECK(mask.back() == -1.0F);
    }
  }
}
