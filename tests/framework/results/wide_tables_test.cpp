#include "results/wide_tables.hpp"

#include <npd/error.hpp>
#include <npd/testing/temporary_folder.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <npd/testing/catch.hpp>

namespace npd::results {
namespace {

namespace fs = std::filesystem;
using npd::testing::ContainsSubstring;
using npd::testing::StartsWith;
using npd::testing::TemporaryFolder;

FinishedRun scored(double rate_r2) {
  FinishedRun run;
  run.name = "a";
  run.parameters = {{"datamodule", "murray_rec_pfc"}, {"model", "base_mvnprior"}, {"seed", "3"}};
  run.scores = {{"rate_r2", rate_r2}};
  return run;
}

std::string text_of(const fs::path& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

TEST_CASE("if one of the wide tables exists, neither is written unless both may be replaced") {
  const TemporaryFolder folder;
  const auto regression = folder / "regression.csv", procrustes = folder / "procrustes.csv";
  std::ofstream(procrustes) << "mine";
  CHECK_THROWS_WITH(write_wide_tables({scored(0.5)}, folder.path()),
                    ContainsSubstring("procrustes.csv"));
  CHECK_FALSE(fs::exists(regression));
  CHECK(text_of(procrustes) == "mine");

  write_wide_tables({scored(0.5)}, folder.path(), IfExists::replace);
  CHECK_THAT(text_of(procrustes), StartsWith("name,"));
  write_wide_tables({scored(0.25)}, folder.path(), IfExists::replace);
  CHECK_THAT(text_of(regression), ContainsSubstring("0.25"));
  CHECK_THAT(text_of(regression), ContainsSubstring(",datamodule,model,seed,"));
  CHECK_THAT(text_of(regression), ContainsSubstring(",murray_rec_pfc,base_mvnprior,3,"));
}

}  // namespace npd::results
