#include "common/numpy_random.hpp"

#include "draws.hpp"

#include <vector>

#include <npd/testing/catch.hpp>

// Every expected number here was printed by NumPy 1.24; the calls are in the comments.

using npd::testing::draws;
using numpy::Pcg64;
using numpy::RandomState;

TEST_CASE("PCG64: Poisson counts") {
  Pcg64 random(3);  // .poisson(2.5, size=12), .poisson(0), .random()
  CHECK(draws(12, [&] { return random.poisson(2.5); }) ==
        std::vector<std::int64_t>{1, 2, 2, 2, 5, 3, 3, 3, 2, 3, 3, 7});
  CHECK(random.poisson(0) == 0);
  CHECK(random.uniform() == 0.8497683374661538);  // a mean of 0 draws nothing
}

TEST_CASE("PCG64: Poisson counts of large means have their mean") {
  // The mean of 200 counts of mean 1200 has standard deviation 2.4; seed 1, five deviations
  // (alpha 6e-7). exp(-1200) is 0 in double: a single product would end far too early.
  Pcg64 random(1);
  double sum = 0;
  for (int i = 0; i < 200; ++i) sum += static_cast<double>(random.poisson(1200));
  CHECK(sum / 200 == npd::testing::Approx(1200).margin(5 * 2.45));
}

TEST_CASE("RandomState: every kind of draw, one after the other") {
  RandomState random(3653403230U);
  // RandomState(3653403230): .randint(8, size=4), .randint(5, size=12)
  CHECK(draws(4, [&] { return random.at_most(7); }) == std::vector<std::uint32_t>{5, 4, 6, 5});
  CHECK(draws(12, [&] { return random.at_most(4); }) ==
        std::vector<std::uint32_t>{1, 3, 1, 2, 4, 4, 0, 4, 3, 0, 4, 4});
  // .random_sample(2), .standard_normal(5)
  CHECK(draws(2, [&] { return random.uniform(); }) ==
        std::vector<double>{0.4387816739767716, 0.5799864129729484});
  const auto normals = draws(5, [&] { return random.normal(); });
  const std::vector<double> expected{-0.8330736105063503, 1.4047834526588039, -0.9691813650411899,
                                     -0.6525495591477688, 0.6272827784730183};
  for (std::size_t i = 0; i < expected.size(); ++i) {
    CHECK(normals[i] == npd::testing::Approx(expected[i]).epsilon(1e-15));
  }
  // .poisson(1.7, size=10), .poisson(0), .random_sample()
  CHECK(draws(10, [&] { return random.poisson(1.7); }) ==
        std::vector<std::int64_t>{3, 1, 5, 3, 3, 1, 1, 6, 2, 0});
  CHECK(random.poisson(0) == 0);
  CHECK(random.uniform() == 0.7943119874547964);
}

TEST_CASE("RandomState: a choice among one draws nothing") {
  RandomState random(1);  // RandomState(1): .randint(1), .randint(8), .random_sample()
  CHECK(random.at_most(0) == 0);
  CHECK(random.at_most(7) == 5);
  CHECK(random.uniform() == 0.9971848109388686);
}
