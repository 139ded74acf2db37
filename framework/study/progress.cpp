#include "study/progress.hpp"

#include "base/times.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace npd::study {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t widest = 79;

std::string shortened(const std::string& text) {
  return text.size() <= widest ? text : text.substr(0, widest - 3) + "...";
}

}  // namespace

Progress::Progress(std::FILE* stream, bool is_terminal)
    : stream_(stream), is_terminal_(is_terminal) {}

void Progress::show(const StudyState& state) {
  if (!is_terminal_ || std::chrono::steady_clock::now() - last_drawn_ < 500ms) return;
  last_drawn_ = std::chrono::steady_clock::now();
  std::string text = bar_text(state);
  const auto left =
      state.trials.size() - state.count(TrialState::finished) - state.count(TrialState::failed);
  const bool all_ahead = state.settings.is_population() && !state.is_last_settled();
  if (ended_ > 0 && left > 0 && !all_ahead) {
    const double each = watch_.seconds() / static_cast<double>(ended_);
    text += "  about " + base::duration_text(each * static_cast<double>(left)) + " left";
  }
  fmt::print(stream_, "\r\x1b[K{}", shortened(text));
  std::fflush(stream_);
}

void Progress::on_trial(const StudyState& state, const Trial& trial, double seconds) {
  ++ended_;
  const auto done = state.count(TrialState::finished) + state.count(TrialState::failed);
  note(fmt::format("{}, {} ({} of {})", trial_text(state, trial), base::duration_text(seconds),
                   done, state.trials.size()));
}

void Progress::note(const std::string& text) {
  clear();
  fmt::print(stream_, "{}\n", text);
  std::fflush(stream_);
}

void Progress::finish() { clear(); }

void Progress::clear() {
  if (!is_terminal_) return;
  fmt::print(stream_, "\r\x1b[K");
  std::fflush(stream_);
  last_drawn_ = {};
}

namespace {

/// Of a population, the workers that have come to the end of the generation in work.
std::size_t arrived(const StudyState& state) {
  const auto epochs = state.settings.pbt.epochs(state.generations.size() + 1);
  return static_cast<std::size_t>(
      std::count_if(state.trials.begin(), state.trials.end(),
                    [&](const Trial& trial) { return trial.epochs >= epochs; }));
}

}  // namespace

std::string bar_text(const StudyState& state) {
  const auto finished = state.count(TrialState::finished), failed = state.count(TrialState::failed);
  const bool in_generation = state.settings.is_population() && !state.is_last_settled();
  const std::size_t all = state.trials.size(),
                    done = in_generation ? arrived(state) : finished + failed;
  constexpr std::size_t width = 16;
  std::string text = fmt::format("[{:<{}}] {}/{}", std::string(all ? done * width / all : 0, '='),
                                 width, done, all);
  if (in_generation) text += fmt::format(" of generation {}", state.generations.size() + 1);
  if (const auto running = state.count(TrialState::running); running > 0) {
    text += fmt::format("  {} running", running);
  }
  if (failed > 0) text += fmt::format("  {} failed", failed);
  if (const auto* best = state.best()) {
    text += fmt::format("  best {:.5g} (trial {})", best->objective, best->number);
  }
  return text;
}

std::string trial_text(const StudyState& state, const Trial& trial) {
  const std::string name = fmt::format("trial {} {}", trial.number, state_name(trial.state));
  if (trial.state == TrialState::failed) return name + ": " + trial.failure;
  if (trial.state != TrialState::finished) return name;
  const std::string value =
      std::isnan(trial.objective) ? "undefined" : fmt::format("{:.5g}", trial.objective);
  const auto epoch = state.settings.objective_epoch == "best" ? trial.best_epoch : trial.epochs - 1;
  return fmt::format("{}: {} {} at epoch {} of {}", name, state.settings.objective, value, epoch,
                     trial.epochs);
}

}  // namespace npd::study
