#include "runs/summary.hpp"

#include <npd/testing/catch.hpp>

namespace npd::runs {

TEST_CASE("how a training ended, and whether longer would have helped") {
  training::Config config;
  config.max_epochs = 100;
  config.lr_patience = 6;
  using training::Ending;
  CHECK(ending_text(Ending::early_stopping, config, 61, 10) ==
        "early stopping: no better for 50 epochs");
  const std::string all = "all 100 epochs (training.max_epochs) are done";
  const std::string improving = " and it was still improving: more of them may fit better";
  CHECK(ending_text(Ending::epoch_limit, config, 100, 99) == all + improving);
  CHECK(ending_text(Ending::epoch_limit, config, 100, 93) == all + improving);
  CHECK(ending_text(Ending::epoch_limit, config, 100, 92) == all + ", no better for the last 7");
  // Who scores the last epoch does not ask which was the best.
  config.scored_epoch = "last";
  CHECK(ending_text(Ending::epoch_limit, config, 100, 99) == all);
  CHECK(ending_text(Ending::epoch_limit, config, 100, 50) == all);
}

}  // namespace npd::runs
