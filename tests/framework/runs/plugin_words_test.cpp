#include "runs/plugin_words.hpp"

#include <npd/testing/temporary_folder.hpp>

#include <cstdlib>
#include <fstream>
#include <iterator>

#include <npd/testing/catch.hpp>

namespace npd::runs {
namespace {

using testing::ContainsSubstring;

/// What words look like on a stream.
template <class Speak>
std::string shown(bool is_terminal, const Speak& speak) {
  char* text = nullptr;
  std::size_t size = 0;
  std::FILE* stream = ::open_memstream(&text, &size);
  PluginWords words(stream, is_terminal);
  speak(words);
  std::fclose(stream);
  std::string out(text, size);
  std::free(text);
  return out;
}

}  // namespace

TEST_CASE("words before the log is there come into it later, those after at once") {
  const testing::TemporaryFolder folder;
  const auto stream = shown(false, [&](PluginWords& words) {
    words.line("dataset \"x\": early");
    {
      Log log(folder / "log.txt");
      words.write_to(&log);
      words.line("dataset \"x\": late");
      words.write_to(nullptr);
    }
    words.line("dataset \"x\": too late");
  });
  CHECK(stream == "dataset \"x\": early\ndataset \"x\": late\ndataset \"x\": too late\n");
  std::ifstream file(folder / "log.txt");
  const std::string log(std::istreambuf_iterator<char>(file), {});
  CHECK_THAT(log, ContainsSubstring("  dataset \"x\": early\n"));
  CHECK_THAT(log, ContainsSubstring("  dataset \"x\": late\n"));
  CHECK(log.find("too late") == std::string::npos);
}

TEST_CASE("progress is a line of a terminal, which a word or the end removes") {
  const auto speak = [](PluginWords& words) {
    words.progress(0.25, "dataset \"x\": " + std::string(100, 'y'));
    words.line("dataset \"x\": a word");
    words.progress(1, "dataset \"x\": done");
  };
  CHECK(shown(false, speak) == "dataset \"x\": a word\n");
  const auto terminal = shown(true, speak);
  CHECK_THAT(terminal, ContainsSubstring("\r\x1b[K 25 %  dataset \"x\": yyy"));
  CHECK_THAT(terminal, ContainsSubstring("\r\x1b[Kdataset \"x\": a word\n"));
  CHECK(terminal.find(std::string(80, 'y')) == std::string::npos);
}

}  // namespace npd::runs
