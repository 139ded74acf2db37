#include <npd/pcg64.hpp>

#include "draws.hpp"

#include <vector>

#include <npd/testing/catch.hpp>

// Every expected number here was printed by NumPy 1.24; the calls are in the comments.

using npd::Pcg64;
using npd::seed_sequence;
using npd::testing::draws;

TEST_CASE("seed sequence: SeedSequence(seed).generate_state(4, uint64)") {
  CHECK(seed_sequence({0}) == std::array<std::uint64_t, 4>{0xdb2cd7e7b0f478beU, 0xabf4641a2c71ba49U,
                                                           0x20c6ed6d9d7b8d41U,
                                                           0x2c4099de223c39d4U});
  // A seed of two 32-bit words.
  CHECK(seed_sequence({(std::uint64_t{1} << 40) + 7}) ==
        std::array<std::uint64_t, 4>{0x0d8672e10e3d1a15U, 0x9aef4ada4ecfa161U, 0x999c1c3b83dba903U,
                                     0x408927dc0dc8a316U});
}

TEST_CASE("PCG64: raw words and uniform numbers") {
  Pcg64 words(0);  // PCG64(SeedSequence(0)).random_raw(3)
  CHECK(
      draws(3, [&] { return words.next_64(); }) ==
      std::vector<std::uint64_t>{11749869230777074271U, 4976686463289251617U, 755828109848996024U});

  Pcg64 uniform((std::uint64_t{1} << 40) + 7);  // Generator(PCG64(2**40 + 7)).random(3)
  CHECK(draws(3, [&] { return uniform.uniform(); }) ==
        std::vector<double>{0.829812891829413, 0.25530515834910417, 0.15379071585298754});
}

TEST_CASE("PCG64: bounded numbers come from 32-bit halves, low half first") {
  Pcg64 seeds(0);  // Generator(PCG64(0)).integers(2**32 - 1, size=4, dtype=uint32)
  CHECK(draws(4, [&] { return seeds.at_most(4294967294U); }) ==
        std::vector<std::uint32_t>{3653403230U, 2735729614U, 2195314464U, 1158725111U});

  Pcg64 dice(0);  // .integers(0, 6, size=12)
  CHECK(draws(12, [&] { return dice.at_most(5); }) ==
        std::vector<std::uint32_t>{5, 3, 3, 1, 1, 0, 0, 0, 1, 4, 3, 5});
}

TEST_CASE("PCG64: bounded numbers reject what would be biased") {
  Pcg64 random(0);  // .integers(0, 3 * 10**9, size=12), a bound that rejects 30 %; then .random()
  CHECK(draws(12, [&] { return random.at_most(2999999999U); }) ==
        std::vector<std::uint32_t>{2551872677U, 1910885061U, 1533409439U, 809360140U, 923488268U,
                                   122920571U, 225720425U, 49582906U, 525801878U, 2439810717U,
                                   1948247248U, 2738266731U});
  CHECK(random.uniform() == 0.6066357757671799);
}

TEST_CASE(
    "seed sequence of several numbers: SeedSequence([5, 0, 3]), SeedSequence([2**40 + 7, 2, 1])") {
  CHECK(seed_sequence({5, 0, 3}) ==
        std::array<std::uint64_t, 4>{0xd762d276dcabbfbcU, 0xf595334ad3972b70U, 0x6a402e84d03e1609U,
                                     0x4ccafc3555cecb69U});
  CHECK(seed_sequence({(std::uint64_t{1} << 40) + 7, 2, 1}) ==
        std::array<std::uint64_t, 4>{0xf7f665a2bf17a09cU, 0x5ec139c5ef8ac5feU, 0xa80c4e0883c1006aU,
                                     0x91e76d939cc56da1U});
}

TEST_CASE("PCG64: a choice of one draws nothing") {
  Pcg64 random(seed_sequence({5, 0, 3}));  // .integers(0, 1), .integers(0, 5, size=6), .random()
  CHECK(random.at_most(0) == 0);
  CHECK(draws(6, [&] { return random.at_most(4); }) ==
        std::vector<std::uint32_t>{3, 0, 2, 1, 4, 1});
  CHECK(random.uniform() == 0.4766273867515798);
}
