#include "runs/progress.hpp"

#include "base/terminal.hpp"
#include "base/times.hpp"
#include "base/wrap.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <string_view>

namespace npd::runs {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t bar_width = 20, least_bar_width = 5;
constexpr std::string_view gap = "  ";
// Plain lines come for the first epochs, then for every tenth.
constexpr std::int64_t first_lines = 5, line_every = 10;

}  // namespace

Progress::Progress(std::FILE* stream, std::optional<std::size_t> width, std::int64_t max_epochs)
    : stream_(stream), width_(width), max_epochs_(max_epochs) {}

void Progress::on_step(std::int64_t step, std::int64_t steps) {
  if (stream_ == nullptr || !width_ || Clock::now() - last_drawn_ < 200ms) return;
  draw(static_cast<double>(epochs_) + static_cast<double>(step) / static_cast<double>(steps));
}

void Progress::on_epoch(const training::EpochRecord& record, bool is_best) {
  current_ = record;
  if (is_best) best_ = record;
  epochs_ = record.epoch + 1;
  if (stream_ == nullptr) return;
  if (width_) {
    draw(static_cast<double>(epochs_));
  } else if (record.epoch < first_lines || epochs_ % line_every == 0 || epochs_ == max_epochs_) {
    base::tell(stream_, epoch_line() + "\n");
  }
}

std::string Progress::epoch_line() const {
  if (!current_) return {};
  return fmt::format("epoch {:4}  {}", current_->epoch, fmt::join(figures(), gap));
}

void Progress::finish() {
  if (stream_ == nullptr) return;
  if (width_ && current_) base::tell(stream_, "\n");
}

std::vector<std::string> Progress::figures() const {
  if (!current_) return {};
  const auto& now = current_->valid;
  const auto& best = best_->valid;
  std::vector<std::string> figures{fmt::format("valid loss {:.5f}", now.reconstruction)};
  // Of the rates as they are: see training::FitSums::rate_r2.
  const bool has_truth = !std::isnan(now.r2);
  if (has_truth) figures.push_back(fmt::format("valid rate R2 {:.4f}", now.r2));
  figures.push_back(fmt::format("best {:.5f}{} (epoch {})", best.reconstruction,
                                has_truth ? fmt::format(", R2 {:.4f}", best.r2) : "",
                                best_->epoch));
  return figures;
}

/// The most important first, as much as fits; the bar takes what room is left.
std::string Progress::terminal_line(double epochs_done) const {
  const std::size_t room = *width_ - 1;  // a full line moves the cursor on to the next one
  const double share = epochs_done / static_cast<double>(max_epochs_);
  const double left = epochs_done > 0 ? watch_.seconds() / share * (1 - share) : 0;
  std::string line = fmt::format("{:.0f}/{}  at most {} left", std::floor(epochs_done), max_epochs_,
                                 base::duration_text(left));
  for (const auto& figure : figures()) {
    if (line.size() + gap.size() + figure.size() > room) break;
    line.append(gap).append(figure);
  }
  const auto rest = room - std::min(line.size(), room);
  if (rest < least_bar_width + 3) return std::string(base::cut(line, room));
  const auto bar = std::min(bar_width, rest - 3);
  const std::string filled(static_cast<std::size_t>(share * static_cast<double>(bar)), '=');
  return fmt::format("[{:<{}}] {}", filled, bar, line);
}

void Progress::draw(double epochs_done) {
  last_drawn_ = Clock::now();
  base::tell(stream_, fmt::format("\r\x1b[K{}", terminal_line(epochs_done)));
}

}  // namespace npd::runs
