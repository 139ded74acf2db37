#include "study/progress.hpp"

#include <cstdio>
#include <cstdlib>
#include <string>

#include <npd/testing/catch.hpp>

namespace npd::study {
namespace {

using npd::testing::ContainsSubstring;
using npd::testing::StartsWith;

/// What is shown of two trials of which the first has ended.
std::string shown(bool is_terminal) {
  StudyState state;
  state.draws.keys = {"model.co_dim"};
  state.draws.rows = {{"1"}, {"2"}};
  state.trials.resize(2);
  state.trials[1].number = 1;
  char* text = nullptr;
  std::size_t size = 0;
  std::FILE* stream = ::open_memstream(&text, &size);
  Progress progress(stream, is_terminal);
  state.trials[0].state = TrialState::finished;
  progress.on_trial(state, state.trials[0], 61);
  progress.show(state);
  progress.finish();
  std::fclose(stream);
  std::string out(text, size);
  std::free(text);
  return out;
}

}  // namespace

TEST_CASE("a terminal shows a bar of a study's trials, a file only those that ended") {
  const auto in_file = shown(false);
  CHECK_THAT(in_file, StartsWith("trial 0 finished"));
  CHECK_THAT(in_file, ContainsSubstring("(1 of 2)\n"));
  CHECK(in_file.find('\r') == std::string::npos);
  const auto on_terminal = shown(true);
  CHECK_THAT(on_terminal, ContainsSubstring("\r\x1b[K[========        ] 1/2"));
  CHECK_THAT(on_terminal, ContainsSubstring(" left"));
}

}  // namespace npd::study
