#include "results/scores.hpp"

#include "base/wrap.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

#include <npd/testing/catch.hpp>

using npd::results::score_table;
using npd::results::Scores;
using npd::results::scores_csv;
using npd::testing::ContainsSubstring;
using npd::testing::StartsWith;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

npd::ScoreInfo r2(const std::string& name) {
  return {name, "", npd::Subject::latents, npd::Direction::higher_is_better, -infinity, 1, 1};
}

npd::ScoreInfo angle(const std::string& name) {
  return {name, "", npd::Subject::latents, npd::Direction::lower_is_better, 0, 1.5707963267948966,
          0};
}

npd::ScoreInfo bits(const std::string& name) {
  return {name,      "",       npd::Subject::spikes, npd::Direction::higher_is_better,
          -infinity, infinity, std::nullopt};
}

Scores example() {
  return {{{{"rate_r2", 0.98780142219611522, "all"}, r2("rate_r2")},
           {{"st_bwd_latent_r2", -11.081357, "all"}, r2("st_bwd_latent_r2")},
           {{"valid_st_rate_r2", -1e9, "valid"}, r2("valid_st_rate_r2")},
           {{"latent_procrustes_rot", 0.1, "all"}, angle("latent_procrustes_rot")},
           {{"bits_per_spike", 0.25, "all"}, bits("bits_per_spike")},
           {npd::undefined_score("co_bits_per_spike", "all", "no neurons are held out"),
            bits("co_bits_per_spike")}},
          {{"fwd_input_r2", "the data set has no true inputs"},
           {"rate_cka", "the data set has no true rates"},
           {"bwd_input_r2", "the data set has no true inputs"}}};
}

}  // namespace

TEST_CASE("the score table says what each number means and what is missing") {
  CHECK(score_table(example()) ==
        R"(metric                    value  split  better  range        perfect
rate_r2                  0.9878  all    higher  (-inf, 1]    1
st_bwd_latent_r2       -11.0814  all    higher  (-inf, 1]    1
valid_st_rate_r2         -1e+09  valid  higher  (-inf, 1]    1
latent_procrustes_rot    0.1000  all    lower   [0, 1.571]   0
bits_per_spike           0.2500  all    higher  (-inf, inf)  -

not defined, no neurons are held out:
  co_bits_per_spike

skipped, the data set has no true inputs:
  fwd_input_r2 bwd_input_r2

skipped, the data set has no true rates:
  rate_cka
)");
}

TEST_CASE("where the score table does not fit, columns from the right are left out") {
  const auto head = [](std::size_t width) {
    const auto text = score_table(example(), width);
    CHECK(npd::base::widest_line(text) <= std::max<std::size_t>(width, 31));
    return text.substr(0, text.find('\n'));
  };
  CHECK(head(69) == "metric                    value  split  better  range        perfect");
  CHECK(head(68) == "metric                    value  split  better  range        perfect");
  CHECK(head(67) == "metric                    value  split  better  range");
  CHECK(head(60) == "metric                    value  split  better  range");
  CHECK(head(50) == "metric                    value  split  better");
  CHECK(head(32) == "metric                    value");
  CHECK(head(10) == "metric                    value");
}

TEST_CASE("a table of complete scores has nothing below it") {
  CHECK(score_table({{{{"rate_r2", 1, "all"}, r2("rate_r2")}}, {}}) ==
        "metric    value  split  better  range      perfect\n"
        "rate_r2  1.0000  all    higher  (-inf, 1]  1\n");
}

TEST_CASE("long lists of skipped scores are broken at 100 columns") {
  Scores scores;
  for (int i = 0; i < 40; ++i) scores.skipped.push_back({"some_score_" + std::to_string(i), "why"});
  const std::string text = score_table(scores);
  std::size_t longest = 0;
  for (std::size_t begin = 0, end; (end = text.find('\n', begin)) != std::string::npos;) {
    longest = std::max(longest, end - begin);
    begin = end + 1;
  }
  CHECK(longest > 80);
  CHECK(longest <= 100);
}

TEST_CASE("a list of names is filled up to its last column") {
  const Scores scores{{}, {{"some_score", "why"}, {"another", "why"}, {"third", "why"}}};
  // The names of a line begin in column 2, a blank before each.
  CHECK_THAT(score_table(scores, 20), ContainsSubstring("\n  some_score another\n  third\n"));
  CHECK_THAT(score_table(scores, 19), ContainsSubstring("\n  some_score\n  another third\n"));
}

TEST_CASE("scores.csv has one row a score") {
  CHECK(scores_csv(example()) ==
        "metric,value,split,direction,perfect,note,doc\n"
        "rate_r2,0.9878014221961152,all,higher,1,,\n"
        "st_bwd_latent_r2,-11.081357,all,higher,1,,\n"
        "valid_st_rate_r2,-1000000000,valid,higher,1,,\n"
        "latent_procrustes_rot,0.1,all,lower,0,,\n"
        "bits_per_spike,0.25,all,higher,,,\n"
        "co_bits_per_spike,,all,higher,,no neurons are held out,\n");
}

TEST_CASE("a number that says little has its note where it stands") {
  auto scores = example();
  scores.rows[0].score.note = scores.rows[2].score.note = "3 regressors, 4 samples";
  scores.rows[0].info.doc = "R2 of rates, after a fit";
  scores.rows[4].score.note = "unlucky";
  const auto csv = scores_csv(scores);
  CHECK_THAT(csv, ContainsSubstring("rate_r2,0.9878014221961152,all,higher,1,\"3 regressors, 4 "
                                    "samples\",\"R2 of rates, after a fit\"\n"));
  CHECK_THAT(csv, ContainsSubstring("\nbits_per_spike,0.25,all,higher,,unlucky,\n"));
  CHECK_THAT(score_table(scores),
             StartsWith(
                 R"(metric                    value  note  split  better  range        perfect
rate_r2                  0.9878  (1)   all    higher  (-inf, 1]    1
st_bwd_latent_r2       -11.0814        all    higher  (-inf, 1]    1
valid_st_rate_r2         -1e+09  (1)   valid  higher  (-inf, 1]    1
latent_procrustes_rot    0.1000        all    lower   [0, 1.571]   0
bits_per_spike           0.2500  (2)   all    higher  (-inf, inf)  -

notes:
  (1) 3 regressors, 4 samples
  (2) unlucky

not defined, no neurons are held out:
)"));
}

TEST_CASE("scores.csv reads back to the same bits") {
  for (const double value : {1.0 / 3, -0.1, 1e-300, std::nextafter(1.0, 0.0), 5e-324}) {
    const std::string csv = scores_csv({{{{"x", value, "all"}, r2("x")}}, {}});
    const std::size_t cell = csv.find("\nx,") + 3;
    CHECK(std::strtod(csv.c_str() + cell, nullptr) == value);
  }
}
