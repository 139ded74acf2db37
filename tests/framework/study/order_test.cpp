#include "study/order.hpp"

#include "study/replay.hpp"

#include <npd/testing/temporary_folder.hpp>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <npd/testing/catch.hpp>

namespace npd::study {

TEST_CASE("a trial that finished or failed has no more work, any other one has") {
  const npd::testing::TemporaryFolder folder;
  const auto study = StudyFolder::planned(folder / "study");
  Settings settings;
  settings.trials = 1;
  auto state = state_of(settings, {{"model.co_dim"}, {{"1"}}, {}}, 0);
  const auto has_work_in = [&](TrialState one) {
    state.trials[0].state = one;
    return has_work(study, state, 0);
  };
  CHECK(has_work_in(TrialState::waiting));
  CHECK(has_work_in(TrialState::stopped));
  CHECK_FALSE(has_work_in(TrialState::finished));
  CHECK_FALSE(has_work_in(TrialState::failed));
}

TEST_CASE("a replay ends with the first run that fails") {
  const npd::testing::TemporaryFolder folder;
  const auto program = folder / "npd";
  std::ofstream(program) << "#!/bin/sh\necho \"$5\" >> '" << (folder / "begun").string()
                         << "'\necho 'npd: error: too bad'\nexit 3\n";
  std::filesystem::permissions(program, std::filesystem::perms::owner_all);
  Replay replay{folder.path(), "", {}};
  for (const char* name : {"first", "second"}) {
    replay.orders.push_back({folder / "e.toml", {}, folder / name, {}, 5});
  }
  std::FILE* stream = std::tmpfile();
  const auto end = run_replay(replay, {program, {}, 0}, stream);
  std::fclose(stream);
  CHECK(end.failure == "exit code 3: too bad");
  CHECK(end.signal == 0);
  std::ifstream begun(folder / "begun");
  const std::string lines{std::istreambuf_iterator<char>(begun), {}};
  CHECK(std::count(lines.begin(), lines.end(), '\n') == 1);
}

}  // namespace npd::study
