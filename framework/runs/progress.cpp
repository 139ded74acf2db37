#include "runs/progress.hpp"

#include "base/times.hpp"

#include <fmt/format.h>

#include <cmath>

namespace npd::runs {
namespace {

using namespace std::chrono_literals;

constexpr int bar_width = 20;
// Plain lines come for the first epochs, then for every tenth.
constexpr std::int64_t first_lines = 5, line_every = 10;

std::string r2_text(double r2) { return std::isnan(r2) ? "" : fmt::format("  R2 {:.4f}", r2); }

}  // namespace

Progress::Progress(std::FILE* stream, bool is_terminal, std::int64_t max_epochs)
    : stream_(stream), is_terminal_(is_terminal), max_epochs_(max_epochs) {}

void Progress::on_step(std::int64_t step, std::int64_t steps) {
  if (!is_terminal_ || Clock::now() - last_drawn_ < 200ms) return;
  draw(static_cast<double>(epochs_) + static_cast<double>(step) / static_cast<double>(steps));
}

void Progress::on_epoch(const training::EpochRecord& record, bool is_best) {
  current_ = record;
  if (is_best) best_ = record;
  epochs_ = record.epoch + 1;
  if (is_terminal_) {
    draw(static_cast<double>(epochs_));
  } else if (record.epoch < first_lines || epochs_ % line_every == 0 || epochs_ == max_epochs_) {
    fmt::print(stream_, "{}\n", figures());
    std::fflush(stream_);
  }
}

void Progress::finish() {
  if (is_terminal_ && current_) fmt::print(stream_, "\n");
  std::fflush(stream_);
}

std::string Progress::figures() const {
  if (!current_) return {};
  return fmt::format("epoch {:4}  valid loss {:.5f}{}  best {:.5f}{} (epoch {})", current_->epoch,
                     current_->valid.reconstruction, r2_text(current_->valid.r2),
                     best_->valid.reconstruction, r2_text(best_->valid.r2), best_->epoch);
}

std::string Progress::bar(double epochs_done) const {
  const double share = epochs_done / static_cast<double>(max_epochs_);
  const int filled = static_cast<int>(share * bar_width);
  const double left = epochs_done > 0 ? watch_.seconds() / share * (1 - share) : 0;
  return fmt::format("[{:<{}}] {:.0f}/{}  at most {} left",
                     std::string(static_cast<std::size_t>(filled), '='), bar_width,
                     std::floor(epochs_done), max_epochs_, base::duration_text(left));
}

void Progress::draw(double epochs_done) {
  last_drawn_ = Clock::now();
  fmt::print(stream_, "\r\x1b[K{}  {}", bar(epochs_done), figures());
  std::fflush(stream_);
}

}  // namespace npd::runs
