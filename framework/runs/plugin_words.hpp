#pragma once

#include "host/reports.hpp"
#include "runs/log.hpp"

#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

namespace npd::runs {

/// What plugins say in a run: lines go to a stream and the run's log, those that came before there
/// was a log are written when it is there; progress is a line that a terminal redraws.
class PluginWords final : public host::Listener {
 public:
  /// \param stream  null: only the log hears
  PluginWords(std::FILE* stream, bool is_terminal) : stream_(stream), is_terminal_(is_terminal) {}

  /// \param log  null: there is none any more; else it must live until then
  void write_to(Log* log);

  void line(const std::string& text) override;
  void progress(double share, const std::string& text) override;

 private:
  using Clock = std::chrono::steady_clock;
  void clear_progress();

  std::FILE* stream_;
  bool is_terminal_;
  bool drawn_ = false;
  Clock::time_point last_drawn_{};
  Log* log_ = nullptr;
  std::vector<std::string> kept_;
};

}  // namespace npd::runs
