#include "report/warnings.hpp"

#include <npd/ops.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace npd::report {
namespace {

using Warnings = std::vector<Warning>;

/// A floor above this is told: an angle of 11 degrees.
constexpr double notable_floor = 0.2;
/// A score that falls by so much on trials that it was not fitted to is told.
constexpr double notable_drop = 0.02;
/// Means that vary less than this part of the posterior's width say nothing.
constexpr double silent_part = 0.05;
/// How much of what was gained may be lost again before the loss is said to diverge.
constexpr double notable_loss = 0.1;

const ScoreLine* find(const RunSource& source, const std::string& name) {
  for (const auto& score : source.scores) {
    if (score.name == name) return &score;
  }
  return nullptr;
}

void warn_of_floors(const RunSource& source, Warnings& warnings) {
  for (const auto& floor : source.scores) {
    if (!floor.name.ends_with("_floor") || !(floor.value > notable_floor)) continue;
    const std::string name = floor.name.substr(0, floor.name.size() - 6);
    warnings.push_back(
        {fmt::format("{} cannot be good here", name),
         fmt::format("Even the best linear map from this model reaches no better than {:.3f}: the "
                     "metric compares spaces of different dimension. Compare runs by the distance "
                     "from that floor, or look at {} after rotation.",
                     floor.value, name.substr(0, name.rfind('_')))});
  }
}

void warn_of_fitted_trials(const RunSource& source, Warnings& warnings) {
  std::vector<std::string> names;
  for (const auto& score : source.scores) {
    if (score.name.starts_with("st_")) continue;  // of single trials, which scatter by themselves
    for (const char* prefix : {"valid_", "heldout_"}) {
      const auto* twin = find(source, prefix + score.name);
      if (twin && score.value - twin->value > notable_drop && twin->direction == "higher") {
        names.push_back(fmt::format("{} ({:.3f}, on validation trials {:.3f})", score.name,
                                    score.value, twin->value));
      }
    }
  }
  if (names.empty()) return;
  warnings.push_back(
      {"Some scores were fitted on the trials that they score",
       fmt::format("They fall on trials that the fit has not seen: {}.", fmt::join(names, ", "))});
}

/// How far the means of a posterior move, as a part of its own width; of the liveliest dimension.
double liveliness(const Tensor& means, const Tensor& stds) {
  const auto width = means.size(-1);
  const Tensor rows = means.reshape({-1, width});
  if (rows.size(0) < 2) return std::numeric_limits<double>::infinity();
  const Tensor moves = at::std(rows, 0, true, false);
  const Tensor spread = stds.reshape({-1, width}).mean(0);
  return (moves / spread).max().item<double>();
}

void warn_of_posteriors(const RunSource& source, Warnings& warnings) {
  if (!source.arrays) return;
  const auto& arrays = *source.arrays;
  if (arrays.controller_mean.defined() && arrays.controller_std.defined() &&
      liveliness(arrays.controller_mean, arrays.controller_std) < silent_part) {
    warnings.push_back({"The controller is dead",
                        "Its output is the same in every trial and bin, as the prior has it: the "
                        "inferred inputs are noise. Lower model.kl_co_scale, or raise its ramp."});
  }
  if (arrays.initial_mean.defined() && arrays.initial_std.defined() &&
      liveliness(arrays.initial_mean, arrays.initial_std) < silent_part) {
    warnings.push_back(
        {"The initial conditions have collapsed",
         "Their posterior is the same in every trial, as the prior has it: all that differs "
         "between trials comes through the inputs. Lower model.kl_ic_scale."});
  }
}

std::optional<double> number(const nlohmann::json& object, const char* key) {
  const auto value = object.find(key);
  if (value == object.end() || !value->is_number()) return {};
  return value->get<double>();
}

void warn_of_training(const RunSource& source, Warnings& warnings) {
  const auto best = number(source.record, "best_epoch");
  const auto most = source.number("training.max_epochs");
  const auto epochs = static_cast<double>(source.metric("epoch").size());
  if (best && most && epochs == *most && *best == *most - 1 && *most > 1) {
    warnings.push_back({"Training was still improving when it stopped",
                        fmt::format("The best of {} epochs is the last one that "
                                    "training.max_epochs allows. More epochs may give more.",
                                    epochs)});
  }
  auto losses = source.metric("valid/recon");
  if (losses.size() < 2) return;
  if (!std::isfinite(losses.back())) {
    warnings.push_back({"The validation loss is not finite",
                        "It left the finite numbers in the last epoch: lower training.lr_init."});
    return;
  }
  std::erase_if(losses, [](double x) { return !std::isfinite(x); });
  const double least = *std::min_element(losses.begin(), losses.end());
  if (losses.back() - least > notable_loss * (losses.front() - least)) {
    warnings.push_back(
        {"The validation loss rose again",
         fmt::format(
             "It ended at {:.4f} after {:.4f} at its best: the model over-fits or diverges. "
             "Scores are those of the best epoch.",
             losses.back(), least)});
  }
}

void warn_of_silent_neurons(const RunSource& source, Warnings& warnings) {
  if (!source.arrays || !source.arrays->counts.defined()) return;
  const Tensor sums = at::nansum(at::abs(source.arrays->counts).flatten(0, 1), 0).contiguous();
  std::vector<std::int64_t> silent;
  for (std::int64_t i = 0; i < sums.size(0); ++i) {
    if (sums.data_ptr<double>()[i] == 0) silent.push_back(i);
  }
  if (silent.empty()) return;
  warnings.push_back({fmt::format("{} of {} neurons never spike", silent.size(), sums.size(0)),
                      fmt::format("They teach the model nothing and distort means over neurons. "
                                  "Their numbers, from 0: {}.",
                                  fmt::join(silent, ", "))});
}

}  // namespace

std::vector<Warning> warnings_of(const RunSource& source) {
  Warnings warnings;
  warn_of_training(source, warnings);
  warn_of_posteriors(source, warnings);
  warn_of_silent_neurons(source, warnings);
  warn_of_floors(source, warnings);
  warn_of_fitted_trials(source, warnings);
  return warnings;
}

}  // namespace npd::report
