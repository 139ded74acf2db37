#include "config/suggest.hpp"

#include <optional>
#include <string>
#include <vector>

#include <npd/testing/catch.hpp>

using npd::config::did_you_mean;
using npd::config::suggest;

TEST_CASE("suggest finds slips of the pen") {
  const std::vector<std::string> words = {"alpha", "state_dim", "lr", "gru"};
  CHECK(suggest("aplha", words) == "alpha");          // swapped
  CHECK(suggest("alpa", words) == "alpha");           // missing
  CHECK(suggest("allpha", words) == "alpha");         // too many
  CHECK(suggest("state-dim", words) == "state_dim");  // wrong
  CHECK(suggest("stat_dims", words) == "state_dim");
  CHECK(suggest("lt", words) == "lr");
  CHECK(suggest("grru", words) == "gru");
}

TEST_CASE("suggest is silent about words that are too far") {
  CHECK(suggest("beta_max", {"alpha", "state_dim"}) == std::nullopt);
  CHECK(suggest("x", {"a", "b"}) == std::nullopt);
  CHECK(suggest("abcd", {"abxy"}) == std::nullopt);
  CHECK(suggest("alpha", {}) == std::nullopt);
  CHECK(suggest("", {"a"}) == std::nullopt);
}

TEST_CASE("suggest takes the nearest word, and the first of equals") {
  CHECK(suggest("decay", {"relay", "delay", "decays"}) == "delay");
  CHECK(suggest("kl_ic_scal", {"kl_co_scale", "kl_ic_scale"}) == "kl_ic_scale");
}

TEST_CASE("suggest completes the beginning of a word") {
  CHECK(suggest("tau", {"alpha", "tau_s", "tau_nmda_s"}) == "tau_s");
  CHECK(suggest("ta", {"tau_nmda_s"}) == std::nullopt);     // could be anything
  CHECK(suggest("tau", {"tau_nmda_s", "taus"}) == "taus");  // a slip is nearer
}

TEST_CASE("did_you_mean is ready to be put behind a message") {
  CHECK(did_you_mean("aplha", {"alpha"}) == "; did you mean \"alpha\"?");
  CHECK(did_you_mean("zzz", {"alpha"}).empty());
}
