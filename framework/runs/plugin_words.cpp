#include "runs/plugin_words.hpp"

#include "base/terminal.hpp"

#include <fmt/format.h>

namespace npd::runs {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t widest = 79;  // of a progress line, so that no terminal wraps it

}  // namespace

void PluginWords::write_to(Log* log) {
  log_ = log;
  if (log_ == nullptr) return;
  for (const auto& text : kept_) log_->note(text);
  kept_.clear();
}

void PluginWords::line(const std::string& text) {
  clear_progress();
  base::tell(stream_, text + "\n");
  if (log_ != nullptr) {
    log_->note(text);
  } else {
    kept_.push_back(text);
  }
}

void PluginWords::progress(double share, const std::string& text) {
  if (!is_terminal_) return;
  if (share >= 1) return clear_progress();
  if (Clock::now() - last_drawn_ < 200ms) return;
  last_drawn_ = Clock::now();
  drawn_ = true;
  base::tell(stream_,
             "\r\x1b[K" + fmt::format("{:3.0f} %  {}", 100 * share, text).substr(0, widest));
}

void PluginWords::clear_progress() {
  if (!drawn_) return;
  drawn_ = false;
  base::tell(stream_, "\r\x1b[K");
}

}  // namespace npd::runs
