#include "base/times.hpp"

#include <string>

#include <npd/testing/catch.hpp>

using npd::base::duration_text;

TEST_CASE("durations are words") {
  CHECK(duration_text(0) == "0 s");
  CHECK(duration_text(59.4) == "59 s");
  CHECK(duration_text(59.6) == "1 min 0 s");
  CHECK(duration_text(200) == "3 min 20 s");
  CHECK(duration_text(3900) == "1 h 5 min");
}

TEST_CASE("the UTC time sorts as text and has no character that a file system minds") {
  const auto text = npd::base::utc_time_text();
  REQUIRE(text.size() == 20);
  CHECK(text.find_first_not_of("0123456789-TZ") == std::string::npos);
}
