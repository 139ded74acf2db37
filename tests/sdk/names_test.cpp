#include <npd/names.hpp>

#include <optional>
#include <string>
#include <vector>

#include <npd/testing/catch.hpp>

using npd::did_you_mean;
using npd::nearest_name;

TEST_CASE("an id is lower case and starts with a letter") {
  CHECK(npd::is_id("gru"));
  CHECK(npd::is_id("low_rank_2"));
  for (const char* name : {"", "2d", "_a", "GRU", "low-rank", "a,b", "a b", "\xc3\xa9t\xc3\xa9"}) {
    CHECK_FALSE(npd::is_id(name));
  }
}

TEST_CASE("suggest finds slips of the pen") {
  const std::vector<std::string> words = {"alpha", "state_dim", "lr", "gru"};
  CHECK(nearest_name("aplha", words) == "alpha");          // swapped
  CHECK(nearest_name("alpa", words) == "alpha");           // missing
  CHECK(nearest_name("allpha", words) == "alpha");         // too many
  CHECK(nearest_name("state-dim", words) == "state_dim");  // wrong
  CHECK(nearest_name("stat_dims", words) == "state_dim");
  CHECK(nearest_name("lt", words) == "lr");
  CHECK(nearest_name("grru", words) == "gru");
}

TEST_CASE("suggest is silent about words that are too far") {
  CHECK(nearest_name("beta_max", {"alpha", "state_dim"}) == std::nullopt);
  CHECK(nearest_name("x", {"a", "b"}) == std::nullopt);
  CHECK(nearest_name("abcd", {"abxy"}) == std::nullopt);
  CHECK(nearest_name("alpha", {}) == std::nullopt);
  CHECK(nearest_name("", {"a"}) == std::nullopt);
}

TEST_CASE("suggest takes the nearest word, and the first of equals") {
  CHECK(nearest_name("decay", {"relay", "delay", "decays"}) == "delay");
  CHECK(nearest_name("kl_ic_scal", {"kl_co_scale", "kl_ic_scale"}) == "kl_ic_scale");
}

TEST_CASE("suggest completes the beginning of a word") {
  CHECK(nearest_name("tau", {"alpha", "tau_s", "tau_nmda_s"}) == "tau_s");
  CHECK(nearest_name("ta", {"tau_nmda_s"}) == std::nullopt);     // could be anything
  CHECK(nearest_name("tau", {"tau_nmda_s", "taus"}) == "taus");  // a slip is nearer
}

TEST_CASE("did_you_mean is ready to be put behind a message") {
  CHECK(did_you_mean("aplha", {"alpha"}) == "; did you mean \"alpha\"?");
  CHECK(did_you_mean("zzz", {"alpha"}).empty());
}
