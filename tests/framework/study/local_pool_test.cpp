#include "study/local_pool.hpp"

#include "base/machine.hpp"

#include <npd/testing/temporary_folder.hpp>

#include <algorithm>
#include <csignal>
#include <map>
#include <string>
#include <vector>

#include <npd/testing/catch.hpp>

namespace npd::study {
namespace {

using npd::testing::ContainsSubstring;

/// A pool of shell commands, and what it told.
class Shells {
 public:
  explicit Shells(const std::vector<std::string>& scripts) {
    for (std::size_t i = 0; i < scripts.size(); ++i) {
      const auto command = [script = scripts[i]] {
        return std::vector<std::string>{"/bin/sh", "-c", script};
      };
      jobs_.push_back({i, command, folder_ / "log.txt"});
    }
  }

  bool run(const PoolLimits& limits) {
    PoolObserver observer;
    observer.on_start = [this](const Job& job) {
      ++starts[job.number];
      most = std::max(most, ++running_);
    };
    observer.on_end = [this](const Job& job, const JobEnd& end) {
      --running_;
      ends[job.number] = end;
    };
    observer.on_note = [this](const std::string& text) {
      if (text.find("it goes on") != std::string::npos) --running_;
      notes.push_back(text);
    };
    observer.on_tick = [this] { ++ticks_; };
    observer.should_stop = [this] { return stop_after > 0 && ticks_ >= stop_after; };
    return LocalPool(limits, observer).run(jobs_);
  }

  int stop_after = 0;  ///< ticks; 0: never
  int most = 0;        ///< that ran at a time
  std::map<std::size_t, int> starts;
  std::map<std::size_t, JobEnd> ends;
  std::vector<std::string> notes;

 private:
  npd::testing::TemporaryFolder folder_;
  std::vector<Job> jobs_;
  int running_ = 0, ticks_ = 0;
};

}  // namespace

TEST_CASE("a pool starts fewer processes than it may where memory would not do, and says so") {
  const std::vector<std::string> sleepers(3, "sleep 0.2");
  Shells small(sleepers);
  CHECK(small.run({3, 0, 1'000'000}));
  CHECK(small.most == 3);
  CHECK(small.notes.empty());

  Shells large(sleepers);
  CHECK(large.run({3, 0, base::available_memory() / 10 * 7}));
  CHECK(large.most == 1);
  CHECK(large.ends.size() == 3);
  REQUIRE(large.notes.size() == 1);
  CHECK_THAT(large.notes[0], ContainsSubstring("memory for 1 of 3 trials at a time: one takes up"));
}

TEST_CASE("a pool that is told no memory takes a guess for each process, until one has grown") {
  // Twice what is free holds at a guess of 400 MB, as others may give memory back meanwhile.
  const auto many = 2 * (base::available_memory() / 400'000'000 + 1);
  if (many > 300) return;  // as many processes would be a burden
  Shells shells(std::vector<std::string>(many, "sleep 1"));
  shells.stop_after = 1;  // before any process has been measured
  shells.run({many, 0, 0});
  CHECK(shells.most < static_cast<int>(many));
  CHECK(shells.notes.size() == 1);
}

TEST_CASE("a pool tells how each job ended, and goes on with those that were killed") {
  Shells shells({"exit 0", "exit 3", "kill -KILL $$", "kill -TERM $$; sleep 5"});
  CHECK(shells.run({2, 2, 1}));
  CHECK(shells.ends[0].kind == JobEnd::Kind::done);
  CHECK(shells.ends[1].kind == JobEnd::Kind::failed);
  CHECK(shells.ends[1].exit_code == 3);
  for (const std::size_t killed : {2, 3}) {
    CHECK(shells.ends[killed].kind == JobEnd::Kind::lost);
    CHECK(shells.starts[killed] == 3);
  }
  CHECK(shells.ends[2].signal == SIGKILL);
  CHECK(shells.starts[1] == 1);
}

TEST_CASE("a pool that is told to stop asks its processes to end, and starts no more") {
  Shells shells(std::vector<std::string>(4, "trap 'exit 143' TERM; sleep 10 & wait $!"));
  shells.stop_after = 5;
  CHECK_FALSE(shells.run({2, 3, 1}));
  CHECK(shells.starts.size() == 2);
  for (const auto& [number, end] : shells.ends) CHECK(end.kind == JobEnd::Kind::stopped);
  CHECK(shells.ends.size() == 2);
}

}  // namespace npd::study
