#include "murray/split.hpp"

#include <npd/error.hpp>
#include <npd/testing/temporary_folder.hpp>

#include <algorithm>
#include <fstream>
#include <set>
#include <string>

#include <npd/testing/catch.hpp>

using murray::make_split;
using murray::SplitConfig;
using npd::testing::ContainsSubstring;

namespace {

class SplitFile {
 public:
  explicit SplitFile(const std::string& text) {
    config_.valid_trials_file = folder_ / "valid.txt";
    std::ofstream(config_.valid_trials_file) << text;
  }
  npd::Split split() const { return make_split(config_, 10); }

 private:
  npd::testing::TemporaryFolder folder_;
  SplitConfig config_;
};

}  // namespace

TEST_CASE("the seeded split covers all trials once") {
  const auto split = make_split({}, 1000);
  CHECK(split.train.size() == 800);
  CHECK(split.valid.size() == 200);
  CHECK(split.test.empty());
  CHECK(std::is_sorted(split.train.begin(), split.train.end()));
  CHECK(std::is_sorted(split.valid.begin(), split.valid.end()));
  std::set<std::int64_t> all(split.train.begin(), split.train.end());
  all.insert(split.valid.begin(), split.valid.end());
  CHECK(all.size() == 1000);
}

TEST_CASE("the split depends on its seed alone") {
  SplitConfig other;
  other.split_seed = 1;
  CHECK(make_split({}, 100).valid == make_split({}, 100).valid);
  CHECK(make_split(other, 100).valid != make_split({}, 100).valid);
}

TEST_CASE("a fraction that leaves a part empty names the parameter") {
  SplitConfig config;
  config.train_fraction = 0.01;
  try {
    make_split(config, 10);
    FAIL("no error");
  } catch (const npd::ConfigError& error) {
    CHECK(error.key() == "train_fraction");
    CHECK_THAT(std::string(error.what()),
               ContainsSubstring("leaves 0 for training and 10 for validation"));
  }
}

TEST_CASE("a file names the validation trials") {
  const auto split = SplitFile("7\n 2\r\n\t5").split();
  CHECK(split.valid == std::vector<std::int64_t>{2, 5, 7});
  CHECK(split.train == std::vector<std::int64_t>{0, 1, 3, 4, 6, 8, 9});
}

TEST_CASE("a malformed file is an error that names file and line") {
  CHECK_THROWS_AS(SplitFile("x\n").split(), npd::DataError);
  const auto fails = [](const std::string& text, const std::string& message) {
    CHECK_THROWS_WITH(SplitFile(text).split(), ContainsSubstring(message));
  };
  fails("1\ntwo\n", "valid.txt:2: expected the index of a trial, 0 to 9, found \"two\"");
  fails("1\n2 3\n", "valid.txt:2: expected the index of a trial, 0 to 9, found \"2 3\"");
  fails("1.5\n", "valid.txt:1: expected the index of a trial, 0 to 9, found \"1.5\"");
  fails("1\n\n2\n", "valid.txt:2: expected the index of a trial, 0 to 9, found \"\"");
  fails("10\n", "valid.txt:1: expected the index of a trial, 0 to 9, found \"10\"");
  fails("-1\n", "valid.txt:1: expected the index of a trial, 0 to 9, found \"-1\"");
  fails("99999999999999999999\n", "found \"99999999999999999999\"");
  fails("4\n3\n4\n", "valid.txt:3: trial 4 is already named in line 1");
  fails("", "valid.txt: names 0 of 10 trials for validation");
  fails("0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n", "valid.txt: names 10 of 10 trials for validation");
}

TEST_CASE("a file that cannot be read is an error that names it") {
  SplitConfig config;
  config.valid_trials_file = "/nowhere/valid.txt";
  CHECK_THROWS_WITH(make_split(config, 10),
                    ContainsSubstring("/nowhere/valid.txt: cannot be read") &&
                        ContainsSubstring("one trial index a line"));
  config.valid_trials_file = std::filesystem::temp_directory_path();
  CHECK_THROWS_AS(make_split(config, 10), npd::DataError);
}
