#include "results/amend.hpp"

#include "base/sha256.hpp"
#include "framework/app/run_program.hpp"
#include "results/run_record.hpp"

#include <npd/atomic_file.hpp>
#include <npd/error.hpp>
#include <npd/testing/temporary_folder.hpp>

#include <filesystem>
#include <string>

#include <npd/testing/catch.hpp>

namespace npd::results {
namespace {

const std::string heading = "metric,value,split,direction,perfect,note,doc\n";

ScoreRow row(const std::string& name, double value) {
  ScoreRow row;
  row.score = {name, value, "all"};
  row.info.name = name;
  row.info.doc = "Doc of " + name;
  return row;
}

}  // namespace

TEST_CASE("further scores replace those of equal names and come behind the others") {
  const testing::TemporaryFolder folder;
  const auto file = folder / "scores.csv";
  write_text(file, heading +
                       "a,1,all,higher,1,\"note, old\",Doc\nb,2,all,higher,1,,Doc\nc,,all,"
                       "higher,1,why,Doc\n");
  Scores further;
  further.rows = {row("b", 5), row("d", 7)};
  further.skipped = {{"c", "there is no model"}};
  CHECK(with_scores(file, further) ==
        heading +
            "a,1,all,higher,1,\"note, old\",Doc\nb,5,all,higher,1,,Doc of b\n"
            "d,7,all,higher,1,,Doc of d\n");
}

TEST_CASE("scores of an older version are not mixed with new ones") {
  const testing::TemporaryFolder folder;
  write_text(folder / "scores.csv", "metric,value\na,1\n");
  CHECK_THROWS_AS(with_scores(folder / "scores.csv", {}), DataError);
}

TEST_CASE("a run that is amended has its new files and scores on record") {
  const testing::TemporaryFolder place;
  const RunFolder folder(place.path());
  write_text(folder.scores(), heading + "a,1,all,higher,1,,Doc\n");
  std::filesystem::create_directory(folder.analyses());
  write_text(folder.analyses() / "new.csv", "x\n1\n");
  RunRecord record;
  record.invocation.file = "small.toml";
  record.outcome = "finished";
  record.files = {{"scores.csv", base::sha256_of_file(folder.scores())},
                  {"config.toml", "kept"},
                  {"analyses/gone.csv", "of a file that is not there"}};
  write_run_record(folder.record(), record);
  Scores further;
  further.rows = {row("b", 5)};
  amend_run(folder, further, {folder.analyses() / "new.csv"});
  const auto after = read_run_record(folder.record());
  CHECK(testing::read_text(folder.scores()) ==
        heading + "a,1,all,higher,1,,Doc\nb,5,all,higher,1,,Doc of b\n");
  CHECK(after.files ==
        std::map<std::string, std::string>{
            {"scores.csv", base::sha256_of_file(folder.scores())},
            {"config.toml", "kept"},
            {"analyses/new.csv", base::sha256_of_file(folder.analyses() / "new.csv")}});
  CHECK(after.coming_files.empty());
}

TEST_CASE("what a record says is coming is read back") {
  const testing::TemporaryFolder place;
  RunRecord record;
  record.invocation.file = "small.toml";
  record.coming_files = {{"scores.csv", "abc"}};
  write_run_record(place / "run.json", record);
  CHECK(read_run_record(place / "run.json").coming_files == record.coming_files);
}

}  // namespace npd::results
