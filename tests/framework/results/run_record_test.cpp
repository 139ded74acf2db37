#include "results/run_record.hpp"

#include "base/folder_lock.hpp"
#include "framework/app/run_program.hpp"
#include "results/finished_run.hpp"
#include "results/run_folder.hpp"

#include <npd/error.hpp>
#include <npd/testing/temporary_folder.hpp>

#include <fstream>
#include <string>

#include <npd/testing/catch.hpp>

namespace npd::results {
namespace {

namespace fs = std::filesystem;
using testing::ContainsSubstring;
using testing::read_text;
using testing::TemporaryFolder;

RunRecord record() {
  RunRecord record;
  record.experiment = "name";
  record.invocation = {"/a/b.toml", {"seed=1"}, {"run", "b.toml", "seed=1"}};
  record.origin = Origin{"/runs/other", 20};
  record.seed = 1;
  record.outcome = "running";
  record.started = "2026-11-23T21-05-09Z";
  record.epochs = 7;
  record.best_epoch = 5;
  record.training_s = 0.1;
  record.config_sha256 = "abc";
  record.files = {{"scores.csv", "def"}};
  Attempt attempt;
  attempt.started = record.started;
  attempt.outcome = "killed";
  attempt.first_epoch = 3;
  attempt.threads = 4;
  attempt.engine = "fused";
  attempt.plugins = {{"generator", "gru", "0.1.0", "/a/gru.so", "123"}};
  attempt.data_sha256 = "ghi";
  attempt.circumstances = {
      {"v1", "0.3.0", "1.13", "456"}, {"OpenBLAS", "AVX2", "v3"}, "host", "CPU", 8, 4711};
  record.attempts = {attempt, attempt};
  record.attempts[1].outcome = "running";
  return record;
}

/// A folder with what a finished run leaves.
void leave_run(const fs::path& folder, const std::string& outcome) {
  auto finished = record();
  finished.outcome = outcome;
  finished.files.clear();
  fs::create_directories(folder / "checkpoints");
  for (const auto& file : RunFolder(folder).results()) std::ofstream(file) << "{}";
  std::ofstream(RunFolder(folder).scores()) << "metric,value\nrate_r2,0.5\n";
  write_run_record(RunFolder(folder).record(), finished);
}

}  // namespace

TEST_CASE("run.json is read as it was written") {
  const TemporaryFolder folder;
  write_run_record(folder / "run.json", record());
  const auto read = read_run_record(folder / "run.json");
  write_run_record(folder / "again.json", read);
  CHECK(read_text(folder / "again.json") == read_text(folder / "run.json"));
  REQUIRE(read.attempts.size() == 2);
  CHECK((read.attempts[0].plugins == record().attempts[0].plugins));
  CHECK((read.attempts[0].circumstances.kernels == record().attempts[0].circumstances.kernels));
  CHECK(read.attempts[0].circumstances.process == 4711);
  CHECK(read.attempts[1].first_epoch == 3);
  CHECK(read.origin->run == "/runs/other");
  CHECK(read.invocation.command == record().invocation.command);
  CHECK(read.files == record().files);
  CHECK(read_text(folder / "run.json").starts_with("{\n  \""));  // for people, too
}

TEST_CASE("run.json that is damaged or of another version is named") {
  const TemporaryFolder folder;
  CHECK_THROWS_WITH(read_run_record(folder / "run.json"),
                    (folder / "run.json").string() + ": cannot be read");
  for (const char* text : {"{", "{}", "[]", R"({"experiment": 3})"}) {
    std::ofstream(folder / "run.json") << text;
    CHECK_THROWS_AS(read_run_record(folder / "run.json"), DataError);
    CHECK_THROWS_WITH(read_run_record(folder / "run.json"),
                      ContainsSubstring("run.json: is damaged, or of another version of npd"));
  }
}

TEST_CASE("a run that says it is running is killed unless somebody has its lock") {
  const TemporaryFolder folder;
  leave_run(folder.path(), "running");
  CHECK(outcome_of(folder.path()) == "killed");
  CHECK_THROWS_WITH(read_finished_runs({folder.path()}),
                    folder.path().string() +
                        ": the run is not finished but killed, so it has no scores; leave it out, "
                        "or go on with: npd resume " +
                        folder.path().string());
  const base::FolderLock lock(folder.path());
  CHECK(outcome_of(folder.path()) == "running");
  CHECK_THROWS_WITH(read_finished_runs({folder.path()}),
                    ContainsSubstring("not finished but running, so it has no scores; leave it "
                                      "out, or wait for it"));
}

TEST_CASE("params.json that is damaged is named") {
  const TemporaryFolder folder;
  leave_run(folder.path(), "finished");
  const auto file = RunFolder(folder.path()).parameters();
  for (const char* text : {"{", "[]", "{\"a\": 1,}"}) {
    std::ofstream(file) << text;
    CHECK_THROWS_WITH(read_finished_runs({folder.path()}),
                      ContainsSubstring(file.string() + ": is not a JSON object"));
  }
}

TEST_CASE("runs are called by what tells their folders apart") {
  const TemporaryFolder folder;
  for (const char* name : {"a", "b"}) {
    fs::create_directories(folder / name);
    leave_run(folder / name, "finished");
  }
  const auto runs = read_finished_runs({folder / "b", folder / "a"});
  REQUIRE(runs.size() == 2);
  CHECK(runs[0].name == "b");
  CHECK(runs[1].name == "a");
}

TEST_CASE("a finished run has all of its files, and those that are read are what it wrote") {
  const TemporaryFolder folder;
  leave_run(folder.path(), "finished");
  CHECK(read_finished_runs({folder.path()})[0].score("rate_r2") == 0.5);
  for (const auto& file : RunFolder(folder.path()).results()) {
    INFO(file.string());
    const auto text = read_text(file);
    for (const bool empty : {true, false}) {
      fs::remove(file);
      if (empty) std::ofstream{file};
      CHECK_THROWS_WITH(read_finished_runs({folder.path()}),
                        ContainsSubstring(file.string() + ": the run had finished, but this file "
                                                          "of it is lost"));
    }
    std::ofstream(file) << text;
  }
  auto finished = record();
  finished.outcome = "finished";
  finished.files = {{"scores.csv", std::string(64, '0')}};
  write_run_record(folder / "run.json", finished);
  CHECK_THROWS_WITH(
      read_finished_runs({folder.path()}),
      ContainsSubstring((folder / "scores.csv").string() + ": is not what the run wrote"));
}

}  // namespace npd::results
