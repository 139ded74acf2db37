#include "runs/progress.hpp"

#include <cstdio>
#include <cstdlib>
#include <limits>
#include <optional>
#include <string>

#include <npd/testing/catch.hpp>

using npd::runs::Progress;
using npd::testing::ContainsSubstring;
using npd::testing::StartsWith;

namespace {

npd::training::EpochRecord epoch(std::int64_t number, double loss, double r2) {
  npd::training::EpochRecord record;
  record.epoch = number;
  record.valid.reconstruction = loss;
  record.valid.r2 = r2;
  return record;
}

/// What a progress display writes.
template <class Show>
std::string shown(std::optional<std::size_t> width, std::int64_t max_epochs, const Show& show) {
  char* text = nullptr;
  std::size_t size = 0;
  std::FILE* stream = ::open_memstream(&text, &size);
  Progress progress(stream, width, max_epochs);
  show(progress);
  progress.finish();
  std::fclose(stream);
  std::string out(text, size);
  std::free(text);
  return out;
}

}  // namespace

TEST_CASE("plain lines show the current epoch and the best one") {
  const auto text = shown(std::nullopt, 100, [](Progress& progress) {
    progress.on_step(1, 2);
    progress.on_epoch(epoch(0, 0.5, 0.25), true);
    progress.on_epoch(epoch(1, 0.75, -1), false);
  });
  CHECK(
      text ==
      "epoch    0  valid loss 0.50000  valid rate R2 0.2500  best 0.50000, R2 0.2500 (epoch 0)\n"
      "epoch    1  valid loss 0.75000  valid rate R2 -1.0000  best 0.50000, R2 0.2500 (epoch 0)\n");
}

TEST_CASE("plain lines become rare after the first epochs, and the last one always comes") {
  const auto text = shown(std::nullopt, 25, [](Progress& progress) {
    for (int i = 0; i < 25; ++i) progress.on_epoch(epoch(i, 1, 0), i == 0);
  });
  std::string epochs;
  for (std::size_t at = text.find("epoch "); at != std::string::npos;
       at = text.find("\nepoch ", at + 1)) {
    epochs += text.substr(text.find_first_of("0123456789", at), 2);
  }
  CHECK(epochs == "0 1 2 3 4 9 1924");
}

TEST_CASE("every epoch has its line, whether it is shown or not") {
  Progress progress(nullptr, std::nullopt, 100);
  CHECK(progress.epoch_line().empty());
  progress.on_epoch(epoch(41, 0.5, 0.25), true);
  progress.on_epoch(epoch(42, 0.75, -1), false);
  CHECK(
      progress.epoch_line() ==
      "epoch   42  valid loss 0.75000  valid rate R2 -1.0000  best 0.50000, R2 0.2500 (epoch 41)");
}

TEST_CASE("data without true rates shows no R2") {
  const auto text = shown(std::nullopt, 10, [](Progress& progress) {
    progress.on_epoch(epoch(0, 0.5, std::numeric_limits<double>::quiet_NaN()), true);
  });
  CHECK(text == "epoch    0  valid loss 0.50000  best 0.50000 (epoch 0)\n");
}

TEST_CASE("a terminal has one line with a bar, the time left and the figures") {
  const auto text = shown(200, 4, [](Progress& progress) {
    progress.on_epoch(epoch(0, 0.5, 0.25), true);
    progress.on_epoch(epoch(1, 0.75, -1), false);
  });
  CHECK_THAT(text, StartsWith("\r\x1b[K[=====               ] 1/4  at most 0 s left  valid loss"));
  CHECK_THAT(text, ContainsSubstring("\r\x1b[K[==========          ] 2/4  at most 0 s left  valid "
                                     "loss 0.75000  valid rate R2 -1.0000  best 0.50000, R2 "
                                     "0.2500 (epoch 0)\n"));
}

TEST_CASE("the line of a terminal never reaches its last column") {
  for (const std::size_t width : {1, 10, 20, 40, 60, 80, 100, 120, 200}) {
    const auto text = shown(
        width, 1000, [](Progress& progress) { progress.on_epoch(epoch(0, 0.5, 0.25), true); });
    const std::string start = "\r\x1b[K";
    REQUIRE_THAT(text, StartsWith(start));
    const auto line = text.substr(start.size(), text.find('\n') - start.size());
    INFO(width << ": " << line);
    CHECK(line.size() < width);
    CHECK((width < 60 || line.find("valid loss 0.5") != std::string::npos));
    CHECK((width < 80 || line.find("valid rate R2 0.25") != std::string::npos));
    CHECK((width < 120 || line.find("best 0.5") != std::string::npos));
  }
}
