#include "study/slurm.hpp"

#include "study/slurm_script.hpp"

#include <npd/testing/temporary_folder.hpp>

#include <string>

#include <npd/testing/catch.hpp>

namespace npd::study {
namespace {

using npd::testing::ContainsSubstring;

const Launch launch{"/opt/npd's/bin/npd", {"--plugin-path", "/my plugins"}, 0};

/// A study of so many trials that nobody has begun.
StudyState waiting(std::int64_t trials) {
  Settings settings;
  settings.trials = trials;
  settings.threads = 2;
  Draws draws{{"model.co_dim"}, {}, {}};
  draws.rows.assign(static_cast<std::size_t>(trials), {"1"});
  return state_of(settings, draws, 0);
}

}  // namespace

TEST_CASE("a script asks for what the settings say, and becomes npd, so that signals reach it") {
  SlurmSettings settings;
  settings.partition = "long";
  settings.account = "lab";
  settings.time = "4:00:00";
  settings.memory_mb = 900;
  settings.grace_s = 60;
  settings.extra = {"--gres=gpu:1"};
  const auto folder = StudyFolder::planned("/data/my study");
  CHECK(array_script(folder, settings, launch, {"a/b c", 3, 1000, 500, 2}) ==
        "#!/bin/bash\n"
        "#SBATCH --job-name=npd-a_b_c\n"
        "#SBATCH --output=\"/data/my study/slurm/%A_%a.txt\"\n"
        "#SBATCH --open-mode=append\n"
        "#SBATCH --requeue\n"
        "#SBATCH --ntasks=1\n"
        "#SBATCH --partition=long\n"
        "#SBATCH --account=lab\n"
        "#SBATCH --time=4:00:00\n"
        "#SBATCH --array=0-499\n"
        "#SBATCH --cpus-per-task=2\n"
        "#SBATCH --mem=900M\n"
        "#SBATCH --signal=B:USR1@60\n"
        "#SBATCH --gres=gpu:1\n"
        "exec '/opt/npd'\\''s/bin/npd' study work '/data/my study' --round 3 --task "
        "\"$((SLURM_ARRAY_TASK_ID + 1000))\" '--plugin-path' '/my plugins'\n");
  const auto next = advance_script(folder, settings, launch, {"a", 3, 0, 1, 2});
  CHECK_THAT(next,
             ContainsSubstring("exec '/opt/npd'\\''s/bin/npd' study advance '/data/my study'"));
  CHECK(next.find("--gres") == std::string::npos);
  CHECK(next.find("--array") == std::string::npos);
}

TEST_CASE("arrays are cut below the largest that the cluster takes, with several trials a task") {
  const npd::testing::TemporaryFolder temporary;
  const auto folder = StudyFolder::planned(temporary / "study");
  auto state = waiting(2501);
  state.settings.slurm.trials_per_task = 2;
  const auto shown = advance(folder, state, launch, true);
  REQUIRE(shown.scripts.size() == 3);  // 1251 tasks in two arrays, and what follows them
  CHECK_THAT(shown.scripts[0], ContainsSubstring("--array=0-999\n") &&
                                   ContainsSubstring("(SLURM_ARRAY_TASK_ID + 0)"));
  CHECK_THAT(shown.scripts[1], ContainsSubstring("--array=0-250\n") &&
                                   ContainsSubstring("(SLURM_ARRAY_TASK_ID + 1000)"));
  CHECK(shown.left == 2501);
  CHECK_FALSE(std::filesystem::exists(folder.path()));

  const SlurmRound round{1, 0, {4, 5, 8, 9, 12}, {0, 0, 0, 0, 0}, 0};
  CHECK(round.trials_of(0, 2) == std::vector<std::size_t>{4, 5});
  CHECK(round.trials_of(2, 2) == std::vector<std::size_t>{12});
  CHECK(round.trials_of(3, 2).empty());
}

}  // namespace npd::study
