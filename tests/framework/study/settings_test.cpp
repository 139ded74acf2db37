#include "study/settings.hpp"

#include <npd/testing/catch.hpp>

// [Keshtkaran2022]; the numbers of generations are those of the original's runs.
TEST_CASE("a study has the defaults of the original, and its population too") {
  const npd::study::Settings settings;
  CHECK(settings.sampler == "random");
  CHECK(settings.seed == 0);
  CHECK(settings.repeats == 1);
  CHECK(settings.objective == "valid/recon_smth");
  CHECK(settings.minimises());
  CHECK_FALSE(settings.objective_is_score());
  CHECK(settings.objective_epoch == "best");
  CHECK(settings.threads == 1);
  CHECK(settings.retries == 3);
  CHECK(settings.pbt.first_generation == 105);
  CHECK(settings.pbt.generation == 25);
  CHECK(settings.pbt.max_generations == 36);
  CHECK(settings.pbt.stop_patience == 4);
  CHECK(settings.pbt.stop_improvement == 5e-4);
}
