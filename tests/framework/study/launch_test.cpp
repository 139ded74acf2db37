#include "study/launch.hpp"

#include "base/machine.hpp"

#include <algorithm>

#include <npd/testing/catch.hpp>

namespace npd::study {

TEST_CASE("as many trials run at a time as were asked for, else as many as have cores") {
  Settings settings;
  Launch launch;
  const auto jobs = [&] { return static_cast<int>(limits_of(launch, settings).jobs); };
  CHECK(jobs() == base::usable_cores());
  settings.threads = base::usable_cores() + 1;
  CHECK(jobs() == 1);
  settings.threads = 1;
  settings.jobs = 1;
  CHECK(jobs() == 1);
  settings.jobs = 7;
  CHECK(jobs() == 7);
  launch.jobs = 1;  // the command line is asked first
  CHECK(jobs() == 1);
}

TEST_CASE("limits of a study's processes are those of its file") {
  Settings settings;
  settings.retries = 5;
  settings.memory_mb = 3;
  const auto limits = limits_of({}, settings);
  CHECK(limits.retries == 5);
  CHECK(limits.memory == 3'000'000);
}

}  // namespace npd::study
